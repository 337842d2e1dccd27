#include "report/page.h"

#include <gtest/gtest.h>

#include "report/page/html.h"
#include "report/page/names.h"
#include "report/page/numbers.h"
#include "sample_run.h"
#include "study/reading/quantity.h"

namespace orrery::report {
namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// Returns the page up to its script, which is ours and full of tags in strings.
std::string markup(const std::string& page) {
    return page.substr(0, page.rfind("<script>"));
}

TEST(page, has_an_article_and_a_summary_row_for_each_figure) {
    const auto run = sample_run();
    const auto page = page_html(run);
    for (const auto& figure : run.figures) {
        const auto& id = figure.definition.id;
        EXPECT_TRUE(contains(page, R"(<article class="figure" id=")" + id + '"')) << id;
        EXPECT_TRUE(contains(page, R"(<a href="#)" + id + R"(">)" +
                                       with_whole_names(figure.definition.title) + "</a><p>"))
            << id;
    }
}

TEST(page, sums_up_each_chapter_and_how_it_fares_beside_the_paper) {
    const auto page = markup(page_html(sample_run()));
    EXPECT_TRUE(contains(
        page,
        "<strong>Open and closed models</strong> <span class=\"tally\">4 figures, 2 of 3 numbers "
        "agree with the paper's</span><p>Chinese "));
    EXPECT_TRUE(contains(page, "<td>Figure 21a</td>"));
    EXPECT_TRUE(contains(page, R"(<td class="no">2 of 3</td>)"));
    EXPECT_TRUE(contains(page, "<p><em>needs columns</em></p>"));
}

TEST(page, calls_figures_as_their_readers_do) {
    auto run = sample_run();
    EXPECT_TRUE(contains(page_html(run), R"(<a href="#fig01">Figure 1</a> · Share of tokens)"));
    EXPECT_TRUE(contains(page_html(run), R"(aria-label="Download Table 1 as CSV")"));
    run.figures.front().definition.id = "my_share";
    EXPECT_TRUE(contains(page_html(run), R"(<a href="#my_share">Share of tokens by source)"));
}

TEST(page, calls_a_statistic_by_its_note_where_its_name_is_a_machine_s) {
    const auto row = [](const char* name, const char* note) {
        auto run = sample_run();
        run.figures.front().statistics = {{name, 7.4, note}};
        const std::string page = page_html(run);
        const auto from = page.find(">Statistics<");
        return page.substr(from, page.find("</table>", from) - from);
    };
    EXPECT_TRUE(contains(row("closed_cn_mean", "closed, mean"), "<td>closed, mean</td>"));
    EXPECT_FALSE(contains(row("closed_cn_mean", "closed, mean"), "closed cn mean"));
    EXPECT_TRUE(contains(row("closed_cn_mean", ""), "<td>closed cn mean</td>"));
    EXPECT_TRUE(contains(row("r_squared", "of the fit"), "<td>R²</td>"));
    EXPECT_TRUE(contains(row("r_squared", "of the fit"), "<td>of the fit</td>"));
    EXPECT_TRUE(contains(row("slope", "of the fit"), "<td>slope</td>"));
}

TEST(page, folds_a_long_table_of_the_study_where_scripts_can_open_it) {
    auto run = sample_run();
    auto& rows = run.figures[3].table.rows;
    while (rows.size() < 20) rows.push_back(rows.front());
    EXPECT_FALSE(contains(page_html(run), R"(<tbody id="rest-table1">)"));
    rows.push_back(rows.front());
    const auto page = page_html(run);
    EXPECT_TRUE(contains(page, R"(</tr></tbody><tbody id="rest-table1"><tr>)"));
    EXPECT_TRUE(contains(page, R"(aria-controls="rest-table1" data-more="Show all 21 rows")"));
}

TEST(page, lets_no_name_become_markup) {
    const auto page = markup(page_html(sample_run()));
    EXPECT_FALSE(contains(page, "<script>alert"));
    EXPECT_FALSE(contains(page, "</script><script>"));
    EXPECT_FALSE(contains(page, "<img"));
    EXPECT_FALSE(contains(page, "<b>"));
    EXPECT_FALSE(contains(page, "href=\"javascript:"));
    EXPECT_TRUE(contains(page, "&lt;/script&gt;&lt;script&gt;alert(1)"));
}

TEST(page, names_the_missing_column_and_its_remedy_where_a_figure_is_not_drawn) {
    const auto page = page_html(sample_run());
    EXPECT_TRUE(contains(page, "<code>finish_reason</code> – Import an export that has it"));
}

TEST(page, lists_failed_data_tests_before_passed_ones) {
    const auto page = page_html(sample_run());
    EXPECT_TRUE(contains(page, "1 of 2 tests of the data failed"));
    EXPECT_LT(page.find("Cached tokens lie inside prompt tokens"), page.find("57 weeks"));
}

TEST(page, shows_a_figure_of_an_unlisted_chapter) {
    auto run = sample_run();
    run.chapters.clear();
    EXPECT_TRUE(contains(page_html(run), R"(id="chapter-open_and_closed")"));
}

TEST(page, asks_the_network_for_nothing) {
    const auto page = markup(page_html(sample_run()));
    EXPECT_TRUE(contains(page, "default-src 'none'"));
    EXPECT_FALSE(contains(page, "src=\"http"));
    EXPECT_FALSE(contains(page, "@import"));
    EXPECT_FALSE(contains(page, "<link rel=\"stylesheet\""));
}

TEST(page, lists_what_sets_cohorts_apart_and_draws_them_as_a_triangle) {
    const auto page = markup(page_html(sample_run()));
    EXPECT_TRUE(contains(page,
                         "<h4>What the cohorts say</h4><ul><li><strong>May 2025, "
                         "foundational.</strong> The cohort of May 2025 stays"));
    EXPECT_TRUE(contains(page, "came &lt;back&gt; in month 3."));
    EXPECT_TRUE(contains(page, R"(<tr class="flagged"><td>Jul 2025</td><td class="number">3,400)"));
    EXPECT_TRUE(contains(page, R"(<tr><td>Nov 2025</td><td class="number">2,200</td>)"
                               R"(<td class="number">100.0)"));
    EXPECT_TRUE(contains(page, R"(<th class="number">month 6</th></tr>)"));
}

TEST(page, says_whether_the_paper_states_a_limit) {
    EXPECT_TRUE(contains(page_html(sample_run()), "at least 25.0\u00a0%"));
}

TEST(page, says_which_days_a_coverage_is_of) {
    auto run = sample_run();
    auto& coverage = run.figures.front().coverage;
    coverage = {20, 19, "category"};
    EXPECT_TRUE(contains(page_html(run), "19 of 20 generations of the window (95.0\u00a0%) have"));
    coverage.from = "2025-05-01";
    coverage.to = "2025-11-30";
    EXPECT_TRUE(contains(page_html(run),
                         "generations of the labelled days, 1 May 2025 to 30 Nov 2025 (95.0"));
    coverage.scarcest.clear();
    EXPECT_TRUE(contains(page_html(run), "all 20 generations of the labelled days, 1 May 2025"));
}

TEST(page, lists_no_event_before_the_data) {
    const auto page = markup(page_html(sample_run()));
    EXPECT_FALSE(contains(page, "</span>Before the labels"));
    EXPECT_TRUE(contains(page, R"(<span class="nr">2 </span>Claude 4, 22 May 2025)"));
}

TEST(page, cuts_long_tables_and_says_so) {
    auto run = sample_run();
    auto& rows = run.figures.back().table.rows;
    while (rows.size() <= 300) rows.push_back(rows.front());
    EXPECT_TRUE(contains(page_html(run), "200 of 301 rows are shown; the CSV has all."));
}

TEST(page, breaks_no_name_in_a_table) {
    auto run = sample_run();
    auto& figure = run.figures.back();
    const auto rows = [&](std::string name) {
        figure.table.rows.front().front() = Cell(std::move(name));
        return page_html(run);
    };
    EXPECT_TRUE(contains(rows("app-53"), R"(<td class="whole">app-53</td>)"));
    EXPECT_TRUE(contains(rows("2025-05-12"), R"(<td class="whole">12 May 2025</td>)"));
    EXPECT_TRUE(contains(rows("TNG Technology Consulting"), "<td>TNG Technology Consulting</td>"));
}

TEST(page, breaks_no_name_in_a_heading) {
    auto run = sample_run();
    run.figures.front().takeaway = "Up most: app-53 & <b>";
    EXPECT_TRUE(contains(page_html(run),
                         R"(<h3>Up most: <span class="whole-name">app-53</span> &amp; )"
                         "&lt;b&gt;</h3>"));
    run.figures.front().definition.definition = "Accounts on GPT-4o-mini";
    EXPECT_TRUE(contains(page_html(run), R"(">Accounts on <span class="whole-name">GPT-4o-mini<)"));
    EXPECT_EQ(with_whole_names("in marketing/seo"),
              R"(in <span class="whole-name">marketing/seo</span>)");
    EXPECT_EQ(with_whole_names("a  b "), "a  b ");
}

TEST(page, is_the_same_every_time) {
    EXPECT_EQ(page_html(sample_run()), page_html(sample_run()));
}

TEST(numbers, read_as_their_units_do) {
    EXPECT_EQ(formatted(0.1234, study::Unit::share), "12.3\u00a0%");
    EXPECT_EQ(formatted(14.37e12, study::Unit::tokens), "14.4T");
    EXPECT_EQ(formatted(999'999, study::Unit::tokens), "1M");
    EXPECT_EQ(formatted(0.73, study::Unit::usd_per_million), "$0.73");
    EXPECT_EQ(formatted(0.036, study::Unit::usd_per_million), "$0.036");
    EXPECT_EQ(formatted(5432.1, study::Unit::tokens_per_generation), "5,432");
    EXPECT_EQ(formatted(std::nullopt, study::Unit::share), "–");
    EXPECT_EQ(formatted_statistic(0.006, "price_cut_10_percent", study::Unit::tokens),
              "0.6\u00a0%");
    EXPECT_EQ(formatted_statistic(0.73, "median_price", study::Unit::tokens), "$0.73");
    EXPECT_EQ(formatted_statistic(-0.0604, "slope", study::Unit::tokens), "−0.0604");
    EXPECT_EQ(formatted(1344.4, study::Unit::milliseconds), "1,344\u00a0ms");
    EXPECT_EQ(formatted(-0.021, study::Unit::share), "−2.1\u00a0%");
    EXPECT_EQ(formatted(-0.00002, study::Unit::share), ">−0.01\u00a0%");
    EXPECT_EQ(formatted(0.00004, study::Unit::share), "<0.01\u00a0%");
    EXPECT_EQ(formatted(-4.5, study::Unit::usd), "−$4.50");
    EXPECT_EQ(grouped(-1234567), "−1,234,567");
    EXPECT_EQ(grouped(-123), "−123");
    EXPECT_EQ(study::date_text("2025-01-20"), "20 Jan 2025");
    EXPECT_EQ(study::date_text("2025-99-20"), "2025-99-20");
    EXPECT_EQ(study::date_text("2025-05"), "May 2025");
    EXPECT_EQ(study::date_text("2025-99"), "2025-99");
    EXPECT_EQ(study::date_text("2025-1x-20"), "2025-1x-20");
    EXPECT_EQ(study::date_text("May"), "May");
}

TEST(numbers, cells_are_read_by_their_columns_names) {
    EXPECT_EQ(formatted_cell(Cell(11305.27), "effective_number"), "11,305");
    EXPECT_EQ(formatted_cell(Cell(79.24), "effective_number"), "79.2");
    EXPECT_EQ(formatted_cell(Cell(999.6), "ttft_ms_median"), "1,000");
    EXPECT_EQ(formatted_cell(Cell(-0.4812), "slope"), "−0.48");
    EXPECT_EQ(formatted_cell(Cell(0.0031), "share_change"), "+0.3");
    EXPECT_EQ(formatted_cell(Cell(-0.0102), "share_change_from_mean"), "−1.0");
    EXPECT_EQ(formatted_cell(Cell(std::string("single_account")), "verdict"), "single account");
    EXPECT_EQ(formatted_cell(Cell(std::string("my_model")), "model"), "my_model");
    EXPECT_EQ(formatted_cell(Cell(std::string("zh-Hans")), "language"), "Simplified Chinese");
    EXPECT_EQ(formatted_cell(Cell(std::string("other")), "language"), "other");
    EXPECT_EQ(formatted_cell(Cell(std::string("no")), "verdict"), "no");
    EXPECT_EQ(words("cr4_share"), "four largest (CR4)");
    EXPECT_EQ(words("failed_share"), "failed share");
}

TEST(names, of_figures_are_those_of_the_paper) {
    EXPECT_EQ(paper_name("fig01"), "Figure 1");
    EXPECT_EQ(paper_name("fig21a"), "Figure 21a");
    EXPECT_EQ(paper_name("table3"), "Table 3");
    for (const char* own : {"fig", "figures", "fig1ab", "ops_errors", "table", "tablet"}) {
        EXPECT_EQ(paper_name(own), "") << own;
    }
}

TEST(html, links_lead_to_the_web_only) {
    EXPECT_EQ(outside_link("javascript:alert(1)", "x"), "x");
    EXPECT_EQ(outside_link("https://a.b/\"", "<x>"),
              R"(<a href="https://a.b/&quot;" rel="noopener noreferrer">&lt;x&gt;</a>)");
}

}  // namespace
}  // namespace orrery::report
