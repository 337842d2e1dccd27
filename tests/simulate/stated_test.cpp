#include <gtest/gtest.h>

#include <map>
#include <set>

#include "support/stated_numbers.h"
#include "support/test_store.h"
#include "support/traffic.h"

namespace orrery {
namespace {

using test_support::measure;
using test_support::measure_all;
using test_support::MeasuredNumber;
using test_support::StatedNumber;
using test_support::StatedNumbers;
using test_support::TestStore;
using test_support::Traffic;

const StatedNumbers& stated() {
    static const StatedNumbers numbers = [] {
        const auto loaded = test_support::load_stated_numbers();
        EXPECT_TRUE(loaded) << (loaded ? "" : describe(loaded.error()));
        return loaded.value_or(StatedNumbers());
    }();
    return numbers;
}

/// Labels each generation as one of three kinds, in French where the hash divides by 5, as a sample
/// of one in four or one in two. A second label never is the primary one: it has less confidence,
/// or loses by its path, or has a confidence below half.
Status label_all(warehouse::Store& store) {
    return store.execute(R"sql(
CREATE TEMP TABLE kinds AS
SELECT generation_id, CAST(hash(generation_id) % 3 AS BIGINT) AS kind,
       CASE WHEN hash(generation_id) % 2 = 0 THEN 0.25 ELSE 0.5 END AS inclusion_probability,
       CASE WHEN hash(generation_id) % 5 = 0 THEN 'fr' ELSE 'en' END AS language
FROM generations;
INSERT INTO labels BY NAME
SELECT generation_id, inclusion_probability, language, 0.8 AS confidence, '/A' AS path,
       ['programming', 'roleplay', 'others'][kind + 1] AS category,
       ['Programming/Other', 'Adult', 'Travel'][kind + 1] AS tag
FROM kinds;
INSERT INTO labels BY NAME
SELECT generation_id, inclusion_probability, language, [0.6, 0.8, 0.4][kind + 1] AS confidence,
       '/Z' AS path, 'legal' AS category, 'Legal/Other' AS tag
FROM kinds)sql");
}

std::map<std::string, MeasuredNumber> measured_on(warehouse::Store& store, double scale) {
    const auto all = measure_all(store, stated(), scale);
    EXPECT_TRUE(all) << (all ? "" : describe(all.error()));
    std::map<std::string, MeasuredNumber> by_id;
    for (const auto& number : all.value_or(std::vector<MeasuredNumber>())) {
        by_id.emplace(number.stated.id, number);
    }
    return by_id;
}

TEST(Stated, every_number_is_complete_and_named_once) {
    const std::set<std::string> units = {"share",
                                         "trillion_tokens",
                                         "tokens_per_generation",
                                         "usd_per_million",
                                         "log10",
                                         "ratio",
                                         "rank",
                                         "weeks",
                                         "models"};
    std::set<std::string> ids;
    for (const StatedNumber& number : stated().numbers) {
        EXPECT_TRUE(ids.insert(number.id).second) << number.id << " is there twice";
        EXPECT_TRUE(number.id.starts_with(number.figure + "_")) << number.id;
        EXPECT_TRUE(number.low || number.high) << number.id << " asks for nothing";
        EXPECT_LE(number.low.value_or(0), number.high.value_or(1e9)) << number.id;
        EXPECT_TRUE(units.contains(number.unit)) << number.id << ": " << number.unit;
        EXPECT_FALSE(number.claim.empty() || number.paper.empty()) << number.id;
        EXPECT_NE(number.sql.find("SELECT"), std::string::npos) << number.id;
    }
    EXPECT_GT(ids.size(), 100U);
}

TEST(Stated, every_figure_and_table_with_a_number_has_one) {
    std::set<std::string> figures;
    for (const StatedNumber& number : stated().numbers) {
        figures.insert(number.figure);
    }
    for (int figure = 1; figure <= 29; ++figure) {
        // The cohorts of figure 25 are judged by statistics, not by SQL.
        EXPECT_EQ(figures.contains(fmt::format("fig{:02}", figure)), figure != 25) << figure;
    }
    for (const char* table : {"table1", "table2", "table3"}) {
        EXPECT_TRUE(figures.contains(table)) << table;
    }
}

TEST(Stated, an_empty_store_meets_nothing_that_it_does_not_hold) {
    const TestStore store;
    for (const auto& [id, number] : measured_on(*store, 1)) {
        EXPECT_TRUE(!number.value || *number.value == 0) << id;
    }
}

TEST(Stated, a_small_store_answers_with_its_own_sums) {
    TestStore store;
    Traffic traffic(11);
    store.fill(traffic.draw(3000));
    const auto labelled = label_all(*store);
    ASSERT_TRUE(labelled) << describe(labelled.error());
    store.reopen(warehouse::Access::read_only);
    auto measured = measured_on(*store, 1000);
    ASSERT_EQ(measured.size(), stated().numbers.size());

    const auto direct = [&](const std::string& sql) { return std::stod(store.row(sql)); };
    const std::string tokens = "coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)";
    EXPECT_DOUBLE_EQ(*measured["fig02_total"].value,
                     direct("SELECT 1000 * sum(" + tokens + ") / 1e12 FROM generations"));
    EXPECT_DOUBLE_EQ(*measured["table3_gpt_4_price"].value,
                     direct("SELECT sum(cost_nano_usd) / 1e3 / sum(" + tokens +
                            ") FROM generations WHERE model = 'openai/gpt-4' "
                            "AND is_byok IS NOT TRUE AND cost_nano_usd IS NOT NULL"));
    EXPECT_DOUBLE_EQ(
        *measured["table2_en"].value,
        direct("SELECT sum(weight) FILTER (hash(generation_id) % 5 > 0) / sum(weight) FROM ("
               "SELECT generation_id, (4 - 2 * (hash(generation_id) % 2)) * (" +
               tokens + ") AS weight FROM generations)"));
    EXPECT_EQ(measured["fig21_legal_other"].value, std::nullopt) << "never the primary label";
    EXPECT_EQ(measured["fig21_programming_other"].value, 1.0);
    EXPECT_EQ(measured["fig26_programming_rank"].stated.unit, "rank");
}

TEST(Stated, a_number_is_met_within_its_bounds_only) {
    MeasuredNumber number{{"fig01_x", "fig01", "claim", "1 %", 0.5, 1.0, "share", ""}, 0.5};
    EXPECT_TRUE(number.is_met());
    number.value = 1.01;
    EXPECT_FALSE(number.is_met());
    number.stated.high.reset();
    EXPECT_TRUE(number.is_met()) << "an inequality has one bound";
    number.value.reset();
    EXPECT_FALSE(number.is_met()) << "nothing measured is a miss";
}

TEST(Stated, a_broken_file_says_where) {
    const auto broken = test_support::parse_stated_numbers("\n[[number]\n", "stated.toml");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().where, "stated.toml:2");
}

}  // namespace
}  // namespace orrery
