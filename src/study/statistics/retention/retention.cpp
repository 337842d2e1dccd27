#include "study/statistics/retention/retention.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace orrery::study {
namespace {

constexpr int year_zero = 1970;
constexpr int year_months = 12;

std::uint64_t bits_to(int age) {
    return (std::uint64_t{2} << age) - 1;
}

RetentionCell cell_at(int age, const RetentionCohort& cohort) {
    RetentionCell cell;
    cell.age = age;
    std::int64_t later = 0;
    for (const ActivityPattern& pattern : cohort.patterns) {
        cell.active += (pattern.active_months >> age & 1U) != 0 ? pattern.accounts : 0;
        later += pattern.active_months >> age != 0 ? pattern.accounts : 0;
    }
    const auto accounts = static_cast<double>(cohort.accounts);
    cell.share = static_cast<double>(cell.active) / accounts;
    cell.unbounded = static_cast<double>(later) / accounts;
    cell.interval = wilson_interval(cell.active, cohort.accounts);
    return cell;
}

}  // namespace

std::string month_text(MonthIndex month) {
    return fmt::format("{:04}-{:02}", year_zero + month / year_months, month % year_months + 1);
}

std::optional<MonthIndex> month_of_date(const std::string& iso) {
    constexpr std::string_view form = "dddd-dd";
    const bool has_form =
        iso.size() >= form.size() &&
        std::ranges::equal(iso.substr(0, form.size()), form, [](char c, char expected) {
            return expected == 'd' ? c >= '0' && c <= '9' : c == expected;
        });
    if (!has_form) {
        return std::nullopt;
    }
    const int year = std::stoi(iso.substr(0, 4));
    const int month = std::stoi(iso.substr(5, 2));
    if (year < year_zero || month < 1 || month > year_months) {
        return std::nullopt;
    }
    return (year - year_zero) * year_months + month - 1;
}

std::vector<RetentionCohort> retention_cohorts(const ModelActivity& activity) {
    std::map<MonthIndex, RetentionCohort> by_month;
    for (const ActivityPattern& pattern : activity.patterns) {
        const int age_max =
            std::min(activity.last_complete_month - pattern.first_month, age_count_max - 1);
        if (pattern.onset == Onset::cut || age_max < 0) {
            continue;
        }
        RetentionCohort& cohort = by_month[pattern.first_month];
        cohort.month = pattern.first_month;
        cohort.accounts += pattern.accounts;
        cohort.patterns.push_back(pattern);
        cohort.patterns.back().active_months &= bits_to(age_max);
        cohort.cells.resize(static_cast<std::size_t>(age_max) + 1);
    }
    std::vector<RetentionCohort> cohorts;
    for (auto& [month, cohort] : by_month) {
        for (int age = 0; age <= cohort.age_max(); ++age) {
            cohort.cells[static_cast<std::size_t>(age)] = cell_at(age, cohort);
        }
        cohorts.push_back(std::move(cohort));
    }
    return cohorts;
}

std::vector<RetentionCell> mean_retention(std::span<const RetentionCohort> cohorts) {
    std::vector<RetentionCell> means;
    std::vector<std::int64_t> accounts;
    for (const RetentionCohort& cohort : cohorts) {
        for (const RetentionCell& cell : cohort.cells) {
            const auto age = static_cast<std::size_t>(cell.age);
            if (age >= means.size()) {
                means.resize(age + 1);
                accounts.resize(age + 1);
            }
            means[age].active += cell.active;
            means[age].unbounded += cell.unbounded * static_cast<double>(cohort.accounts);
            accounts[age] += cohort.accounts;
        }
    }
    for (std::size_t age = 0; age < means.size(); ++age) {
        const auto n = static_cast<double>(accounts[age]);
        means[age].age = static_cast<int>(age);
        means[age].share = static_cast<double>(means[age].active) / n;
        means[age].unbounded /= n;
        means[age].interval = wilson_interval(means[age].active, accounts[age]);
    }
    return means;
}

}  // namespace orrery::study
