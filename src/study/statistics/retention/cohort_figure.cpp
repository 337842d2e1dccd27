#include "study/statistics/retention/cohort_figure.h"

#include <fmt/format.h>

#include <cmath>

#include "study/reading/quantity.h"
#include "study/statistics/retention/boomerang.h"
#include "study/statistics/retention/foundational.h"

namespace orrery::study {
namespace {

std::string percent(double share) {
    return fmt::format("{:.0f} %", 100 * share);
}

std::string reading_text(const FoundationalReading& reading) {
    const auto tail = [&](std::string_view said) {
        return fmt::format("{}: {} stay to months {} and {}.", said, percent(reading.pooled_tail),
                           reading.younger_age, reading.older_age);
    };
    switch (reading.verdict) {
        case FitVerdict::insufficient_data:
            return fmt::format("Fewer than {} cohorts are large and old enough to be read.",
                               cohort_count_min);
        case FitVerdict::foundational:
            return "Early cohorts stay far longer than the others.";
        case FitVerdict::dominant_launch:
            return "The cohort of the launch alone stays; the later ones are alike.";
        case FitVerdict::late_sticky:
            return "A later cohort stays far longer than the others.";
        case FitVerdict::no_fit:
            return tail("All cohorts leave alike");
        case FitVerdict::even_fit:
            return tail("All cohorts stay alike");
        case FitVerdict::unstable:
            return tail("Cohorts differ without one that stands out");
    }
    return {};
}

void add_foundational(FigureResult& figure, const FoundationalReading& reading) {
    const std::string_view provisional =
        reading.provisional ? " Provisional: read before four cohorts are five months old." : "";
    figure.verdicts.push_back({"", std::string(fit_verdict_name(reading.verdict)),
                               reading_text(reading) + std::string(provisional)});
    for (const CohortTail& cohort : reading.cohorts) {
        if (cohort.kind == CohortKind::ordinary) {
            continue;
        }
        const bool is_launch = reading.verdict == FitVerdict::dominant_launch;
        const char* kind = cohort.kind == CohortKind::late_sticky ? "late_sticky"
                           : is_launch                            ? "dominant_launch"
                                                                  : "foundational";
        figure.verdicts.push_back(
            {month_text(cohort.month), kind,
             fmt::format("{} of {} accounts stay to months {} and {}, against {} in the median of "
                         "the other cohorts.{}",
                         percent(cohort.tail), quantity_text(static_cast<double>(cohort.accounts)),
                         reading.younger_age, reading.older_age, percent(cohort.others_median),
                         provisional),
             reading.provisional});
    }
}

std::string_view scope_words(BoomerangScope scope) {
    switch (scope) {
        case BoomerangScope::cohort_specific:
            return "beyond what its age and the month explain";
        case BoomerangScope::model_wide:
            return "as in the other cohorts";
        case BoomerangScope::undetermined:
        case BoomerangScope::none:
            break;
    }
    return "with too few cohorts to compare";
}

void add_boomerangs(FigureResult& figure, const BoomerangReading& reading) {
    for (const BoomerangCell& cell : reading.cells) {
        if (cell.scope == BoomerangScope::none) {
            continue;
        }
        figure.verdicts.push_back(
            {month_text(cell.cohort), "boomerang",
             fmt::format("Retention rises from {} to {} in month {}, {}; {} of the active accounts "
                         "had been away.",
                         percent(cell.share - cell.rise), percent(cell.share), cell.age,
                         scope_words(cell.scope), percent(cell.returned_share))});
    }
}

}  // namespace

void fill_cohorts(FigureResult& figure, const ModelActivity& activity) {
    const auto cohorts = retention_cohorts(activity);
    figure.table = {{"cohort", "age", "value", "lower", "upper", "n"}, {}};
    for (const RetentionCohort& cohort : cohorts) {
        for (const RetentionCell& cell : cohort.cells) {
            figure.table.rows.push_back({month_text(cohort.month), std::int64_t{cell.age},
                                         cell.share, cell.interval.lower, cell.interval.upper,
                                         cohort.accounts});
        }
    }
    if (cohorts.empty()) {
        return;
    }
    add_foundational(figure, read_foundational(cohorts, activity.launch_month));
    add_boomerangs(figure, read_boomerangs(cohorts));
    for (const RetentionCell& cell : mean_retention(cohorts)) {
        if (cell.age == 1 || cell.age == 5) {
            figure.statistics.push_back({fmt::format("mean_share_month_{}", cell.age), cell.share,
                                         "over all cohorts that have reached the age"});
        }
    }
}

}  // namespace orrery::study
