#include "gateway/metering/price.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

namespace orrery::gateway {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;
constexpr std::int64_t day_2025_06_01 = 20'240 * day_us;

PriceTier tier(PicoUsd prompt, PicoUsd completion) {
    PriceTier made;
    made.prompt = prompt;
    made.completion = completion;
    return made;
}

PriceRow row_of(std::vector<PriceTier> tiers) {
    return {.price_id = "a/b:standard:", .valid_from = {}, .valid_to = {}, .tiers = tiers};
}

/// A row like Claude Sonnet's: reads at a tenth, writes at five quarters of the prompt's price.
PriceRow cached_row() {
    PriceTier made = tier(3'000'000, 15'000'000);
    made.cache_read = 300'000;
    made.cache_write = 3'750'000;
    return row_of({made});
}

dialect::Usage usage_of(std::int64_t prompt, std::int64_t completion) {
    dialect::Usage usage;
    usage.prompt = prompt;
    usage.completion = completion;
    return usage;
}

std::int64_t cost(const PriceRow& row, const dialect::Usage& usage) {
    const auto charged = charge(row, usage);
    EXPECT_TRUE(charged.has_value());
    return charged ? charged->cost_nano_usd : -1;
}

TEST(Prices, are_read_exactly) {
    EXPECT_EQ(*pico_usd_per_token("0.15"), 150'000);
    EXPECT_EQ(*pico_usd_per_token("15"), 15'000'000);
    EXPECT_EQ(*pico_usd_per_token("0.000001"), 1);
    EXPECT_EQ(*pico_usd_per_token("0"), 0);
    EXPECT_EQ(*pico_usd_per_token("1000000"), 1'000'000'000'000);
    EXPECT_EQ(*pico_usd("0.005"), 5'000'000'000);
    EXPECT_EQ(*pico_usd("0.000000000001"), 1);
}

TEST(Prices, that_are_none_are_refused) {
    for (const char* text :
         {"", ".", ".5", "1.", "-1", "+1", "1e3", "0x1", " 1", "1 ", "1,5", "1.2.3", "0.1234567",
          "1000001", "99999999999999999999999", "nan", "inf"}) {
        const auto price = pico_usd_per_token(text);
        ASSERT_FALSE(price.has_value()) << text;
        EXPECT_EQ(price.error().kind, ErrorKind::bad_input);
    }
    EXPECT_FALSE(pico_usd("0.0000000000001").has_value());
}

RC_GTEST_PROP(Prices, written_as_text_are_read_back, ()) {
    const auto price = *rc::gen::inRange<PicoUsd>(0, 1'000'000'000'000);
    RC_ASSERT(*pico_usd_per_token(usd_per_million_text(price)) == price);
}

TEST(Schedule, gives_the_row_of_the_day_in_utc) {
    PriceSchedule schedule;
    schedule.rows = {row_of({tier(1, 1)}), row_of({tier(2, 2)})};
    schedule.rows[0].valid_to = "2025-06-01";
    schedule.rows[1].valid_from = "2025-06-01";
    schedule.rows[1].valid_to = "2025-06-02";
    EXPECT_EQ(schedule.at(day_2025_06_01 - 1), schedule.rows.data());
    EXPECT_EQ(schedule.at(day_2025_06_01), &schedule.rows[1]);
    EXPECT_EQ(schedule.at(day_2025_06_01 + day_us - 1), &schedule.rows[1]);
    EXPECT_EQ(schedule.at(day_2025_06_01 + day_us), nullptr);
    EXPECT_EQ(PriceSchedule{}.at(day_2025_06_01), nullptr);
}

TEST(Charge, rounds_half_up_once) {
    // 0.0005 USD per million tokens is half a nano-USD a token.
    EXPECT_EQ(cost(row_of({tier(500, 0)}), usage_of(1, 0)), 1);
    EXPECT_EQ(cost(row_of({tier(499, 0)}), usage_of(1, 0)), 0);
    EXPECT_EQ(cost(row_of({tier(500, 500)}), usage_of(1, 1)), 1);
    EXPECT_EQ(cost(row_of({tier(150'000, 600'000)}), usage_of(1'000'000, 1'000'000)), 750'000'000);
}

TEST(Charge, of_unknown_usage_is_nothing) {
    const PriceRow row = cached_row();
    dialect::Usage usage;
    EXPECT_FALSE(charge(row, usage).has_value());
    usage.prompt = 10;
    EXPECT_FALSE(charge(row, usage).has_value());
    usage.completion = 5;
    EXPECT_TRUE(charge(row, usage).has_value());
    usage.reasoning = 6;  // More than there is of completion: nobody knows what to charge.
    EXPECT_FALSE(charge(row, usage).has_value());
}

TEST(Charge, of_a_class_without_a_price_is_nothing) {
    PriceTier only_prompt;
    only_prompt.prompt = 1'000'000;
    EXPECT_FALSE(charge(row_of({only_prompt}), usage_of(10, 1)).has_value());
    EXPECT_EQ(cost(row_of({only_prompt}), usage_of(10, 0)), 10'000);
    PriceTier only_cache;
    only_cache.cache_read = 1'000'000;
    dialect::Usage usage = usage_of(10, 0);
    usage.cache_read = 10;
    EXPECT_FALSE(charge(row_of({only_cache}), usage).has_value());
    EXPECT_FALSE(charge(row_of({}), usage_of(1, 1)).has_value());
}

TEST(Charge, of_an_explicit_zero_is_free) {
    const PriceRow row = row_of({tier(0, 0)});
    const auto charged = charge(row, usage_of(1'000, 1'000));
    ASSERT_TRUE(charged.has_value());
    EXPECT_EQ(charged->cost_nano_usd, 0);
    EXPECT_EQ(charged->price_id, "a/b:standard:");
}

TEST(Charge, counts_cached_tokens_once) {
    dialect::Usage usage = usage_of(1'000, 100);
    usage.cache_read = 800;
    usage.cache_write = 150;
    const auto charged = charge(cached_row(), usage);
    ASSERT_TRUE(charged.has_value());
    // 50 at 3, 800 at 0.3, 150 at 3.75 and 100 at 15 USD per million.
    EXPECT_EQ(charged->cost_nano_usd, 150'000 + 240'000 + 562'500 + 1'500'000);
    EXPECT_EQ(charged->cache_discount_nano_usd, 800 * 2'700 - 150 * 750);
}

TEST(Charge, tells_a_surcharge_of_writing_as_a_negative_discount) {
    dialect::Usage usage = usage_of(100, 0);
    usage.cache_write = 100;
    EXPECT_EQ(charge(cached_row(), usage)->cache_discount_nano_usd, -75'000);
}

TEST(Charge, of_classes_without_a_price_of_their_own_is_that_of_the_whole) {
    dialect::Usage usage = usage_of(100, 50);
    usage.cache_read = 60;
    usage.cache_write = 20;
    usage.reasoning = 40;
    const auto charged = charge(row_of({tier(1'000'000, 2'000'000)}), usage);
    EXPECT_EQ(charged->cost_nano_usd, 200'000);
    EXPECT_EQ(charged->cache_discount_nano_usd, 0);
    PriceTier reasoning = tier(1'000'000, 2'000'000);
    reasoning.reasoning = 5'000'000;
    reasoning.request = 7'000'000'000;
    EXPECT_EQ(cost(row_of({reasoning}), usage), 100'000 + 20'000 + 200'000 + 7'000'000);
}

TEST(Charge, takes_the_tier_of_all_prompt_tokens) {
    PriceTier above = tier(2'000'000, 4'000'000);
    above.from_prompt_tokens = 200'000;
    const PriceRow row = row_of({tier(1'000'000, 2'000'000), above});
    EXPECT_EQ(cost(row, usage_of(199'999, 1)), 199'999'000 + 2'000);
    dialect::Usage cached = usage_of(200'000, 1);
    cached.cache_read = 200'000;
    EXPECT_EQ(cost(row, cached), 400'000'000 + 4'000);
}

TEST(Bound, saturates_and_is_never_negative) {
    const PriceRow row = row_of({tier(1'000'000'000'000, 1'000'000'000'000)});
    EXPECT_EQ(bound_nano_usd(row, std::numeric_limits<std::int64_t>::max(), 1),
              std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(bound_nano_usd(row, -5, -5), 0);
    EXPECT_EQ(bound_nano_usd(row_of({}), 100, 100), 0);
}

// What the properties draw from; to be called inside of one.

std::optional<PicoUsd> any_price(bool is_required) {
    const bool is_there = is_required || *rc::gen::inRange(0, 3) > 0;
    const auto price = *rc::gen::inRange<PicoUsd>(0, 100'000'000);
    return is_there ? std::optional(price) : std::nullopt;
}

PriceRow any_row() {
    std::vector<PriceTier> tiers;
    std::int64_t from = 0;
    const int count = *rc::gen::inRange(1, 4);
    for (int i = 0; i < count; ++i) {
        PriceTier made;
        made.from_prompt_tokens = from;
        made.prompt = any_price(true);
        made.completion = any_price(true);
        made.reasoning = any_price(false);
        made.cache_read = any_price(false);
        made.cache_write = any_price(false);
        made.request = any_price(false);
        tiers.push_back(made);
        from += *rc::gen::inRange<std::int64_t>(1, 300'000);
    }
    return row_of(tiers);
}

dialect::Usage any_usage() {
    dialect::Usage usage;
    const auto count = [] { return *rc::gen::inRange<std::int64_t>(0, 400'000); };
    usage.cache_read = count();
    usage.cache_write = count();
    usage.reasoning = count();
    usage.prompt = *usage.cache_read + *usage.cache_write + count();
    usage.completion = *usage.reasoning + count();
    return usage;
}

RC_GTEST_PROP(Charge, is_never_above_the_bound, ()) {
    const PriceRow row = any_row();
    const dialect::Usage usage = any_usage();
    const auto more = *rc::gen::inRange<std::int64_t>(0, 100'000);
    const auto charged = charge(row, usage);
    RC_ASSERT(charged.has_value());
    RC_ASSERT(charged->cost_nano_usd >= 0);
    RC_ASSERT(charged->cost_nano_usd <=
              bound_nano_usd(row, *usage.prompt + more, *usage.completion + more));
}

RC_GTEST_PROP(Charge, is_the_sum_of_its_classes, ()) {
    PriceRow row = any_row();
    row.tiers.resize(1);
    row.tiers.front().request.reset();
    const dialect::Usage usage = any_usage();
    const PriceTier& prices = row.tiers.front();
    const auto pico = [](std::int64_t tokens, std::optional<PicoUsd> price,
                         std::optional<PicoUsd> otherwise) {
        return static_cast<long double>(tokens) *
               static_cast<long double>(price.value_or(*otherwise));
    };
    const long double sum =
        pico(*usage.prompt - *usage.cache_read - *usage.cache_write, prices.prompt, prices.prompt) +
        pico(*usage.cache_read, prices.cache_read, prices.prompt) +
        pico(*usage.cache_write, prices.cache_write, prices.prompt) +
        pico(*usage.completion - *usage.reasoning, prices.completion, prices.completion) +
        pico(*usage.reasoning, prices.reasoning, prices.completion);
    RC_ASSERT(charge(row, usage)->cost_nano_usd ==
              static_cast<std::int64_t>(floorl((sum + 500) / 1'000)));
}

RC_GTEST_PROP(Charge, grows_with_each_class_within_a_tier, ()) {
    PriceRow row = any_row();
    row.tiers.resize(1);
    const dialect::Usage usage = any_usage();
    const auto more = *rc::gen::inRange<std::int64_t>(1, 1'000);
    dialect::Usage longer = usage;
    *longer.prompt += more;
    dialect::Usage wordier = usage;
    *wordier.completion += more;
    RC_ASSERT(charge(row, longer)->cost_nano_usd >= charge(row, usage)->cost_nano_usd);
    RC_ASSERT(charge(row, wordier)->cost_nano_usd >= charge(row, usage)->cost_nano_usd);
}

RC_GTEST_PROP(Charge, and_its_discount_are_what_it_would_have_been_uncached, ()) {
    const PriceRow row = any_row();
    const dialect::Usage usage = any_usage();
    dialect::Usage uncached = usage;
    uncached.cache_read = 0;
    uncached.cache_write = 0;
    const auto charged = charge(row, usage);
    const std::int64_t difference = charged->cost_nano_usd + charged->cache_discount_nano_usd -
                                    charge(row, uncached)->cost_nano_usd;
    RC_ASSERT(difference >= -1 && difference <= 1);  // Each is rounded once.
}

RC_GTEST_PROP(Bound, grows_with_tokens, ()) {
    const PriceRow row = any_row();
    const auto prompt = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
    const auto completion = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
    RC_ASSERT(bound_nano_usd(row, prompt + 1, completion) >=
              bound_nano_usd(row, prompt, completion));
    RC_ASSERT(bound_nano_usd(row, prompt, completion + 1) >=
              bound_nano_usd(row, prompt, completion));
}

}  // namespace
}  // namespace orrery::gateway
