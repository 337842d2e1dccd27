#include <gtest/gtest.h>

#include "support/simulated_world.h"

namespace orrery::simulate {
namespace {

using test_support::day_of;
using test_support::short_profile;
using test_support::sized;

/// Makes a short world and expects that the option is refused with words on what and where.
void expect_refused(const WorldOptions& options, const std::string& where,
                    const std::string& what) {
    const auto world =
        make_world(short_profile().profile(), test_support::shipped_catalog(), options);
    ASSERT_FALSE(world) << where;
    EXPECT_EQ(world.error().kind, ErrorKind::usage);
    EXPECT_EQ(world.error().where, where);
    EXPECT_NE(world.error().what.find(what), std::string::npos) << describe(world.error());
    EXPECT_FALSE(world.error().hint.empty()) << describe(world.error());
}

TEST(WorldOptions, refuse_counts_that_make_no_world) {
    for (const std::int64_t generations : {std::int64_t{0}, std::int64_t{-5}, INT64_MIN}) {
        expect_refused(sized(generations, 10), "--generations", "between 1 and");
    }
    expect_refused(sized(INT64_MAX, 10), "--generations", "between 1 and");
    for (const std::int64_t accounts : {std::int64_t{0}, std::int64_t{-1}, INT64_MAX}) {
        expect_refused(sized(10, accounts), "--accounts", "between 1 and 20000000 accounts");
    }
}

WorldOptions between(Day from, Day to) {
    WorldOptions options = sized(1000, 100);
    options.from = from;
    options.to = to;
    return options;
}

TEST(WorldOptions, refuse_days_that_make_no_world) {
    expect_refused(between(day_of("2025-06-30"), 0), "--from", "begins on 2025-07-01");
    expect_refused(between(day_of("2025-08-01"), day_of("2025-07-31")), "--from, --to",
                   "ends on 2025-07-31, before");
    expect_refused(between(0, day_of("2025-06-30")), "--from, --to", "before it begins");
    expect_refused(between(0, day_of("9999-12-31")), "--to", "more than twenty years");
}

/// GPT-3.5 of March 2023 is the first model that the catalog dates.
TEST(WorldOptions, refuse_a_world_that_ends_before_the_first_model) {
    const auto profile =
        short_profile().replace("history_from = 2025-07-01", "history_from = 2020-01-01").profile();
    const auto early =
        make_world(profile, test_support::shipped_catalog(), between(0, day_of("2020-03-01")));
    ASSERT_FALSE(early);
    EXPECT_NE(early.error().what.find("no model of the catalog"), std::string::npos);
}

/// Twenty days before anybody signed up, and before half of the models came.
TEST(WorldOptions, allow_the_smallest_world) {
    WorldOptions options = between(day_of("2025-07-01"), day_of("2025-07-01"));
    options.generations = 1;
    options.accounts = 1;
    const auto world = test_support::world_of(short_profile().profile(), options);
    const auto rows = test_support::rows_of(*world);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows.front().created_us / 86'400'000'000, day_of("2025-07-01"));
}

TEST(WorldOptions, confine_the_world_to_its_days) {
    // A Wednesday to a Friday, neither the start of a week nor of a month.
    const auto world = test_support::world_of(short_profile().profile(),
                                              between(day_of("2025-08-13"), day_of("2025-09-12")));
    const auto rows = test_support::rows_of(*world);
    EXPECT_EQ(rows.size(), 1000U);
    const auto [first, last] = std::ranges::minmax(rows, {}, &Row::created_us);
    EXPECT_EQ(iso_day(static_cast<Day>(first.created_us / 86'400'000'000)), "2025-08-13");
    EXPECT_EQ(iso_day(static_cast<Day>(last.created_us / 86'400'000'000)), "2025-09-12");
}

TEST(WorldOptions, each_change_the_id_of_the_world) {
    const auto id = [](const WorldOptions& options) {
        return test_support::world_of(short_profile().profile(), options)->id;
    };
    const auto base = id(sized(1000, 100));
    EXPECT_EQ(base.size(), 4U);
    EXPECT_EQ(id(sized(1000, 100)), base);
    EXPECT_NE(id(sized(1001, 100)), base);
    EXPECT_NE(id(sized(1000, 101)), base);
    EXPECT_NE(id(sized(1000, 100, 2)), base);
    EXPECT_NE(id(between(day_of("2025-07-02"), 0)), base);
    WorldOptions threads = sized(1000, 100);
    threads.threads = 3;
    EXPECT_EQ(id(threads), base);
}

}  // namespace
}  // namespace orrery::simulate
