#include "report/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "report/page/figure_section.h"
#include "report/page/numbers.h"
#include "study/reading/quantity.h"

namespace orrery::report {
namespace {

/// Keeps data from acting as Markdown or HTML: names may hold any character.
std::string literal(std::string_view text) {
    constexpr std::string_view special = "\\`*[]<>|#&";
    std::string safe;
    for (const char character : text) {
        if (special.find(character) != std::string_view::npos) safe += '\\';
        safe += character == '\n' || character == '\r' ? ' ' : character;
    }
    return safe;
}

std::string figure_line(const study::FigureResult& figure) {
    const auto& definition = figure.definition;
    if (figure.status != study::FigureStatus::drawn) {
        std::string columns;
        for (const auto& item : figure.missing) {
            columns += (columns.empty() ? ": " : ", ") + literal(item.column);
        }
        return fmt::format("- {}: {} ({}{})\n", literal(definition.id), literal(definition.title),
                           status_words(figure.status), columns);
    }
    return fmt::format("- {}: {}\n", literal(definition.id),
                       literal(figure.takeaway.empty() ? definition.title : figure.takeaway));
}

std::string test_lines(const study::StudyRun& run) {
    std::string text;
    for (const auto& test : run.tests) {
        if (test.passed) continue;
        text += fmt::format("- FAILED {}: {}\n", literal(test.name), literal(test.detail));
    }
    return text.empty() ? text : "## Tests of the data\n\n" + text;
}

}  // namespace

std::string findings_markdown(const study::StudyRun& run) {
    std::string text = fmt::format(
        "# {}\n\n{} to {} (UTC): {} generations, {} tokens, {} models.\n\n", literal(run.title),
        study::date_text(run.window_from), study::date_text(run.window_to),
        grouped(run.generations), compact(static_cast<double>(run.tokens)), grouped(run.models));
    if (!run.publication.empty()) text += literal(run.publication) + "\n\n";
    for (const auto& chapter : run.chapters) {
        text += fmt::format("## {}\n\n", literal(chapter.title));
        for (const auto& finding : chapter.findings) {
            // The titles of figures follow with their ids.
            const bool is_title = std::ranges::any_of(
                run.figures, [&](const auto& figure) { return figure.takeaway == finding; });
            if (!is_title) text += literal(finding) + "\n\n";
        }
        for (const auto& caveat : chapter.caveats) text += "_" + literal(caveat) + "_\n\n";
        for (const auto& figure : run.figures) {
            if (figure.definition.chapter == chapter.key) text += figure_line(figure);
        }
        text += "\n";
    }
    return text + test_lines(run);
}

}  // namespace orrery::report
