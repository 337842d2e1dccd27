#include "gateway/live/rates.h"

#include <gtest/gtest.h>

#include "gateway/live/live.h"
#include "gateway/observe/request_log.h"

namespace orrery::gateway {
namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t start_us = 1'790'000'000 * second_us;

LiveSums sums_at(std::int64_t second, std::uint64_t generations, std::uint64_t errors = 0) {
    LiveSums sums;
    sums.at_us = second * second_us;
    sums.unix_us = start_us + second * second_us;
    sums.all.generations = generations;
    sums.all.errors = errors;
    sums.all.tokens = generations * 100;
    sums.all.ttft[8] = generations;  // 100 to 250 ms.
    sums.providers["A"] = sums.all;
    return sums;
}

TEST(Rates, are_unknown_before_the_second_reading) {
    Rates rates;
    EXPECT_FALSE(rates.rates().error_rate);
    rates.note(sums_at(0, 5));
    const LiveRates now = rates.rates();
    EXPECT_EQ(now.requests_per_s, 0);
    EXPECT_FALSE(now.error_rate);
    EXPECT_FALSE(now.ttft.p50_ms);
    EXPECT_EQ(now.step_requests_per_s.size(), LiveRates::steps);
    EXPECT_FALSE(now.step_requests_per_s.back());
}

TEST(Rates, are_over_the_last_ten_seconds) {
    Rates rates;
    std::uint64_t generations = 0;
    for (std::int64_t second = 0; second <= 60; ++second) {
        rates.note(sums_at(second, generations));
        generations += second < 50 ? 10 : 40;
    }
    const LiveRates now = rates.rates();
    EXPECT_DOUBLE_EQ(now.requests_per_s, 40);
    EXPECT_DOUBLE_EQ(now.tokens_per_s, 4000);
}

TEST(Rates, shares_and_quantiles_are_over_five_minutes) {
    Rates rates;
    for (std::int64_t second = 0; second <= 900; ++second) {
        const auto count = static_cast<std::uint64_t>(second);
        rates.note(sums_at(second, count, second > 600 ? (count - 600) / 10 : 0));
    }
    const LiveRates now = rates.rates();
    ASSERT_TRUE(now.error_rate);
    EXPECT_NEAR(*now.error_rate, 0.1, 0.01);
    ASSERT_TRUE(now.ttft.p50_ms && now.ttft.p95_ms);
    EXPECT_NEAR(*now.ttft.p50_ms, 175, 1);
    EXPECT_NEAR(*now.ttft.p95_ms, 242.5, 1);
    ASSERT_EQ(now.providers.size(), 1U);
    EXPECT_EQ(now.providers[0].provider, "A");
    EXPECT_NEAR(static_cast<double>(now.providers[0].generations), 300, 6);
}

TEST(Rates, steps_cover_a_quarter_of_an_hour_and_no_more) {
    Rates rates;
    for (std::int64_t second = 0; second <= 2'000; ++second) {
        rates.note(sums_at(second, static_cast<std::uint64_t>(second) * 3));
    }
    const LiveRates now = rates.rates();
    for (const auto& step : now.step_requests_per_s) {
        ASSERT_TRUE(step);
        EXPECT_DOUBLE_EQ(*step, 3);
    }
}

TEST(Rates, todays_count_begins_anew_at_midnight) {
    constexpr std::int64_t day_s = 86'400;
    const std::int64_t to_midnight = day_s - (start_us / second_us) % day_s;
    Rates rates;
    rates.note(sums_at(to_midnight - 2, 7));
    EXPECT_EQ(rates.rates().generations_today, 7U);
    rates.note(sums_at(to_midnight - 1, 9));
    EXPECT_EQ(rates.rates().generations_today, 9U);
    rates.note(sums_at(to_midnight, 10));
    rates.note(sums_at(to_midnight + 1, 13));
    EXPECT_EQ(rates.rates().generations_today, 3U);
}

TEST(Rates, read_the_counters_of_all_loops_whatever_a_provider_is_called) {
    Metrics one;
    Metrics two;
    record::Generation generation;
    generation.provider = "a\",provider=\"b\\\n";
    generation.model = "m\",provider=\"x";
    generation.terminal_state = "timeout";
    generation.prompt_tokens = 3;
    generation.completion_tokens = 4;
    generation.ttft_ms = 2;
    RequestReport report;
    report.generation = &generation;
    one.note(report);
    generation.terminal_state = "client_gone";
    two.note(report);
    const std::array<const Metrics*, 2> loops = {&one, &two};
    const LiveSums sums = live_sums(loops);
    EXPECT_EQ(sums.all.generations, 2U);
    EXPECT_EQ(sums.all.errors, 1U);
    EXPECT_EQ(sums.all.tokens, 14U);
    ASSERT_TRUE(sums.providers.contains("a\",provider=\"b\\\n"));
    EXPECT_EQ(sums.providers.size(), 1U);
}

TEST(Recent, keeps_the_newest_with_their_attempts) {
    Recent recent;
    record::Generation generation;
    std::vector<Attempt> attempts(2);
    attempts[0].provider = "first";
    attempts[0].failure = "timeout";
    attempts[1].provider = "second";
    attempts[1].status = 200;
    RequestReport report;
    report.generation = &generation;
    report.attempts = &attempts;
    const std::size_t noted = Recent::kept + 5;
    for (std::size_t i = 0; i < noted; ++i) {
        generation.generation_id = "gen-" + std::to_string(i);
        recent.note(report);
    }
    std::vector<RecentGeneration> found;
    recent.collect(noted, found);
    ASSERT_EQ(found.size(), Recent::kept);
    EXPECT_EQ(found.front().record.generation_id, "gen-" + std::to_string(noted - 1));
    EXPECT_FALSE(recent.find("gen-4"));
    const auto one = recent.find("gen-5");
    ASSERT_TRUE(one);
    ASSERT_EQ(one->attempts.size(), 2U);
    EXPECT_EQ(one->attempts[0].failure, "timeout");
    EXPECT_EQ(one->attempts[1].status, 200);
}

TEST(Recent, forgets_the_attempts_of_what_it_replaces) {
    Recent recent;
    record::Generation generation;
    const std::vector<Attempt> attempts(3);
    RequestReport report;
    report.generation = &generation;
    for (std::size_t i = 0; i < Recent::kept + 1; ++i) {
        report.attempts = i == Recent::kept ? nullptr : &attempts;
        generation.generation_id = std::to_string(i);
        recent.note(report);
    }
    EXPECT_TRUE(recent.find(std::to_string(Recent::kept))->attempts.empty());
}

}  // namespace
}  // namespace orrery::gateway
