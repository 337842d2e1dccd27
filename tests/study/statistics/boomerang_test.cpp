#include "study/statistics/retention/boomerang.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "planted.h"

namespace orrery::study {
namespace {

using Curve = std::vector<double>;

constexpr MonthIndex launch = 660;
constexpr MonthIndex months = 9;
const Curve leaving{1, .50, .40, .34, .30, .27, .25, .24, .23};

/// One cohort a month, each with the curve that `curve_of(month)` gives.
template <typename CurveOf>
BoomerangReading read(CurveOf curve_of, std::int64_t accounts = 400) {
    ModelActivity activity;
    for (MonthIndex month = 0; month < months; ++month) {
        plant(activity, launch + month, accounts, seen(curve_of(month), months, month));
    }
    return read_boomerangs(retention_cohorts(activity));
}

const BoomerangCell& cell_of(const BoomerangReading& reading, MonthIndex cohort, int age) {
    return *std::ranges::find_if(reading.cells, [&](const BoomerangCell& cell) {
        return cell.cohort == launch + cohort && cell.age == age;
    });
}

auto found(const BoomerangReading& reading) {
    return std::ranges::count_if(reading.cells, [](const BoomerangCell& cell) {
        return cell.scope != BoomerangScope::none;
    });
}

TEST(Boomerang, finds_the_cohort_that_comes_back) {
    const auto reading = read([](MonthIndex month) {
        auto curve = leaving;
        if (month == 3) {
            curve = {1, .50, .40, .48, .42, .40, .38};
        }
        return curve;
    });
    EXPECT_EQ(reading.verdict, BoomerangVerdict::found);
    EXPECT_EQ(found(reading), 1);
    const BoomerangCell& back = cell_of(reading, 3, 3);
    EXPECT_EQ(back.scope, BoomerangScope::cohort_specific);
    EXPECT_EQ(back.gained, 32);
    EXPECT_EQ(back.lost, 0);
    EXPECT_NEAR(back.rise, .08, 1e-12);
    EXPECT_NEAR(back.returned_share, 32 / 192.0, 1e-12);
    EXPECT_EQ(boomerang_scope_name(back.scope), "cohort_specific");
}

/// In month 6, everyone older than two months comes back: a price cut, a new version.
TEST(Boomerang, calls_a_rise_of_all_cohorts_model_wide) {
    const auto reading = read([](MonthIndex month) {
        auto curve = leaving;
        if (month <= 3) {
            curve[static_cast<std::size_t>(6 - month)] += .15;
        }
        return curve;
    });
    EXPECT_EQ(reading.verdict, BoomerangVerdict::found);
    EXPECT_EQ(found(reading), 4);
    for (MonthIndex cohort = 0; cohort <= 3; ++cohort) {
        EXPECT_EQ(cell_of(reading, cohort, 6 - cohort).scope, BoomerangScope::model_wide) << cohort;
    }
}

TEST(Boomerang, is_none_where_retention_only_falls) {
    const auto reading = read([](MonthIndex) { return leaving; });
    EXPECT_EQ(reading.verdict, BoomerangVerdict::none);
    // Cohorts 0..6 reach ages 2..8, 2..7 ... 2.
    EXPECT_EQ(reading.cells.size(), 28U);
}

TEST(Boomerang, asks_for_three_points_and_fifteen_percent) {
    const auto three_points_only = [](MonthIndex month) {
        return month == 2 ? Curve{1, .80, .70, .75, .70, .69, .68} : leaving;
    };
    EXPECT_EQ(found(read(three_points_only, 4000)), 0);
    const auto fifteen_percent_only = [](MonthIndex month) {
        return month == 2 ? Curve{1, .20, .10, .12, .10, .10, .09} : leaving;
    };
    EXPECT_EQ(found(read(fifteen_percent_only, 4000)), 0);
}

/// The first cohort alone has reached age 8, and month 2 has one cell.
TEST(Boomerang, without_cohorts_to_compare_leaves_the_scope_open) {
    const auto reading = read([](MonthIndex month) {
        auto curve = leaving;
        if (month == 0) {
            curve[8] = .40;
        }
        return curve;
    });
    EXPECT_EQ(cell_of(reading, 0, 8).scope, BoomerangScope::undetermined);
}

TEST(Boomerang, needs_a_cohort_of_two_hundred_that_is_two_months_old) {
    const auto back = [](MonthIndex month) { return month == 3 ? Curve(9, 1.0) : leaving; };
    EXPECT_EQ(read(back, 199).verdict, BoomerangVerdict::insufficient_data);
    EXPECT_EQ(read_boomerangs({}).verdict, BoomerangVerdict::insufficient_data);
    ModelActivity young;
    plant(young, launch, 500, {1, .5});
    EXPECT_EQ(read_boomerangs(retention_cohorts(young)).verdict,
              BoomerangVerdict::insufficient_data);
}

}  // namespace
}  // namespace orrery::study
