#include "report/page/back_matter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "report/page/html.h"
#include "report/page/numbers.h"

namespace orrery::report {
namespace {

constexpr std::size_t models_max = 200;

struct Term {
    std::string_view name;
    std::string_view meaning;
};

constexpr std::array glossary = std::to_array<Term>({
    {"Generation", "One request to one model and its answer."},
    {"Tokens",
     "Prompt plus completion tokens of a generation, as the provider counted them. Reasoning "
     "tokens lie inside completion tokens, cached tokens inside prompt tokens."},
    {"Week, month", "ISO weeks from Monday and calendar months, both in UTC."},
    {"Partial week or month",
     "One that the window's edge cuts. It is drawn hatched or dotted and enters no mean."},
    {"Closed, open weights",
     "Whether a model's weights can be downloaded. Open models are split by the home of their "
     "author: China (with Hong Kong and Taiwan) or the rest of the world."},
    {"Size",
     "Of open models, by total parameters: small below 15 billion, medium from 15 to below 70, "
     "large from 70."},
    {"Category",
     "The subject of a sampled prompt by the classifier, one for each generation. Shares of "
     "categories are estimates; their intervals are shown where they are known."},
    {"Spend", "Cost in US dollars as charged."},
    {"Effective price",
     "Spend divided by tokens, in dollars for each million tokens: after caching, without "
     "generations on the caller's own provider key."},
    {"Mean of weekly shares, share of sums",
     "Two averages that differ when weeks differ in size. Each number says which one it is."},
    {"In the last 4 weeks, up from",
     "What titles say of a course: the mean of the last four complete weeks (a third of them where "
     "there are fewer than twelve) beside the mean of as many at the start. A share that moved by "
     "less than a point is called steady."},
    {"Cohort",
     "The accounts whose first generation on a model fell into the same month. Month 0 is that "
     "month; who is active later counts again, even after a gap."},
    {"n", "The number of generations behind a value; of a cohort, the number of its accounts."},
});

std::string test_row(const study::DataTest& test) {
    return fmt::format(R"(<tr><td class="{}">{}</td><td>{}</td><td>{}</td></tr>)",
                       test.passed ? "yes" : "no", test.passed ? "✓ passed" : "✗ failed",
                       escaped(test.name), escaped(test.detail));
}

std::string fact(std::string_view name, std::string_view value) {
    if (value.empty()) return {};
    return fmt::format("<tr><th>{}</th><td>{}</td></tr>", name, escaped(value));
}

}  // namespace

std::string tests_section(const study::StudyRun& run) {
    auto tests = run.tests;
    std::ranges::stable_partition(tests, [](const auto& test) { return !test.passed; });
    const auto failed = std::ranges::count_if(tests, [](const auto& test) { return !test.passed; });
    std::string html = R"(<section id="tests"><h2>Tests of the data</h2>)";
    if (tests.empty()) {
        html += R"(<p class="introduction">No data tests ran.</p>)";
    } else if (failed == 0) {
        html += fmt::format(R"(<p class="introduction">All {} tests passed on this store.</p>)",
                            tests.size());
    } else {
        html += fmt::format(
            R"(<p class="no" role="alert"><strong>{} of {} tests failed. Read the figures that )"
            "they name with care.</strong></p>",
            failed, tests.size());
    }
    html += R"(<div class="scroll"><table><tbody>)";
    for (const auto& test : tests) html += test_row(test);
    return html + "</tbody></table></div></section>\n";
}

std::string unknown_models_section(const study::StudyRun& run) {
    if (run.unknown_models.empty()) return {};
    std::string html =
        R"(<section id="unknown"><h2>Models outside the catalog</h2><p class="introduction">)"
        "They are counted as unknown. Add them to the catalog's models to place them.</p>"
        R"(<div class="scroll"><table><thead><tr><th>Model</th><th class="number">Generations</th>)"
        R"(<th class="number">Tokens</th></tr></thead><tbody>)";
    const auto shown =
        std::span(run.unknown_models).first(std::min(models_max, run.unknown_models.size()));
    for (const auto& item : shown) {
        html += fmt::format(
            R"(<tr><td>{}</td><td class="number">{}</td><td class="number">{}</td></tr>)",
            escaped(item.model), grouped(item.generations),
            compact(static_cast<double>(item.tokens)));
    }
    html += "</tbody></table></div>";
    if (run.unknown_models.size() > models_max) {
        html += fmt::format("<p>and {} more</p>", run.unknown_models.size() - models_max);
    }
    return html + "</section>\n";
}

std::string glossary_section() {
    std::string html = R"(<section id="glossary"><h2>Words and units</h2><dl class="glossary">)";
    for (const auto& term : glossary) {
        html += fmt::format("<dt>{}</dt><dd>{}</dd>", escaped(term.name), escaped(term.meaning));
    }
    return html + "</dl></section>\n";
}

std::string reproduction_section(const study::StudyRun& run) {
    std::string sources;
    for (const auto& source : run.sources) sources += (sources.empty() ? "" : ", ") + source;
    std::string html =
        R"(<section id="reproduce"><h2>How to make this report again</h2>)"
        R"(<p class="introduction">The same store at the same watermark gives the same bytes. The )"
        "hashes of every query and result stand in <code>manifest.json</code> beside this page.</p>"
        R"(<div class="scroll"><table class="facts"><tbody>)";
    html += fact("Window", run.window_from + " to " + run.window_to + " (UTC, inclusive)");
    html += fact("Watermark", run.watermark) + fact("Sources", sources);
    html += fact("Quarantined rows", grouped(run.quarantined));
    html += fact("Engine", run.engine) + fact("Orrery", run.orrery_version);
    return html + "</tbody></table></div></section>\n";
}

}  // namespace orrery::report
