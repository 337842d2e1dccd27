// What the built-in profiles promise, at a fifth of their usual size.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "simulate/full_world.h"
#include "study/statistics/retention/boomerang.h"
#include "study/statistics/retention/foundational.h"
#include "study/store/activity.h"
#include "support/stated_numbers.h"

namespace orrery::simulate {
namespace {

using test_support::MeasuredNumber;

const study::Window window{"2024-11-04", "2025-11-30"};

/// The paper's numbers, measured on the world of the paper.
const std::map<std::string, MeasuredNumber>& measured() {
    static const auto numbers = [] {
        std::map<std::string, MeasuredNumber> by_id;
        const auto stated = test_support::load_stated_numbers();
        const auto all = test_support::measure_all(*paper_world().store, *stated,
                                                   paper_world().world->tokens_per_token);
        EXPECT_TRUE(all) << (all ? "" : describe(all.error()));
        for (const auto& number : all.value_or(std::vector<MeasuredNumber>())) {
            by_id.emplace(number.stated.id, number);
        }
        return by_id;
    }();
    return numbers;
}

TEST(PaperWorld, meets_most_of_what_the_paper_states) {
    std::vector<std::string> missed;
    for (const auto& [id, number] : measured()) {
        if (!number.is_met()) {
            missed.push_back(
                fmt::format("{}: {} {}", id, number.stated.paper,
                            number.value ? fmt::format("{:.4g}", *number.value) : "nothing"));
        }
    }
    const auto all = static_cast<double>(measured().size());
    EXPECT_GE(1 - static_cast<double>(missed.size()) / all, 0.89)
        << fmt::format("{}", fmt::join(missed, "\n"));
}

/// What does not hang on a few generations is met whatever the seed.
TEST(PaperWorld, meets_each_of_what_is_robust) {
    for (const char* id : {"fig01_cn_mean",
                           "fig01_row_oss_mean",
                           "fig01_closed_row_mean",
                           "fig01_closed_cn_mean",
                           "fig01_oss_late",
                           "fig02_first",
                           "fig02_last",
                           "fig02_total",
                           "fig06_roleplay",
                           "fig06_programming",
                           "fig10_early",
                           "fig10_late",
                           "fig14_early",
                           "fig14_late",
                           "fig15_early",
                           "fig15_late",
                           "fig16_programming",
                           "fig18_ratio",

                           "fig19_late",
                           "fig21_roleplay_rpg",
                           "fig21_programming_other",
                           "fig21_programming_tools",
                           "fig21_science_ml",
                           "table1_deepseek",
                           "table1_qwen",
                           "table1_meta_llama",
                           "table2_zh_hans"}) {
        ASSERT_TRUE(measured().contains(id)) << id;
        const MeasuredNumber& number = measured().at(id);
        EXPECT_TRUE(number.is_met()) << id << " is " << number.value.value_or(0)
                                     << ", the paper says " << number.stated.paper;
    }
}

/// The flat world, in which the models of figure 25 have enough generations to show their cohorts.
FullWorld& flat_world() {
    static FullWorld made(
        [] {
            test_support::ProfileText text;
            for (int model = 0; model < 8; ++model) {
                text.replace("weight = 2, tries", "weight = 60, tries");
            }
            return text.profile();
        }(),
        400'000, 20'000);
    return made;
}

/// The eight models of figure 25.
constexpr const char* watched[] = {"anthropic/claude-sonnet-4",   "google/gemini-2.5-pro",
                                   "google/gemini-2.5-flash",     "openai/gpt-4o-mini",
                                   "meta-llama/llama-4-maverick", "google/gemini-2.0-flash-001",
                                   "deepseek/deepseek-r1",        "deepseek/deepseek-chat-v3-0324"};

TEST(FlatWorld, shows_no_foundational_cohort_and_no_boomerang) {
    for (const char* model : watched) {
        const auto activity = study::read_activity(*flat_world().store, model, window);
        ASSERT_TRUE(activity) << describe(activity.error());
        const auto cohorts = study::retention_cohorts(*activity);
        const auto reading = study::read_foundational(cohorts, activity->launch_month);
        EXPECT_NE(reading.verdict, study::FitVerdict::insufficient_data) << model;
        for (const auto& cohort : reading.cohorts) {
            EXPECT_NE(cohort.kind, study::CohortKind::foundational)
                << model << " " << study::month_text(cohort.month);
        }
        for (const auto& cell : study::read_boomerangs(cohorts).cells) {
            EXPECT_EQ(cell.scope, study::BoomerangScope::none)
                << model << " " << study::month_text(cell.cohort) << " at " << cell.age;
        }
    }
}

/// As many generations a week as a world of two millions has in the year.
TEST(FlatWorld, shows_no_spike_of_a_single_account) {
    FullWorld made(test_support::short_profile().profile(), 200'000, 8000);
    const auto weeks = study::read_spike_weeks(*made.store, {"2025-07-01", "2025-09-30"});
    ASSERT_TRUE(weeks) << describe(weeks.error());
    const auto reading = study::read_spikes(*weeks);
    EXPECT_NE(reading.verdict, study::SpikeVerdict::insufficient_data);
    for (const auto& spike : reading.spikes) {
        EXPECT_NE(spike.spike_class, study::SpikeClass::single_account)
            << spike.week << ": " << spike.share << " against " << spike.usual;
    }
}

/// The same reading finds the week that the paper tells of, so that its silence says something.
TEST(PaperWorld, shows_the_planted_spike_of_a_single_account) {
    const auto weeks = study::read_spike_weeks(*paper_world().store, window);
    ASSERT_TRUE(weeks) << describe(weeks.error());
    bool is_found = false;
    for (const auto& spike : study::read_spikes(*weeks).spikes) {
        is_found |= spike.week.starts_with("2025-05") &&
                    spike.spike_class == study::SpikeClass::single_account;
    }
    EXPECT_TRUE(is_found);
}

}  // namespace
}  // namespace orrery::simulate
