#include "study/statistics/market/movers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "study/reading/takeaway.h"
#include "study/statistics/transforms.h"

namespace orrery::study {
namespace {

FigureResult weeks_of(const std::vector<std::pair<std::string, std::vector<double>>>& things) {
    FigureResult figure;
    figure.definition.x = {"model"};
    figure.definition.takeaway = "movers";
    figure.table.columns = {"model", "week", "weeks_ago", "tokens", "n"};
    for (const auto& [name, tokens] : things) {
        for (std::size_t ago = 0; ago < tokens.size(); ++ago) {
            figure.table.rows.push_back(
                {name.empty() ? Cell() : Cell(name), fmt::format("2025-11-{:02}", 24 - 7 * ago),
                 static_cast<std::int64_t>(ago), tokens[ago], std::int64_t{3}});
        }
    }
    return figure;
}

std::vector<std::string> lines_of(const FigureResult& figure) {
    std::vector<std::string> lines;
    for (const auto& row : figure.table.rows) {
        lines.push_back(fmt::format("{} {} {:.2f} {:+.2f} {}", to_text(row[0]), to_text(row[1]),
                                    number_or(row[5], 0), number_or(row[6], 0),
                                    std::holds_alternative<std::monostate>(row[7])
                                        ? "unknown"
                                        : fmt::format("{:+.2f}", number_or(row[7], 0))));
    }
    return lines;
}

TEST(Movers, are_told_by_their_change_of_share_and_the_rest_is_one_row) {
    auto figure = weeks_of({{"a", {40, 20, 20, 20}},
                            {"b", {10, 40, 40, 40}},
                            {"same", {20, 20, 20, 20}},
                            {"", {30, 20, 20, 20}}});
    ASSERT_TRUE(apply_transform("movers", figure));
    EXPECT_EQ(lines_of(figure),
              (std::vector<std::string>{"a rises 0.40 +0.20 +0.20", "b falls 0.10 -0.30 -0.30",
                                        "other other 0.50 +0.10 +0.10"}));
    EXPECT_EQ(write_takeaway(figure),
              "Up most: a by 20.0 points to 40.0\u00a0%; down most: b by 30.0 points to "
              "10.0\u00a0%");
    EXPECT_EQ(figure.events.at(0).date, "2025-11-24");
}

TEST(Movers, of_a_kind_are_five) {
    std::vector<std::pair<std::string, std::vector<double>>> things;
    for (int at = 0; at < 9; ++at) {
        things.push_back({fmt::format("up {}", at), {20.0 + at, 10}});
        things.push_back({fmt::format("down {}", at), {10, 20.0 + at}});
    }
    auto figure = weeks_of(things);
    ASSERT_TRUE(apply_transform("movers", figure));
    ASSERT_EQ(figure.table.rows.size(), 2 * movers_max + 1);
    EXPECT_EQ(to_text(figure.table.rows[0][0]), "up 8");
    EXPECT_EQ(to_text(figure.table.rows[movers_max][0]), "down 8") << "the one that fell most";
    double share = 0;
    for (const auto& row : figure.table.rows) {
        share += number_or(row[5], 0);
    }
    EXPECT_NEAR(share, 1, 1e-12);
}

TEST(Movers, know_no_mean_of_three_weeks_where_one_is_missing) {
    auto figure = weeks_of({{"a", {60, 50, 50}}, {"b", {40, 50, 50}}});
    ASSERT_TRUE(apply_transform("movers", figure));
    EXPECT_EQ(lines_of(figure), (std::vector<std::string>{"a rises 0.60 +0.10 unknown",
                                                          "b falls 0.40 -0.10 unknown"}));
}

TEST(Movers, of_a_week_that_stands_alone_are_none) {
    auto figure = weeks_of({{"a", {60}}});
    ASSERT_TRUE(apply_transform("movers", figure));
    EXPECT_TRUE(figure.table.rows.empty());
    auto gap = weeks_of({{"a", {60, 0, 50}}});
    ASSERT_TRUE(apply_transform("movers", gap));
    EXPECT_TRUE(gap.table.rows.empty()) << "the week before has no tokens to compare with";
}

}  // namespace
}  // namespace orrery::study
