#include "verdicts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "study/statistics/retention/boomerang.h"
#include "study/statistics/retention/foundational.h"
#include "study/store/activity.h"

namespace orrery::bench {
namespace {

using study::FitVerdict;

/// What the paper says of one model's cohorts.
struct PaperReading {
    const char* model;
    const char* paper;
    std::vector<FitVerdict> verdicts;  ///< Any of these agrees.
    const char* flagged = "";          ///< The cohort that stands out; empty where none does.
    bool has_plateau = false;          ///< "Near 40 % at month 5".
    const char* returning = "";        ///< The cohort that comes back ...
    int age = 0;                       ///< ... and after how many months.
};

const std::vector<PaperReading>& paper_readings() {
    static const std::vector<PaperReading> readings = {
        {"anthropic/claude-sonnet-4",
         "foundational cohort May 2025",
         {FitVerdict::foundational, FitVerdict::dominant_launch},
         "2025-05",
         true},
        {"google/gemini-2.5-pro",
         "foundational cohort June 2025",
         {FitVerdict::foundational, FitVerdict::dominant_launch},
         "2025-06",
         true},
        {"openai/gpt-4o-mini",
         "launch cohort July 2024 alone",
         {FitVerdict::dominant_launch},
         "2024-07"},
        {"google/gemini-2.0-flash-001", "no fit", {FitVerdict::no_fit}},
        {"meta-llama/llama-4-maverick", "no fit", {FitVerdict::no_fit}},
        {"google/gemini-2.5-flash", "no cohort named", {FitVerdict::no_fit, FitVerdict::unstable}},
        {"deepseek/deepseek-r1",
         "no cohort stands out",
         {FitVerdict::no_fit, FitVerdict::unstable},
         "",
         false,
         "2025-04",
         3},
        {"deepseek/deepseek-chat-v3-0324",
         "no cohort stands out",
         {FitVerdict::no_fit, FitVerdict::unstable},
         "",
         false,
         "2025-07",
         2},
    };
    return readings;
}

CalibrationRow cohort_row(const PaperReading& paper, const study::FoundationalReading& reading) {
    std::vector<std::string> flagged;
    for (const auto& cohort : reading.cohorts) {
        if (cohort.kind == study::CohortKind::foundational) {
            flagged.push_back(study::month_text(cohort.month));
        }
    }
    const std::string ages = fmt::format("ages {} and {}{}", reading.younger_age, reading.older_age,
                                         reading.provisional ? ", provisional" : "");
    std::vector<std::string_view> wanted;
    for (const FitVerdict verdict : paper.verdicts) {
        wanted.push_back(study::fit_verdict_name(verdict));
    }
    const bool is_named = *paper.flagged == '\0'
                              ? flagged.empty()
                              : flagged == std::vector<std::string>{paper.flagged};
    return {"fig25",
            fmt::format("verdict on the cohorts of {}", paper.model),
            paper.paper,
            fmt::format("{} {} ({}, {} cohorts)", study::fit_verdict_name(reading.verdict),
                        fmt::join(flagged, " "), ages, reading.cohorts.size()),
            fmt::format("{} {}", fmt::join(wanted, " or "), paper.flagged),
            is_named && std::ranges::find(paper.verdicts, reading.verdict) != paper.verdicts.end()};
}

CalibrationRow plateau_row(const PaperReading& paper,
                           const std::vector<study::RetentionCohort>& cohorts) {
    constexpr double low = 0.36;
    constexpr double high = 0.44;
    CalibrationRow row{
        "fig25",
        fmt::format("{}, cohort of {}: active in month 5", paper.model, paper.flagged),
        "about 40 %",
        "nothing",
        "36 % to 44 %",
        false};
    for (const auto& cohort : cohorts) {
        for (const auto& cell : cohort.cells) {
            if (study::month_text(cohort.month) == paper.flagged && cell.age == 5) {
                row.measured = fmt::format("{:.1f} % of {}", 100 * cell.share, cohort.accounts);
                row.is_met = cell.share >= low && cell.share <= high;
            }
        }
    }
    return row;
}

CalibrationRow boomerang_row(const PaperReading& paper, const study::BoomerangReading& reading) {
    std::vector<std::string> found;
    bool is_named = *paper.returning == '\0';
    bool has_others = false;
    for (const auto& cell : reading.cells) {
        if (cell.scope == study::BoomerangScope::none) {
            continue;
        }
        const bool is_wanted =
            study::month_text(cell.cohort) == paper.returning && cell.age == paper.age;
        is_named |= is_wanted;
        has_others |= !is_wanted;
        found.push_back(fmt::format("{} at {} (+{:.0f} points)", study::month_text(cell.cohort),
                                    cell.age, 100 * cell.rise));
    }
    const std::string wanted =
        *paper.returning == '\0' ? "none" : fmt::format("{} at {}", paper.returning, paper.age);
    return {"fig25", fmt::format("cohorts of {} that come back", paper.model),
            wanted,  found.empty() ? "none" : fmt::format("{}", fmt::join(found, ", ")),
            wanted,  is_named && !has_others};
}

CalibrationRow spike_row(const study::SpikeReading& reading) {
    std::vector<std::string> found;
    bool is_named = false;
    for (const auto& spike : reading.spikes) {
        const auto name = study::spike_class_name(spike.spike_class);
        found.push_back(fmt::format("{} {}", spike.week, name));
        is_named |= spike.week.starts_with("2025-05") && name == "single_account";
    }
    return {"fig12",
            "weeks that stand out, and on how many accounts they hang",
            "May 2025, one account",
            found.empty() ? "none" : fmt::format("{}", fmt::join(found, ", ")),
            "one week of May 2025, single_account",
            is_named && reading.spikes.size() == 1};
}

}  // namespace

Result<std::vector<CalibrationRow>> verdict_rows(warehouse::Warehouse& store) {
    const study::Window window{"2024-11-04", "2025-11-30"};
    std::vector<CalibrationRow> rows;
    for (const PaperReading& paper : paper_readings()) {
        const auto activity = study::read_activity(store, paper.model, window);
        if (!activity) {
            return std::unexpected(activity.error());
        }
        const auto cohorts = study::retention_cohorts(*activity);
        rows.push_back(
            cohort_row(paper, study::read_foundational(cohorts, activity->launch_month)));
        if (paper.has_plateau) {
            rows.push_back(plateau_row(paper, cohorts));
        }
        rows.push_back(boomerang_row(paper, study::read_boomerangs(cohorts)));
    }
    const auto weeks = study::read_spike_weeks(store, window);
    if (!weeks) {
        return std::unexpected(weeks.error());
    }
    rows.push_back(spike_row(study::read_spikes(*weeks)));
    return rows;
}

}  // namespace orrery::bench
