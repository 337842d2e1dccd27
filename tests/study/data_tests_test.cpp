#include "study/store/data_tests.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "run.h"

namespace orrery::study {
namespace {

using test_support::TestStore;
using test_support::Traffic;

/// A store whose numbers are sound, its study, and room to break either.
class DataTests : public testing::Test {
protected:
    TestStore store_;
    StudyRun run_;

    void SetUp() override {
        store_.fill(Traffic(31).draw(800));
        run_ = run_on(store_);
    }

    [[nodiscard]] std::vector<DataTest> tests() const {
        auto done = run_data_tests(*store_, {run_.window_from, run_.window_to}, run_.figures);
        EXPECT_TRUE(done) << describe(done.error());
        return std::move(*done);
    }
    /// Returns the names of the failing tests.
    [[nodiscard]] std::vector<std::string> failing() const {
        std::vector<std::string> names;
        for (const DataTest& test : tests()) {
            if (!test.passed) {
                EXPECT_FALSE(test.detail.empty()) << test.name;
                names.push_back(test.name);
            }
        }
        return names;
    }
    /// Adds to the first value that is not zero in a figure's rows.
    void disturb(std::string_view id, double by) {
        for (FigureResult& figure : run_.figures) {
            if (figure.definition.id == id) {
                for (auto& row : figure.table.rows) {
                    const double value = number_or(row[figure.table.column("value")], 0);
                    if (value != 0) {
                        row[figure.table.column("value")] = value + by;
                        return;
                    }
                }
            }
        }
        ADD_FAILURE() << "nothing to disturb in " << id;
    }
};

using Names = std::vector<std::string>;

TEST_F(DataTests, pass_on_sound_numbers) {
    EXPECT_EQ(failing(), Names{});
    EXPECT_GE(tests().size(), 8U);
}

TEST_F(DataTests, see_shares_that_do_not_sum_to_one) {
    disturb("fig03", 1e-6);
    EXPECT_EQ(failing(), Names{"shares of each x sum to 100 %"});
}

TEST_F(DataTests, see_volumes_that_are_not_the_store_s) {
    disturb("fig02", 1e5);
    EXPECT_EQ(failing(), (Names{"figure 1 is figure 2, normalised",
                                "figure 2 sums to the tokens of all days and models"}));
}

TEST_F(DataTests, see_means_that_do_not_add_up) {
    disturb("fig15", 0.01);
    EXPECT_EQ(failing(), Names{"figure 14 + figure 15 = figure 17"});
}

TEST_F(DataTests, see_more_cached_tokens_than_prompt_tokens) {
    auto odd = Traffic(32).draw(1);
    odd[0].generation_id = "odd";
    odd[0].prompt_tokens = 5;
    odd[0].cache_read_tokens = 6;
    ASSERT_TRUE(store_->append(odd));
    ASSERT_TRUE(store_->refresh_marts());
    run_ = run_on(store_);
    EXPECT_EQ(failing(), Names{"cached tokens lie inside the prompt"});
}

TEST_F(DataTests, see_tool_calls_without_tools) {
    auto odd = Traffic(33).draw(1);
    odd[0].generation_id = "odd";
    odd[0].tools_offered = false;
    odd[0].finish_reason = "tool_calls";
    ASSERT_TRUE(store_->append(odd));
    ASSERT_TRUE(store_->refresh_marts());
    run_ = run_on(store_);
    EXPECT_EQ(failing(), Names{"tool-call finishes had tools offered, where known"});
}

TEST_F(DataTests, count_what_real_exports_hold_and_let_it_pass) {
    const auto detail = [&](std::string_view name) {
        for (const DataTest& test : tests()) {
            if (test.name.find(name) != std::string::npos) {
                return test.passed ? test.detail : "failed";
            }
        }
        return std::string("no such test");
    };
    EXPECT_EQ(detail("reasoning tokens above completion"),
              store_.row("SELECT count(*) FROM generations WHERE reasoning_tokens > "
                         "completion_tokens") +
                  " of 800 generations");
    EXPECT_EQ(detail("no tokens at all"),
              store_.row("SELECT count(*) FROM generations WHERE prompt_tokens = 0 "
                         "AND completion_tokens = 0") +
                  " of 800 generations");
}

TEST_F(DataTests, of_figures_that_were_not_drawn_are_left_out) {
    run_.figures.clear();
    for (const DataTest& test : tests()) {
        EXPECT_EQ(test.name.find("figure"), std::string::npos) << test.name;
    }
    EXPECT_EQ(failing(), Names{});
}

}  // namespace
}  // namespace orrery::study
