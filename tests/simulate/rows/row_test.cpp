#include "simulate/rows/row.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "support/simulated_world.h"

namespace orrery::simulate {
namespace {

using test_support::rows_of;
using test_support::short_profile;
using test_support::short_world;
using test_support::sized;
using test_support::world_of;

constexpr std::int64_t us_per_day = 86'400'000'000;

Day day_of_row(const Row& row) {
    return static_cast<Day>(row.created_us / us_per_day);
}

const std::vector<Row>& rows() {
    static const auto all = rows_of(short_world());
    return all;
}

TEST(Rows, are_exactly_as_many_as_were_asked_for_each_with_its_number) {
    for (const std::int64_t count : {1, 2, 17, 1000, 20'001}) {
        const auto world = world_of(short_profile().profile(), sized(count, 50));
        std::int64_t next = 0;
        for (const Row& row : rows_of(*world)) {
            EXPECT_EQ(row.number, next++);
        }
        EXPECT_EQ(next, count);
    }
}

/// Any slice can be made alone, by any thread.
TEST(Rows, of_a_slice_are_the_same_whoever_makes_it) {
    std::size_t at = 0;
    for (std::size_t slice = 0; slice < short_world().slices.size(); ++slice) {
        RowReader reader(short_world(), slice, slice + 1, Detail::all);
        for (Row row; reader.next(row); ++at) {
            ASSERT_LT(at, rows().size());
            const Row& same = rows()[at];
            EXPECT_EQ(std::tuple(row.number, row.account, row.created_us, row.prompt, row.key,
                                 row.upstream_nano_usd, row.session),
                      std::tuple(same.number, same.account, same.created_us, same.prompt, same.key,
                                 same.upstream_nano_usd, same.session));
        }
    }
    EXPECT_EQ(at, rows().size());
}

TEST(Rows, say_the_same_of_a_generation_where_only_labels_ask) {
    RowReader reader(short_world(), 0, short_world().slices.size(), Detail::labels);
    std::size_t at = 0;
    for (Row row; reader.next(row); ++at) {
        ASSERT_LT(at, rows().size());
        const Row& whole = rows()[at];
        EXPECT_EQ(std::tuple(row.number, row.key, row.evenly, row.created_us, row.account,
                             row.category, row.ending),
                  std::tuple(whole.number, whole.key, whole.evenly, whole.created_us, whole.account,
                             whole.category, whole.ending));
    }
    EXPECT_EQ(at, rows().size());
}

TEST(Rows, lie_within_their_slice_after_signup_and_release) {
    for (const SlicePlan& plan : short_world().slices) {
        for (std::int64_t i = 0; i < plan.generations; ++i) {
            const Row& row = rows()[static_cast<std::size_t>(plan.pools.front().first_row + i)];
            const Day day = day_of_row(row);
            EXPECT_TRUE(day >= plan.slice.first && day <= plan.slice.last) << row.number;
            EXPECT_GE(day, short_world().accounts.all[row.account].signup) << row.number;
            EXPECT_GE(day, short_world().market[row.model].release) << row.number;
        }
    }
}

/// Where there are fewer accounts than pools, somebody who is there takes what nobody chose.
TEST(Rows, come_after_the_signup_however_few_accounts_there_are) {
    for (const std::int64_t accounts : {1, 2, 5, 60}) {
        const auto world = world_of(short_profile().profile(), sized(3000, accounts, 7));
        for (const Row& row : rows_of(*world)) {
            ASSERT_LT(row.account, accounts);
            EXPECT_GE(day_of_row(row), world->accounts.all[row.account].signup)
                << row.number << " of " << accounts << " accounts";
        }
    }
}

TEST(Rows, have_tokens_that_are_parts_of_one_another) {
    for (const Row& row : rows()) {
        EXPECT_GE(row.prompt, 0);
        EXPECT_GE(row.completion, 0);
        EXPECT_TRUE(row.reasoning >= 0 && row.reasoning <= row.completion) << row.number;
        EXPECT_TRUE(row.cache_read >= 0 && row.cache_write >= 0) << row.number;
        EXPECT_LE(row.cache_read + row.cache_write, row.prompt) << row.number;
        const auto context = short_world().market[row.model].facts->context_length;
        EXPECT_LE(row.prompt, context.value_or(128'000)) << row.number;
        if (row.reasoning > 0) {
            EXPECT_TRUE(short_world().market[row.model].reasons(day_of_row(row))) << row.number;
        }
    }
}

/// Recomputes the charge from the catalog's price list, in nano-USD: a dollar per million tokens is
/// a thousand of them for each.
TEST(Rows, cost_what_the_price_list_says_on_their_day) {
    std::size_t listed = 0;
    for (const Row& row : rows()) {
        EXPECT_GE(row.upstream_nano_usd, 0) << row.number;
        const std::string& slug = short_world().market[row.model].facts->slug;
        if (row.is_free) {
            EXPECT_EQ(row.upstream_nano_usd, 0) << row.number;
            EXPECT_EQ(row.discount_nano_usd, 0) << row.number;
            continue;
        }
        const catalog::Price* price =
            test_support::shipped_catalog().price(slug, "standard", iso_day(day_of_row(row)));
        ASSERT_NE(row.price, nullptr) << slug;
        if (price == nullptr) {
            continue;  // Sold before or after its listed days: the nearest price holds.
        }
        ++listed;
        EXPECT_EQ(row.price->price_id, price->price_id) << row.number;
        const auto prompt = static_cast<double>(row.prompt - row.cache_read - row.cache_write);
        const double usd_per_m = *price->prompt_usd_per_m;
        const double cost =
            prompt * usd_per_m +
            static_cast<double>(row.cache_read) * price->cache_read_usd_per_m.value_or(usd_per_m) +
            static_cast<double>(row.cache_write) *
                price->cache_write_usd_per_m.value_or(usd_per_m) +
            static_cast<double>(row.completion) * *price->completion_usd_per_m;
        EXPECT_NEAR(static_cast<double>(row.upstream_nano_usd), 1000 * cost, 1) << row.number;
    }
    EXPECT_GT(listed, rows().size() / 2);
}

TEST(Rows, end_with_tool_calls_if_and_only_if_they_call_tools) {
    std::map<Ending, int> endings;
    for (const Row& row : rows()) {
        EXPECT_EQ(row.tool_calls > 0, row.ending == Ending::tool_calls) << row.number;
        EXPECT_TRUE(row.has_tools || row.tool_calls == 0) << row.number;
        ++endings[row.ending];
    }
    EXPECT_EQ(endings.size(), 8U) << "every ending occurs";
    const auto share = [&](Ending ending) {
        return endings[ending] / static_cast<double>(rows().size());
    };
    EXPECT_NEAR(share(Ending::client_gone), 0.02, 0.005);
    EXPECT_NEAR(
        share(Ending::upstream_error) + share(Ending::error_mid_stream) + share(Ending::timeout),
        0.01, 0.003);
}

TEST(Rows, finish_after_their_first_token_and_fail_without_any) {
    for (const Row& row : rows()) {
        EXPECT_TRUE(std::isfinite(row.generation_ms) && row.ttft_ms > 0) << row.number;
        EXPECT_LE(row.ttft_ms, row.generation_ms) << row.number;
        const bool has_failed = row.ending == Ending::upstream_error ||
                                row.ending == Ending::error_mid_stream ||
                                row.ending == Ending::timeout;
        EXPECT_EQ(row.completion == 0, has_failed) << row.number;
    }
}

TEST(Rows, of_a_session_share_account_and_model) {
    std::map<std::uint64_t, std::pair<std::uint32_t, std::uint16_t>> owners;
    for (const Row& row : rows()) {
        const auto [found, is_new] =
            owners.try_emplace(row.session, std::pair(row.account, row.model));
        EXPECT_EQ(found->second, std::pair(row.account, row.model)) << row.number;
        EXPECT_GE(row.turn, 1);
    }
    EXPECT_LT(owners.size(), rows().size()) << "some sessions have more than one turn";
}

}  // namespace
}  // namespace orrery::simulate
