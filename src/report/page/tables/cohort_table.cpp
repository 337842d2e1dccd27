#include "report/page/tables/cohort_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>

#include "report/page/html.h"
#include "report/page/names.h"
#include "report/page/numbers.h"
#include "study/reading/quantity.h"

namespace orrery::report {
namespace {

using study::FigureResult;

/// The length of YYYY-MM: a cohort may be given as a month or as the first day of one.
constexpr std::size_t month_size = 7;

struct Cohort {
    std::int64_t accounts = 0;
    std::map<std::int64_t, double> share;  ///< By age in months.
};

std::map<std::string, Cohort> cohorts_of(const FigureResult& figure) {
    const Table& table = figure.table;
    const std::size_t cohort = table.column("cohort");
    const std::size_t age = table.column("age");
    const std::size_t value = table.column("value");
    const std::size_t n = table.column("n");
    std::map<std::string, Cohort> cohorts;
    if (std::max({cohort, age, value, n}) >= table.columns.size()) return cohorts;
    for (const auto& row : table.rows) {
        if (std::holds_alternative<std::monostate>(row[value])) continue;
        auto& found = cohorts[to_text(row[cohort])];
        found.share[std::llround(number_or(row[age], 0))] = number_or(row[value], 0);
        found.accounts = std::max<std::int64_t>(found.accounts, std::llround(number_or(row[n], 0)));
    }
    return cohorts;
}

bool has_verdict(const FigureResult& figure, std::string_view cohort) {
    return std::ranges::any_of(figure.verdicts, [&](const study::Verdict& verdict) {
        return std::string_view(verdict.cohort).substr(0, month_size) ==
               cohort.substr(0, month_size);
    });
}

}  // namespace

std::string cohort_table(const FigureResult& figure) {
    const auto cohorts = cohorts_of(figure);
    std::set<std::int64_t> ages;
    for (const auto& [name, cohort] : cohorts) {
        for (const auto& [age, share] : cohort.share) ages.insert(age);
    }
    std::string html = R"(<table><thead><tr><th>cohort</th><th class="number">accounts</th>)";
    for (const auto age : ages) html += fmt::format(R"(<th class="number">month {}</th>)", age);
    html += "</tr></thead><tbody>";
    for (const auto& [name, cohort] : cohorts) {
        html += fmt::format(R"(<tr{}><td>{}</td><td class="number">{}</td>)",
                            has_verdict(figure, name) ? R"( class="flagged")" : "",
                            escaped(study::date_text(name.substr(0, month_size))),
                            grouped(cohort.accounts));
        for (const auto age : ages) {
            const auto share = cohort.share.find(age);
            html += fmt::format(R"(<td class="number">{}</td>)",
                                share == cohort.share.end() ? "" : percent(share->second));
        }
        html += "</tr>";
    }
    return html + "</tbody></table>";
}

std::string verdict_list(const FigureResult& figure) {
    if (figure.verdicts.empty()) return {};
    std::string html = R"(<div class="verdicts"><h4>What the cohorts say</h4><ul>)";
    for (const auto& verdict : figure.verdicts) {
        const std::string of = verdict.cohort.empty()
                                   ? "All cohorts"
                                   : study::date_text(verdict.cohort.substr(0, month_size));
        html += fmt::format("<li><strong>{}, {}.</strong> {}</li>", escaped(of),
                            escaped(words(verdict.kind)), escaped(verdict.text));
    }
    return html + "</ul></div>";
}

}  // namespace orrery::report
