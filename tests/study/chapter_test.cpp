#include "study/reading/chapter.h"

#include <gtest/gtest.h>

namespace orrery::study {
namespace {

FigureResult figure(std::string id, std::vector<std::pair<double, double>> stated_measured) {
    FigureResult result;
    result.definition.id = std::move(id);
    result.definition.chapter = "one";
    result.takeaway = "A leads";
    for (const auto& [stated, measured] : stated_measured) {
        StatedValue value;
        value.claim = "a share";
        value.stated = stated;
        result.comparisons.push_back({value, measured, stated == measured});
    }
    return result;
}

TEST(ChapterFindings, are_the_titles_of_its_figures) {
    auto other = figure("fig02", {});
    other.definition.chapter = "two";
    auto undrawn = figure("fig03", {});
    undrawn.status = FigureStatus::no_data;
    const auto findings = chapter_findings("one", {figure("fig01", {}), other, undrawn});
    EXPECT_EQ(findings, (std::vector<std::string>{"A leads"}));
}

TEST(ChapterFindings, count_the_papers_numbers_that_hold_and_name_the_furthest_off) {
    const auto findings = chapter_findings("one", {figure("fig01", {{0.5, 0.5}, {0.5, 0.4}}),
                                                   figure("fig04", {{0.2, 0.02}, {0.9, 0.89}})});
    ASSERT_EQ(findings.size(), 3U);
    EXPECT_EQ(findings.back(),
              "Of 4 numbers that the paper states here, 1 holds on this data. Furthest off: "
              "a share (fig04; the paper: 20.0\u00a0%, here: 2.0\u00a0%); "
              "a share (fig01; the paper: 50.0\u00a0%, here: 40.0\u00a0%).");
}

TEST(ChapterFindings, say_where_all_hold) {
    EXPECT_EQ(chapter_findings("one", {figure("fig01", {{0.5, 0.5}})}).back(),
              "The one number that the paper states here holds on this data.");
    EXPECT_EQ(chapter_findings("one", {figure("fig01", {{0.5, 0.5}, {0.1, 0.1}})}).back(),
              "All 2 numbers that the paper states here hold on this data.");
}

}  // namespace
}  // namespace orrery::study
