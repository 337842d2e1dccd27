#include "study/store/activity.h"

#include <gtest/gtest.h>

#include <chrono>

#include "../run.h"

namespace orrery::study {
namespace {

using test_support::TestStore;

const Window everything{"2025-01-01", "2025-12-31"};

/// Builds the generations of a small store, one call a row.
class Log {
public:
    record::Generation& add(const std::string& day, const std::string& account,
                            const std::string& model = "openai/gpt-4o-mini") {
        record::Generation& g = rows_.emplace_back();
        std::chrono::year_month_day date{
            std::chrono::year(std::stoi(day.substr(0, 4))),
            std::chrono::month(static_cast<unsigned>(std::stoi(day.substr(5, 2)))),
            std::chrono::day(static_cast<unsigned>(std::stoi(day.substr(8, 2))))};
        g.generation_id = "g-" + std::to_string(rows_.size());
        g.created_at =
            std::chrono::sys_days(date).time_since_epoch().count() * 86'400'000'000 + 3'600'000'000;
        g.model = model;
        g.prompt_tokens = 100;
        if (!account.empty()) {
            g.account_id = account;
        }
        return g;
    }
    void finish(const std::string& day, const std::string& account, const char* reason,
                std::int64_t tokens) {
        record::Generation& g = add(day, account);
        g.prompt_tokens = tokens;
        g.finish_reason = reason;
    }
    void fill(TestStore& store) {
        store.fill(rows_);
        ASSERT_TRUE(store->refresh_resolution());
    }

private:
    std::vector<record::Generation> rows_;
};

MonthIndex month(const char* text) {
    return *month_of_date(text);
}

/// Lists patterns as month:active:accounts, a cut onset marked by a star.
std::vector<std::string> listed(const ModelActivity& activity) {
    std::vector<std::string> lines;
    for (const ActivityPattern& pattern : activity.patterns) {
        lines.push_back(
            month_text(pattern.first_month) + ":" + std::to_string(pattern.active_months) + ":" +
            std::to_string(pattern.accounts) + (pattern.onset == Onset::cut ? "*" : ""));
    }
    return lines;
}

/// gpt-4o-mini is of July 2024: what is seen in the store's first month may be older.
TEST(Activity, counts_accounts_by_first_month_and_pattern) {
    TestStore store;
    Log log;
    log.add("2025-01-01", "old");
    log.add("2025-03-01", "old");
    for (const auto* account : {"a", "b"}) {
        log.add("2025-02-03", account);
        log.add("2025-02-20", account);
        log.add("2025-04-30", account);
    }
    log.add("2025-02-28", "c");
    log.add("2025-03-05", "");
    log.add("2025-02-01", "elsewhere", "openai/gpt-4o");
    log.fill(store);
    const auto activity = read_activity(*store, "openai/gpt-4o-mini", everything);
    ASSERT_TRUE(activity) << describe(activity.error());
    EXPECT_EQ(listed(*activity),
              (std::vector<std::string>{"2025-01:5:1*", "2025-02:1:1", "2025-02:5:2"}));
    EXPECT_EQ(activity->last_complete_month, month("2025-04"));
    EXPECT_EQ(activity->launch_month, month("2024-07"));
}

TEST(Activity, knows_a_month_as_complete_from_its_last_day_on) {
    TestStore store;
    Log log;
    log.add("2025-02-01", "a");
    log.add("2025-06-29", "a");
    log.fill(store);
    const auto last = [&](const char* to) {
        return month_text(
            read_activity(*store, "openai/gpt-4o-mini", {"2025-01-01", to})->last_complete_month);
    };
    EXPECT_EQ(last("2025-12-31"), "2025-05");
    EXPECT_EQ(last("2025-05-31"), "2025-05");
    EXPECT_EQ(last("2025-05-30"), "2025-04");
    EXPECT_EQ(last("2025-02-28"), "2025-02");
    EXPECT_EQ(listed(*read_activity(*store, "openai/gpt-4o-mini", {"2025-01-01", "2025-05-31"})),
              std::vector<std::string>{"2025-02:1:1*"});
}

/// The store begins on 2025-03-20, so that 2025-04-17 is the first day with 28 days before it:
/// cohorts of March and April may be older, those of May are new. A model younger than the store
/// has new accounts only.
TEST(Activity, tells_cut_accounts_from_new_ones) {
    TestStore store;
    Log log;
    for (const auto* day : {"2025-03-20", "2025-04-30", "2025-05-01"}) {
        log.add(day, day);
    }
    log.add("2025-05-22", "a", "anthropic/claude-sonnet-4");
    log.fill(store);
    EXPECT_EQ(listed(*read_activity(*store, "openai/gpt-4o-mini", everything)),
              (std::vector<std::string>{"2025-03:1:1*", "2025-04:1:1*", "2025-05:1:1"}));
    const auto young = read_activity(*store, "anthropic/claude-sonnet-4", everything);
    EXPECT_EQ(listed(*young), std::vector<std::string>{"2025-05:1:1"});
    EXPECT_EQ(young->launch_month, month("2025-05"));
}

/// deepseek-chat meant V3-0324 until 2025-08-20 and V3.1 from then on.
TEST(Activity, follows_a_name_to_the_model_that_it_meant) {
    TestStore store;
    Log log;
    log.add("2025-01-01", "first");
    log.add("2025-06-05", "a", "deepseek-chat");
    log.add("2025-07-05", "a", "deepseek/deepseek-chat-v3-0324");
    log.add("2025-09-05", "a", "deepseek-chat");
    log.fill(store);
    EXPECT_EQ(listed(*read_activity(*store, "deepseek/deepseek-chat-v3-0324", everything)),
              std::vector<std::string>{"2025-06:3:1"});
    EXPECT_EQ(listed(*read_activity(*store, "deepseek/deepseek-chat-v3.1", everything)),
              std::vector<std::string>{"2025-09:1:1"});
}

TEST(Activity, of_a_model_that_nobody_used_is_empty) {
    const TestStore empty;
    for (const auto* model : {"openai/gpt-4o-mini", "no/such'model"}) {
        const auto activity = read_activity(*empty, model, everything);
        ASSERT_TRUE(activity) << describe(activity.error());
        EXPECT_TRUE(activity->patterns.empty());
    }
}

/// Weeks of Monday 2025-05-05 and 12 are complete; the window cuts the one after.
TEST(SpikeWeeks, have_the_parts_of_their_top_accounts) {
    TestStore store;
    Log log;
    log.finish("2025-05-05", "a", "tool_calls", 30);
    log.finish("2025-05-06", "a", "stop", 10);
    log.finish("2025-05-06", "b", "tool_calls", 20);
    log.finish("2025-05-06", "c", "tool_calls", 10);
    log.finish("2025-05-07", "d", "tool_calls", 5);
    log.finish("2025-05-07", "", "tool_calls", 500);
    log.finish("2025-05-18", "d", "stop", 7);
    log.finish("2025-05-12", "b", "tool_calls", 1);
    log.finish("2025-05-19", "a", "tool_calls", 9);
    log.add("2025-05-05", "a");  // No finish reason: in neither part.
    log.fill(store);
    const auto series = read_spike_weeks(*store, {"2025-05-01", "2025-05-20"});
    ASSERT_TRUE(series) << describe(series.error());
    EXPECT_EQ(series->weeks, (std::vector<std::string>{"2025-05-05", "2025-05-12"}));
    EXPECT_EQ(series->totals[0].numerator, 565);
    EXPECT_EQ(series->totals[0].denominator, 575);
    EXPECT_EQ(series->totals[1].numerator, 1);
    EXPECT_EQ(series->totals[1].denominator, 8);
    ASSERT_EQ(series->accounts.size(), 3U);
    EXPECT_EQ(series->accounts[0][0].numerator, 30);
    EXPECT_EQ(series->accounts[0][0].denominator, 40);
    EXPECT_EQ(series->accounts[0][1].denominator, 0);
    EXPECT_EQ(series->accounts[1][1].numerator, 1);
    EXPECT_EQ(series->accounts[2][0].numerator, 10);
}

TEST(SpikeWeeks, of_an_empty_store_are_none) {
    const TestStore empty;
    const auto series = read_spike_weeks(*empty, everything);
    ASSERT_TRUE(series) << describe(series.error());
    EXPECT_TRUE(series->weeks.empty());
    EXPECT_EQ(read_spikes(*series).verdict, SpikeVerdict::insufficient_data);
}

}  // namespace
}  // namespace orrery::study
