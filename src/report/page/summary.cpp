#include "report/page/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "report/page/figure_section.h"
#include "report/page/html.h"
#include "report/page/names.h"

namespace orrery::report {
namespace {

using study::Chapter;
using study::FigureResult;
using study::StudyRun;

/// How many of the paper's numbers stand beside figures, and how many this data bears out.
struct Tally {
    std::size_t agreeing = 0;
    std::size_t stated = 0;

    void add(const FigureResult& figure) {
        stated += figure.comparisons.size();
        agreeing += static_cast<std::size_t>(std::ranges::count_if(
            figure.comparisons, [](const auto& item) { return item.agrees; }));
    }
};

/// Returns the first sentence of a finding.
std::string first_sentence(const FigureResult& figure) {
    return figure.takeaway.substr(0, figure.takeaway.find(". "));
}

/// Returns the first sentence of a finding without the title, which stands above it.
std::string beneath_title(const FigureResult& figure) {
    const std::string& title = figure.definition.title;
    std::string finding = figure.takeaway == title ? std::string() : first_sentence(figure);
    if (finding.starts_with(title + ": ")) finding.erase(0, title.size() + 2);
    if (!finding.empty()) {
        finding.front() =
            static_cast<char>(std::toupper(static_cast<unsigned char>(finding.front())));
    }
    return finding;
}

/// What a figure shows, or why it does not.
std::string finding_words(const FigureResult& figure) {
    if (figure.status == study::FigureStatus::drawn) return with_whole_names(beneath_title(figure));
    return fmt::format("<em>{}</em>", status_words(figure.status));
}

std::string agreement_cell(const FigureResult& figure) {
    Tally tally;
    tally.add(figure);
    if (tally.stated == 0) return "<td></td>";
    const bool all = tally.agreeing == tally.stated;
    return fmt::format(R"(<td class="{}">{} of {}</td>)", all ? "yes" : "no", tally.agreeing,
                       tally.stated);
}

std::string summary_row(const FigureResult& figure) {
    const auto& definition = figure.definition;
    return fmt::format(
        R"(<tr data-figure="{0}" data-about="{1}"><td>{2}</td><td><a href="#{0}">{3}</a>)"
        "<p>{4}</p></td>{5}</tr>\n",
        escaped(definition.id), escaped(search_text(figure)), escaped(paper_name(definition.id)),
        with_whole_names(definition.title), finding_words(figure), agreement_cell(figure));
}

std::string failed_tests_notice(const StudyRun& run) {
    const auto failed =
        std::ranges::count_if(run.tests, [](const auto& test) { return !test.passed; });
    if (failed == 0) return {};
    return fmt::format(R"(<p class="no"><strong>{} of {} tests of the data failed.</strong> )"
                       R"(<a href="#tests">See which.</a></p>)",
                       failed, run.tests.size());
}

/// A chapter's name, its first finding and how it fares beside the paper: what shows when folded.
std::string chapter_line(const Chapter& chapter, const std::vector<const FigureResult*>& figures) {
    Tally tally;
    std::string finding;
    for (const FigureResult* figure : figures) {
        tally.add(*figure);
        if (finding.empty() && figure->status == study::FigureStatus::drawn) {
            finding = first_sentence(*figure);
        }
    }
    const std::string agreement = tally.stated == 0
                                      ? std::string()
                                      : fmt::format(", {} of {} numbers agree with the paper's",
                                                    tally.agreeing, tally.stated);
    return fmt::format(
        R"(<summary><strong>{}</strong> <span class="tally">{} {}{}</span><p>{}</p></summary>)",
        escaped(chapter.title), figures.size(), figures.size() == 1 ? "figure" : "figures",
        agreement, with_whole_names(finding));
}

std::string chapter_summary(const StudyRun& run, const Chapter& chapter) {
    std::vector<const FigureResult*> figures;
    for (const auto& figure : run.figures) {
        if (figure.definition.chapter == chapter.key) figures.push_back(&figure);
    }
    if (figures.empty()) return {};
    std::string html = R"(<details class="glance">)" + chapter_line(chapter, figures) +
                       R"(<table class="summary"><thead><tr><th></th><th>Figure and finding</th>)"
                       "<th>Agree with the paper</th></tr></thead><tbody>";
    for (const FigureResult* figure : figures) html += summary_row(*figure);
    return html + "</tbody></table></details>\n";
}

}  // namespace

std::string summary_section(const StudyRun& run, const std::vector<Chapter>& chapters) {
    std::string html =
        R"(<section id="summary"><h2>All figures at a glance</h2>)" + failed_tests_notice(run) +
        fmt::format(R"(<p><button type="button" class="plain" id="open-glance" )"
                    R"(aria-expanded="false" hidden>Show all {} findings</button></p>)",
                    run.figures.size());
    for (const auto& chapter : chapters) html += chapter_summary(run, chapter);
    return html + "</section>\n";
}

}  // namespace orrery::report
