#include "study/store/labels/sample.h"

#include <gtest/gtest.h>

#include "../run.h"

namespace orrery::study {
namespace {

using test_support::LabelTraffic;
using test_support::TestStore;
using test_support::Traffic;

std::unique_ptr<TestStore> labelled(std::size_t count, std::optional<double> rate) {
    auto store = std::make_unique<TestStore>();
    const auto generations = Traffic(11).draw(count);
    store->fill(generations, 3000);
    auto labels = LabelTraffic(12).draw(generations);
    if (rate) {
        const auto every = static_cast<std::uint64_t>(1 / *rate);
        std::erase_if(labels, [&](const auto& label) {
            return std::stoull(label.generation_id.substr(2)) % every > 0;
        });
        for (auto& label : labels) {
            label.inclusion_probability = *rate;
        }
    }
    store->label(labels);
    return store;
}

bool is_unknown(const Cell& cell) {
    return std::holds_alternative<std::monostate>(cell);
}

TEST(Intervals, hold_the_shares_of_sampled_categories) {
    const auto store = labelled(16'000, 0.5);
    const std::vector<std::string> ids = {"fig06", "fig08", "fig16", "fig18", "fig19", "fig21a"};
    const StudyRun run = run_on(*store, {.figures = ids});
    for (const auto& id : ids) {
        const auto& table = figure_of(run, id).table;
        int with = 0;
        for (const auto& row : table.rows) {
            const auto& value = row[table.column("value")];
            const auto& lower = row[table.column("lower")];
            const auto& upper = row[table.column("upper")];
            if (is_unknown(value) || is_unknown(lower)) continue;
            EXPECT_LE(number_or(lower, 2), number_or(value, -1)) << id;
            EXPECT_GE(number_or(upper, -1), number_or(value, 2)) << id;
            EXPECT_LT(number_or(lower, 2), number_or(upper, -1)) << id;
            ++with;
        }
        EXPECT_GT(with, 5) << id;
    }
}

TEST(Intervals, are_none_where_every_generation_is_labelled) {
    const auto store = labelled(2000, 1.0);
    const StudyRun run = run_on(*store);
    for (const auto& row : figure_of(run, "fig06").table.rows) {
        EXPECT_TRUE(is_unknown(row[3]) && is_unknown(row[4])) << to_text(row[0]);
        EXPECT_FALSE(is_unknown(row[2]));
    }
}

TEST(Intervals, leave_out_what_rests_on_too_little) {
    const auto store = labelled(150, 0.25);
    const StudyRun run = run_on(*store);
    const auto& figure = figure_of(run, "fig06");
    for (const auto& row : figure.table.rows) {
        EXPECT_TRUE(is_unknown(row[2])) << "150 generations over eight weeks";
    }
    ASSERT_FALSE(figure.captions.empty());
    EXPECT_NE(figure.captions.front().find("too few sampled generations"), std::string::npos);
    const StudyRun all = run_on(*store, {.effective_size = 0});
    EXPECT_FALSE(is_unknown(figure_of(all, "fig06").table.rows.front()[2]));
    for (const auto& test : run.tests) {
        EXPECT_TRUE(test.passed) << test.name << ": " << test.detail;
    }
}

}  // namespace
}  // namespace orrery::study
