#include "study/statistics/market/segments.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <string>

namespace orrery::study {
namespace {

/// A market of sixty models from ten million to three trillion tokens at middling prices.
std::vector<MarketPoint> field() {
    std::vector<MarketPoint> points;
    for (int i = 0; i < 60; ++i) {
        points.push_back({0.15 + 0.05 * (i % 40), std::pow(10, 7 + 5.5 * i / 59)});
    }
    return points;
}

/// Table 3 of the paper: price in dollars, usage as log10 of million tokens.
TEST(MarketSegments, hold_the_paper_s_eight_examples_as_the_paper_says) {
    struct Example {
        const char* model;
        double price;
        double usage_log10;
        Segment segment;
    };
    const Example examples[] = {{"gemini-2.0-flash", .147, 6.68, Segment::efficient_giant},
                                {"deepseek-v3-0324", .394, 6.55, Segment::efficient_giant},
                                {"claude-3.7-sonnet", 1.963, 6.87, Segment::premium_leader},
                                {"claude-sonnet-4", 1.937, 6.84, Segment::premium_leader},
                                {"qwen-2-7b-instruct", .052, 2.91, Segment::long_tail},
                                {"granite-4.0-micro", .036, 2.95, Segment::long_tail},
                                {"gpt-4", 34.068, 3.53, Segment::premium_specialist},
                                {"gpt-5-pro", 34.965, 3.42, Segment::premium_specialist}};
    auto points = field();
    const std::size_t first = points.size();
    for (const Example& example : examples) {
        points.push_back({example.price, std::pow(10, 6 + example.usage_log10)});
    }
    const auto segments = market_segments(points);
    ASSERT_EQ(segments.size(), points.size());
    for (std::size_t i = 0; i < std::size(examples); ++i) {
        EXPECT_EQ(segment_name(segments[first + i]), segment_name(examples[i].segment))
            << examples[i].model;
    }
}

/// Usage 1 to 11: the 80th percentile is 9, the median 6.
TEST(MarketSegments, begin_where_the_study_says) {
    const auto segment_at = [](double usage, double price) {
        std::vector<MarketPoint> points;
        for (int i = 1; i <= 11; ++i) {
            points.push_back({0.5, static_cast<double>(i)});
        }
        points[static_cast<std::size_t>(usage) - 1].price = price;
        return segment_name(market_segments(points)[static_cast<std::size_t>(usage) - 1]);
    };
    EXPECT_EQ(segment_at(9, 1.0), "premium leader");
    EXPECT_EQ(segment_at(9, 0.99), "core");
    EXPECT_EQ(segment_at(9, 0.40), "core");
    EXPECT_EQ(segment_at(9, 0.39), "efficient giant");
    EXPECT_EQ(segment_at(9, 0.01), "efficient giant");
    EXPECT_EQ(segment_at(9, 99), "premium leader") << "high use is no specialist";
    EXPECT_EQ(segment_at(8, 1.0), "core");
    EXPECT_EQ(segment_at(8, 10.0), "premium specialist");
    EXPECT_EQ(segment_at(1, 10.0), "premium specialist");
    EXPECT_EQ(segment_at(8, 9.99), "core");
    EXPECT_EQ(segment_at(5, 0.09), "long tail");
    EXPECT_EQ(segment_at(5, 0.10), "core");
    EXPECT_EQ(segment_at(6, 0.09), "core") << "the median itself is not below it";
}

TEST(MarketSegments, of_no_model_are_none) {
    EXPECT_TRUE(market_segments({}).empty());
}

RC_GTEST_PROP(MarketSegments, do_not_depend_on_the_order_of_models, ()) {
    const auto values = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(1, 2000), rc::gen::inRange(1, 50)));
    std::vector<MarketPoint> points;
    for (const auto& [price, usage] : values) {
        points.push_back({price / 100.0, static_cast<double>(usage)});
    }
    auto forward = market_segments(points);
    std::ranges::reverse(points);
    const auto backward = market_segments(points);
    std::ranges::reverse(forward);
    RC_ASSERT(forward == backward);
}

/// The figures that Wikipedia's article on percentiles works out for linear interpolation.
TEST(Quantile, is_that_of_the_worked_examples) {
    const std::vector<double> values{40, 15, 50, 20, 35};
    EXPECT_NEAR(quantile(values, 0.40), 29, 1e-12);
    EXPECT_NEAR(quantile({1, 2, 3, 4}, 0.75), 3.25, 1e-12);
    EXPECT_EQ(quantile(values, 0), 15);
    EXPECT_EQ(quantile(values, 1), 50);
    EXPECT_EQ(quantile(values, 0.5), 35);
    EXPECT_EQ(quantile({7}, 0.3), 7);
    EXPECT_EQ(quantile({}, 0.3), 0);
}

RC_GTEST_PROP(Quantile, lies_within_the_values_and_grows_with_its_fraction, ()) {
    const auto whole =
        *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-1000, 1000)));
    const std::vector<double> values(whole.begin(), whole.end());
    double last = *std::ranges::min_element(values);
    for (int percent = 0; percent <= 100; percent += 5) {
        const double now = quantile(values, percent / 100.0);
        RC_ASSERT(now >= last - 1e-9);
        last = now;
    }
    RC_ASSERT(last == *std::ranges::max_element(values));
}

}  // namespace
}  // namespace orrery::study
