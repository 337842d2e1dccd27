#include "report/page.h"

#include <fmt/format.h>

#include <set>

#include "base/embedded.h"
#include "report/page/back_matter.h"
#include "report/page/figure_section.h"
#include "report/page/html.h"
#include "report/page/names.h"
#include "report/page/numbers.h"
#include "report/page/summary.h"
#include "study/reading/quantity.h"

namespace orrery::report {
namespace {

using study::Chapter;
using study::StudyRun;

std::string_view web_file(std::string_view path) {
    for (const auto& file : embedded::web()) {
        if (file.path == path) return file.contents;
    }
    return {};
}

/// Returns the run's chapters, and one more for figures whose chapter is not among them.
std::vector<Chapter> chapters_of(const StudyRun& run) {
    std::vector<Chapter> chapters = run.chapters;
    std::set<std::string> keys;
    for (const auto& chapter : chapters) keys.insert(chapter.key);
    for (const auto& figure : run.figures) {
        const auto& key = figure.definition.chapter;
        if (keys.insert(key).second) chapters.push_back({key, words(key), {}, {}});
    }
    return chapters;
}

std::string head(const StudyRun& run) {
    // The policy lets nothing load from anywhere: what the page needs is inside it.
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:\">\n"
        "<meta name=\"generator\" content=\"Orrery {}\">\n"
        "<title>{}</title>\n<link rel=\"icon\" href=\"data:,\">\n"
        "<style>{}</style>\n<script>{}</script>\n</head>\n",
        escaped(run.orrery_version), escaped(run.title), web_file("report.css"),
        web_file("early.js"));
}

std::string count(std::string_view value, std::string_view label) {
    return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", label, value);
}

std::string masthead(const StudyRun& run) {
    std::string html =
        fmt::format(R"(<header class="masthead wide"><p class="name">Orrery</p><h1>{}</h1>)"
                    R"(<p class="window">{} to {}, UTC</p>)"
                    R"(<button type="button" class="plain" id="theme" aria-pressed="false" hidden>)"
                    R"(Dark</button>)"
                    R"(<dl class="counts">)",
                    escaped(run.title), escaped(study::date_text(run.window_from)),
                    escaped(study::date_text(run.window_to)));
    html += count(grouped(run.generations), "generations");
    html += count(compact(static_cast<double>(run.tokens)), "tokens");
    html += count(grouped(run.models), "models");
    if (run.cost_usd) html += count(dollars(*run.cost_usd), "spend");
    if (run.quarantined > 0) html += count(grouped(run.quarantined), "rows in quarantine");
    html += "</dl>";
    if (!run.publication.empty()) {
        html += R"(<p class="publication">)" + escaped(run.publication) + "</p>";
    }
    return html + "</header>\n";
}

std::string contents(const StudyRun& run, const std::vector<Chapter>& chapters) {
    std::string html =
        R"(<nav class="contents" aria-label="Contents"><div class="inner">)"
        R"(<div class="search" hidden>)"
        R"(<input id="search" type="search" placeholder="Find a figure" )"
        R"(aria-label="Find a figure"><p id="search-status" role="status"></p></div><ol>)"
        R"(<li><a href="#summary">All figures at a glance</a></li>)";
    for (const auto& chapter : chapters) {
        html += fmt::format(R"(<li><a href="#chapter-{}">{}</a></li>)", escaped(chapter.key),
                            escaped(chapter.title));
    }
    html += R"(</ol><ol class="parts"><li><a href="#tests">Tests of the data</a></li>)";
    if (!run.unknown_models.empty()) {
        html += R"(<li><a href="#unknown">Models outside the catalog</a></li>)";
    }
    html += R"(<li><a href="#glossary">Words and units</a></li>)"
            R"(<li><a href="#reproduce">How to make this report again</a></li></ol></div></nav>)"
            "\n";
    return html;
}

std::string chapter_section(const StudyRun& run, const Chapter& chapter) {
    std::string html = fmt::format(R"(<section class="chapter" id="chapter-{}"><h2>{}</h2>)",
                                   escaped(chapter.key), escaped(chapter.title));
    if (!chapter.introduction.empty()) {
        html += fmt::format(R"(<p class="introduction">{}</p>)", escaped(chapter.introduction));
    }
    if (!chapter.findings.empty()) {
        html += R"(<ul class="findings">)";
        for (const auto& finding : chapter.findings) html += "<li>" + escaped(finding) + "</li>";
        html += "</ul>";
    }
    for (const auto& caveat : chapter.caveats) {
        html += R"(<p class="caveat">)" + escaped(caveat) + "</p>";
    }
    for (const auto& figure : run.figures) {
        if (figure.definition.chapter == chapter.key) html += figure_section(figure);
    }
    return html + "</section>\n";
}

}  // namespace

std::string page_html(const StudyRun& run) {
    const auto chapters = chapters_of(run);
    std::string html = head(run);
    html += "<body>\n<a class=\"skip\" href=\"#summary\">Skip to the figures</a>\n";
    html += masthead(run) + "<div class=\"layout wide\">\n" + contents(run, chapters);
    html += "<main>\n" + summary_section(run, chapters);
    for (const auto& chapter : chapters) html += chapter_section(run, chapter);
    html += tests_section(run) + unknown_models_section(run);
    html += glossary_section() + reproduction_section(run);
    html += "</main>\n</div>\n<script>";
    html += web_file("report.js");
    html += "</script>\n</body>\n</html>\n";
    return html;
}

}  // namespace orrery::report
