#include "simulate/world/calendar.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace orrery::simulate {
namespace {

Day day(const char* text) {
    return *parse_day(text, {});
}

TEST(Calendar, counts_days_since_1970) {
    EXPECT_EQ(day("1970-01-01"), 0);
    EXPECT_EQ(day("2025-11-30"), 20422);
    EXPECT_EQ(day("1969-12-31"), -1);
    EXPECT_EQ(iso_day(day("2024-02-29")), "2024-02-29");
}

TEST(Calendar, refuses_what_is_no_date_and_says_where) {
    for (const char* text : {"", "2025-02-29", "2025-13-01", "2025-1-1", "yesterday"}) {
        const auto parsed = parse_day(text, "--from");
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().where, "--from");
        EXPECT_NE(parsed.error().what.find(text), std::string::npos);
        EXPECT_FALSE(parsed.error().hint.empty());
    }
}

TEST(Calendar, weeks_begin_on_monday) {
    EXPECT_EQ(week_of(day("2024-12-30")), day("2024-12-30"));
    EXPECT_EQ(week_of(day("2025-01-05")), day("2024-12-30")) << "ISO week 1 of 2025";
    EXPECT_EQ(week_of(day("1969-12-31")), day("1969-12-29"));
}

TEST(Calendar, months_know_their_first_day) {
    EXPECT_EQ(month_of(day("1970-01-31")), 0);
    EXPECT_EQ(month_of(day("2025-06-15")), 665);
    EXPECT_EQ(month_start(665), day("2025-06-01"));
    EXPECT_EQ(iso_month(665), "2025-06-01");
    EXPECT_EQ(iso_month(month_of(day("1969-05-09"))), "1969-05-01");
}

RC_GTEST_PROP(Calendar, days_survive_their_text, ()) {
    const Day some = *rc::gen::inRange(-100'000, 100'000);
    RC_ASSERT(*parse_day(iso_day(some), {}) == some);
    RC_ASSERT(month_start(month_of(some)) <= some);
    RC_ASSERT(month_start(month_of(some) + 1) > some);
    RC_ASSERT(week_of(some) <= some && some < week_of(some) + 7);
}

TEST(Slices, end_with_weeks_and_with_months) {
    std::string text;
    for (const Slice& slice : slices_of(day("2025-05-27"), day("2025-06-10"))) {
        text += iso_day(slice.first) + " " + std::to_string(slice.days()) + "\n";
    }
    EXPECT_EQ(text, "2025-05-27 5\n2025-06-01 1\n2025-06-02 7\n2025-06-09 2\n");
}

TEST(Slices, of_no_day_are_none) {
    EXPECT_TRUE(slices_of(day("2025-05-27"), day("2025-05-26")).empty());
}

RC_GTEST_PROP(Slices, hold_every_day_once_and_cross_no_week_nor_month, ()) {
    const Day from = *rc::gen::inRange(-10'000, 30'000);
    const Day to = from + *rc::gen::inRange(0, 800);
    Day next = from;
    for (const Slice& slice : slices_of(from, to)) {
        RC_ASSERT(slice.first == next);
        RC_ASSERT(slice.last >= slice.first);
        for (const Day end : {slice.first, slice.last}) {
            RC_ASSERT(week_of(end) == slice.week);
            RC_ASSERT(month_of(end) == slice.month);
        }
        next = slice.last + 1;
    }
    RC_ASSERT(next == to + 1);
}

}  // namespace
}  // namespace orrery::simulate
