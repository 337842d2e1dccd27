#include "report/image.h"

#include <gtest/gtest.h>

#include "sample_run.h"
#include "small_figure.h"

namespace orrery::report {
namespace {

const study::FigureResult& named(const study::StudyRun& run, std::string_view id) {
    for (const auto& figure : run.figures) {
        if (figure.definition.id == id) return figure;
    }
    return run.figures.front();
}

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
    return found;
}

TEST(image, draws_every_kind_of_chart_with_its_title_and_axis) {
    const auto run = sample_run();
    auto illustrator = Illustrator::open();
    ASSERT_TRUE(illustrator) << illustrator.error().what;
    ASSERT_TRUE(illustrator->know(run.figures));
    for (const char* id : {"fig01", "fig02", "fig03", "fig10", "fig14", "fig19", "fig21a", "fig25a",
                           "fig26", "fig27", "fig29a"}) {
        const auto& figure = named(run, id);
        for (const auto theme : {Theme::light, Theme::dark}) {
            const auto svg = illustrator->svg(figure, theme, 960, 560);
            ASSERT_TRUE(svg) << id << ": " << svg.error().what;
            EXPECT_TRUE(svg->starts_with("<svg")) << id;
            EXPECT_NE(svg->find(figure.definition.y_title), std::string::npos) << id;
            EXPECT_NE(svg->find("<path"), std::string::npos) << id;
            EXPECT_EQ(svg->find("<script"), std::string::npos) << id;
            EXPECT_TRUE(svg_to_png(*svg, 1)) << id;
        }
    }
}

TEST(image, gives_an_entity_one_colour_in_all_figures) {
    const auto run = sample_run();
    auto illustrator = Illustrator::open();
    ASSERT_TRUE(illustrator && illustrator->know(run.figures));
    constexpr std::string_view chinese_open_weights = "#e3683a";
    for (const char* id : {"fig01", "fig02", "fig27"}) {
        const auto svg = illustrator->svg(named(run, id), Theme::light, 960, 560);
        ASSERT_TRUE(svg);
        EXPECT_NE(svg->find(chinese_open_weights), std::string::npos) << id;
    }
}

TEST(image, writes_tags_into_their_columns_and_keeps_their_colours) {
    const auto run = sample_run();
    auto illustrator = Illustrator::open();
    ASSERT_TRUE(illustrator && illustrator->know(run.figures));
    constexpr std::string_view largest_tag = "#d06b9e";
    for (const char* id : {"fig21a", "fig29a"}) {
        const auto svg = illustrator->svg(named(run, id), Theme::light, 960, 560);
        ASSERT_TRUE(svg);
        EXPECT_NE(svg->find("58.0\u00a0%"), std::string::npos) << id;
        EXPECT_NE(svg->find(largest_tag), std::string::npos) << id;
    }
}

TEST(image, leaves_to_the_legend_what_has_no_room_on_the_chart) {
    constexpr std::string_view swatch = R"(rx="2")";
    const auto run = sample_run();
    const auto wide = figure_svg(named(run, "fig21a"), Theme::light, 1200, 700);
    const auto narrow = figure_svg(named(run, "fig21a"), Theme::light, 390, 700);
    ASSERT_TRUE(wide && narrow);
    EXPECT_EQ(count(*wide, ">Campaigns<"), 1U);
    EXPECT_EQ(count(*narrow, ">Campaigns<"), 1U);
    EXPECT_LT(count(*wide, swatch), count(*narrow, swatch));
}

TEST(image, draws_no_cohort_of_one_month) {
    const auto run = sample_run();
    const auto svg = figure_svg(named(run, "fig25a"), Theme::light, 960, 560);
    ASSERT_TRUE(svg);
    EXPECT_NE(svg->find(">Oct 2025<"), std::string::npos);
    EXPECT_EQ(svg->find("Nov 2025"), std::string::npos);
    EXPECT_EQ(svg->find("2025-10"), std::string::npos);
}

TEST(image, labels_flagged_cohorts_only) {
    const auto run = sample_run();
    const auto svg = figure_svg(named(run, "fig25a"), Theme::light, 960, 560);
    ASSERT_TRUE(svg);
    EXPECT_NE(svg->find("May 2025, foundational"), std::string::npos);
    EXPECT_NE(svg->find("Jul 2025, boomerang"), std::string::npos);
    EXPECT_EQ(svg->find("Jun 2025,"), std::string::npos);
}

TEST(image, names_each_cohort_where_its_line_ends) {
    auto figure = named(sample_run(), "fig25a");
    figure.verdicts.clear();
    const auto wide = figure_svg(figure, Theme::light, 960, 560);
    const auto narrow = figure_svg(figure, Theme::light, 360, 560);
    ASSERT_TRUE(wide && narrow);
    // Once in the legend and once on the chart, in fewer letters where months lie close.
    for (const char* month : {"May", "Jun", "Jul", "Aug", "Sep", "Oct"}) {
        EXPECT_EQ(count(*wide, std::string(">") + month + " 2025<"), 2U) << month;
        EXPECT_EQ(count(*narrow, std::string(">") + month + "<"), 1U) << month;
    }
}

TEST(image, names_every_category_and_the_quadrants) {
    const auto run = sample_run();
    const auto& figure = named(run, "fig26");
    for (const int width : {390, 960}) {
        const auto svg = figure_svg(figure, Theme::light, width, 560);
        ASSERT_TRUE(svg);
        // A legend names them too: the chart must name them once more.
        for (const auto& series : figure.series) {
            const auto first = svg->find(">" + series.label + "<");
            ASSERT_NE(first, std::string::npos) << series.label;
            EXPECT_NE(svg->find(">" + series.label + "<", first + 1), std::string::npos)
                << series.label;
        }
        // A narrow chart may write a quadrant's name in two lines.
        for (const char* quadrant : {"workloads<", "utilities<"}) {
            EXPECT_NE(svg->find(quadrant), std::string::npos) << quadrant;
        }
    }
}

TEST(image, keeps_a_number_and_its_sign_on_one_line) {
    const auto run = sample_run();
    for (int width = 300; width <= 900; width += 100) {
        const auto svg = figure_svg(named(run, "fig25a"), Theme::light, width, 560);
        ASSERT_TRUE(svg);
        // Once in the title of the document, once on the picture.
        EXPECT_EQ(count(*svg, "40\u00a0%"), 2U) << width;
    }
}

TEST(image, names_a_share_where_its_band_is_high) {
    const auto run = sample_run();
    const auto svg = figure_svg(named(run, "fig19"), Theme::light, 960, 560);
    ASSERT_TRUE(svg);
    // The legend names all, the chart those with room: the last of the categories, not the first.
    EXPECT_EQ(count(*svg, ">academia<"), 2U);
    EXPECT_EQ(count(*svg, ">roleplay<"), 1U);
}

TEST(image, draws_a_border_around_each_segment) {
    auto figure = named(sample_run(), "fig26");
    constexpr std::string_view border = R"(stroke-dasharray="4,3")";
    const auto quadrants = figure_svg(figure, Theme::light, 960, 560);
    figure.definition.x.back() = "segment";
    figure.table.columns[2] = "segment";
    const auto segments = figure_svg(figure, Theme::light, 960, 560);
    ASSERT_TRUE(quadrants && segments);
    EXPECT_EQ(count(*quadrants, border), 0U);
    EXPECT_GE(count(*segments, border), 2U);
}

TEST(image, doubts_what_rests_on_few_generations) {
    constexpr std::string_view few = "fewer than 50 generations (";
    using Look = std::pair<const char*, const char*>;
    for (const auto& [id, looks] : {Look{"fig01", "Faded: "}, Look{"fig14", "Dotted: "}}) {
        auto figure = named(sample_run(), id);
        const auto n = figure.table.column("n");
        const auto value = figure.table.column("value");
        ASSERT_LT(n, figure.table.columns.size()) << id;
        for (auto& row : figure.table.rows) row[n] = std::int64_t{1000};
        const auto sure = figure_svg(figure, Theme::light, 960, 560);
        // The first week that has values.
        std::string week;
        for (auto& row : figure.table.rows) {
            if (std::holds_alternative<std::monostate>(row[value])) continue;
            if (week.empty()) week = to_text(row.front());
            if (to_text(row.front()) == week) row[n] = std::int64_t{8};
        }
        const auto doubted = figure_svg(figure, Theme::light, 960, 560);
        ASSERT_TRUE(sure && doubted);
        EXPECT_EQ(sure->find(few), std::string::npos) << id;
        EXPECT_NE(doubted->find(looks + std::string(few)), std::string::npos) << id;
    }
}

TEST(image, doubts_bars_of_amounts_and_shares_that_rest_on_few_generations) {
    auto figure = named(sample_run(), "fig02");
    const auto n = figure.table.column("n");
    const auto doubts = [&](std::int64_t generations) {
        for (auto& row : figure.table.rows) {
            if (to_text(row.front()) == "2025-01-06") row[n] = generations;
        }
        const auto svg = figure_svg(figure, Theme::light, 960, 560);
        return svg && svg->find("generations (6 Jan 2025)") != std::string::npos;
    };
    // Three classes: what they count adds up.
    EXPECT_TRUE(doubts(16));
    EXPECT_FALSE(doubts(17));
    // Shares that do not add up to a whole are all of the same generations.
    figure.definition.unit = study::Unit::share;
    EXPECT_TRUE(doubts(49));
    EXPECT_FALSE(doubts(50));
}

TEST(image, begins_where_the_data_begins) {
    const auto run = sample_run();
    const auto svg = figure_svg(named(run, "fig19"), Theme::light, 960, 560);
    ASSERT_TRUE(svg);
    EXPECT_NE(svg->find("Claude 4"), std::string::npos);
    EXPECT_EQ(svg->find("Before the labels"), std::string::npos);
}

TEST(image, draws_the_same_bytes_every_time) {
    const auto run = sample_run();
    const auto& figure = named(run, "fig03");
    const auto first = figure_svg(figure, Theme::light, 800, 500);
    ASSERT_TRUE(first);
    auto illustrator = Illustrator::open();
    ASSERT_TRUE(illustrator);
    ASSERT_TRUE(illustrator->svg(named(run, "fig01"), Theme::dark, 700, 400));
    const auto second = illustrator->svg(figure, Theme::light, 800, 500);
    ASSERT_TRUE(second);
    EXPECT_EQ(*first, *second);
}

TEST(image, refuses_what_has_no_chart) {
    const auto run = sample_run();
    EXPECT_FALSE(figure_svg(named(run, "table1"), Theme::light, 960, 560));
    EXPECT_FALSE(figure_svg(named(run, "fig12"), Theme::light, 960, 560));
    EXPECT_FALSE(figure_svg(named(run, "fig01"), Theme::light, 0, 560));
}

TEST(image, draws_a_figure_without_rows) {
    auto figure = small_figure();
    figure.table.rows.clear();
    const auto svg = figure_svg(figure, Theme::light, 800, 500);
    EXPECT_TRUE(svg) << svg.error().what;
}

TEST(image, turns_svg_into_png) {
    const auto png =
        svg_to_png(R"(<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>)", 2);
    ASSERT_TRUE(png) << png.error().what;
    EXPECT_TRUE(png->starts_with("\x89PNG\r\n\x1a\n"));
    EXPECT_FALSE(svg_to_png("no svg", 1));
}

}  // namespace
}  // namespace orrery::report
