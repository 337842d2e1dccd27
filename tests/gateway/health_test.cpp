#include "gateway/routing/health.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

namespace orrery::gateway {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t start = 1'000 * second;

TEST(Outage, lasts_thirty_seconds_from_a_failure) {
    Health health(2);
    EXPECT_FALSE(health.is_out(0, start));
    health.note(0, Outcome::failed, {}, {}, start);
    EXPECT_TRUE(health.is_out(0, start));
    EXPECT_TRUE(health.is_out(0, start + 30 * second - 1));
    EXPECT_FALSE(health.is_out(0, start + 30 * second));
    EXPECT_FALSE(health.is_out(1, start)) << "another endpoint's";
}

TEST(Outage, ends_with_a_good_answer) {
    Health health(1);
    health.note(0, Outcome::failed, {}, {}, start);
    health.note(0, Outcome::good, 100, 50, start + second);
    EXPECT_FALSE(health.is_out(0, start + second));
}

TEST(Outage, is_not_ended_by_an_answer_from_before_it) {
    Health health(1);
    health.note(0, Outcome::failed, {}, {}, start);
    health.note(0, Outcome::good, 100, 50, start - second);
    EXPECT_TRUE(health.is_out(0, start));
}

TEST(Outage, is_neither_made_nor_ended_by_what_the_client_did) {
    Health health(1);
    health.note(0, Outcome::client_fault, {}, {}, start);
    health.note(0, Outcome::rate_limited, {}, {}, start);
    EXPECT_FALSE(health.is_out(0, start));
    health.note(0, Outcome::failed, {}, {}, start);
    health.note(0, Outcome::client_fault, {}, {}, start + 1);
    health.note(0, Outcome::rate_limited, {}, {}, start + 1);
    EXPECT_TRUE(health.is_out(0, start + 2));
}

TEST(Hold, lasts_as_long_as_it_was_asked_for) {
    Health health(1);
    health.hold(0, start + 5 * second);
    EXPECT_TRUE(health.is_out(0, start));
    health.hold(0, start + 2 * second);
    health.note(0, Outcome::good, 100, 50, start);
    EXPECT_TRUE(health.is_out(0, start + 5 * second - 1)) << "the longer hold counts";
    EXPECT_FALSE(health.is_out(0, start + 5 * second));
}

TEST(Hold, is_at_most_a_minute) {
    Health health(1);
    health.hold(0, start + 3'600 * second);
    EXPECT_TRUE(health.is_out(0, start));
    EXPECT_TRUE(health.is_out(0, start + 60 * second - 1));
    EXPECT_FALSE(health.is_out(0, start + 60 * second));
    EXPECT_FALSE(health.is_out(0, start + 3'599 * second));
}

TEST(Figures, count_attempts_and_failures_but_no_client_faults) {
    Health health(1);
    for (const Outcome outcome : {Outcome::good, Outcome::failed, Outcome::rate_limited,
                                  Outcome::client_fault, Outcome::good}) {
        health.note(0, outcome, {}, {}, start);
    }
    const HealthFigures figures = health.figures(0, start);
    EXPECT_EQ(figures.attempts, 4);
    EXPECT_EQ(figures.failures, 2);
    EXPECT_FALSE(figures.ttft_p50_ms.has_value()) << "nothing was measured";
    EXPECT_FALSE(figures.throughput_p99.has_value());
}

TEST(Figures, forget_after_five_minutes) {
    Health health(1);
    health.note(0, Outcome::good, 100, 50, start);
    EXPECT_EQ(health.figures(0, start + 270 * second).attempts, 1);
    EXPECT_EQ(health.figures(0, start + 300 * second).attempts, 0);
    EXPECT_FALSE(health.figures(0, start + 300 * second).ttft_p50_ms.has_value());
    // The ring's place is taken again by a later slice.
    health.note(0, Outcome::failed, {}, {}, start + 300 * second);
    health.note(0, Outcome::failed, {}, {}, start);
    EXPECT_EQ(health.figures(0, start + 300 * second).attempts, 1);
}

RC_GTEST_PROP(Figures, tell_percentiles_to_the_error_of_a_bucket, ()) {
    Health health(1);
    std::vector<double> values;
    const auto count = *rc::gen::inRange(1, 400);
    for (int i = 0; i < count; ++i) {
        values.push_back(std::exp2(*rc::gen::inRange(-200, 2'000) / 100.0));
        health.note(0, Outcome::good, values.back(), values.back() * 2,
                    start + *rc::gen::inRange<std::int64_t>(0, 200) * second);
    }
    std::ranges::sort(values);
    const auto exact = [&](double share) {
        const auto rank = std::ceil(share * static_cast<double>(values.size()));
        return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
    };
    const HealthFigures figures = health.figures(0, start + 200 * second);
    const auto is_near = [](std::optional<double> told, double wanted) {
        return told && std::abs(std::log2(*told / wanted)) <= 1.0 / 16 + 1e-9;
    };
    RC_ASSERT(is_near(figures.ttft_p50_ms, exact(0.5)));
    RC_ASSERT(is_near(figures.ttft_p75_ms, exact(0.75)));
    RC_ASSERT(is_near(figures.ttft_p90_ms, exact(0.9)));
    RC_ASSERT(is_near(figures.ttft_p99_ms, exact(0.99)));
    RC_ASSERT(is_near(figures.throughput_p50, 2 * exact(0.5)));
    RC_ASSERT(is_near(figures.throughput_p99, 2 * exact(0.99)));
}

TEST(Figures, take_any_number) {
    Health health(1);
    for (const double value : {0.0, -1.0, 1e300, std::nan(""), std::exp2(2'000.0)}) {
        health.note(0, Outcome::good, value, value, start);
    }
    EXPECT_TRUE(std::isfinite(*health.figures(0, start).ttft_p99_ms));
}

TEST(Health, loses_nothing_between_threads) {
    Health health(2);
    constexpr int each = 5'000;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&health] {
                for (int n = 0; n < each; ++n) {
                    health.begin(1);
                    health.note(1, n % 2 == 0 ? Outcome::good : Outcome::failed, 10, 20,
                                start + n * 1'000);
                    static_cast<void>(health.is_out(1, start));
                    if (n % 1'000 == 0) {
                        static_cast<void>(health.figures(1, start));
                    }
                    health.end(1);
                }
            });
        }
    }
    EXPECT_EQ(health.figures(1, start + 5 * second).attempts, 4 * each);
    EXPECT_EQ(health.figures(1, start + 5 * second).failures, 2 * each);
    EXPECT_EQ(health.in_flight(1), 0);
    EXPECT_EQ(health.figures(0, start).attempts, 0);
}

}  // namespace
}  // namespace orrery::gateway
