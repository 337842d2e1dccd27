// Which tables the rows of a part come from: generations are the dearest of them.

#include "study/filter/part/parts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "study/definition.h"
#include "study/filter/grain.h"
#include "study/filter/tables.h"
#include "support/test_store.h"
#include "support/traffic.h"

namespace orrery::study {
namespace {

using test_support::TestStore;
using test_support::Traffic;
using MartNames = std::set<std::string>;

class PartSources : public testing::Test {
protected:
    static void SetUpTestSuite() {
        store_ = std::make_unique<TestStore>();
        const auto generations = Traffic(91).draw(2000);
        store_->fill(generations);
        store_->label(test_support::LabelTraffic(91).draw(generations));
    }
    static void TearDownTestSuite() { store_.reset(); }

    /// Returns the marts whose rows are read from generations, of those that the figures read which
    /// the filter can narrow and whose SQL does not ask for single days.
    MartNames scanned(const Filter& filter) {
        const auto dimensions = filter.dimensions();
        std::set<std::string> marts;
        for (const FigureDefinition& figure : study_.figures) {
            const auto names = filters_of(figure);
            if (is_by_weeks(figure) && std::ranges::all_of(dimensions, [&](const auto& name) {
                    return std::ranges::find(names, name) != names.end();
                })) {
                marts.merge(marts_of(figure));
            }
        }
        EXPECT_GT(marts.size(), 7);
        warehouse::Store& store = **store_;
        auto tables = KeptTables::read(store);
        EXPECT_TRUE(tables);
        MartNames read;
        for (const std::string& mart : marts) {
            Parts parts(store, *tables, filter, {"2025-08-20", "2025-10-14"}, "whole", true, 0);
            const auto made = parts.make({mart});
            EXPECT_TRUE(made) << mart << ": " << describe(made.error());
            if (parts.is_scanned()) {
                read.insert(mart);
            }
        }
        return read;
    }

    static inline std::unique_ptr<TestStore> store_;
    StudyDefinition study_ = *load_study({});
};

TEST_F(PartSources, are_marts_where_they_tell_the_part) {
    std::vector<Filter> filters(6);
    filters[0].source_classes = {"closed"};
    filters[1].authors = {"openai", "qwen"};
    filters[2].providers = {"Groq"};
    filters[3].apps = {"Cline"};
    filters[4].countries = {"DE"};
    filters[5].is_byok = true;
    for (const Filter& filter : filters) {
        EXPECT_EQ(scanned(filter), MartNames{}) << filter.key();
    }
}

/// What follows accounts is told apart by all that a panel can be narrowed by.
TEST_F(PartSources, are_marts_for_accounts_by_whatever) {
    Filter filter;
    filter.countries = {"DE", "US"};
    filter.is_byok = false;
    filter.providers = {"Groq"};
    filter.authors = {"openai"};
    const MartNames read = scanned(filter);
    for (const std::string mart : {"mart_accounts", "mart_activity", "mart_labelled_accounts"}) {
        EXPECT_FALSE(read.contains(mart)) << mart;
    }
    EXPECT_TRUE(read.contains("mart_apps"));
}

TEST_F(PartSources, are_generations_where_no_mart_tells_it) {
    Filter filter;
    filter.accounts = {"account-1"};
    EXPECT_GT(scanned(filter).size(), 5);
}

}  // namespace
}  // namespace orrery::study
