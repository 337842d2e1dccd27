#include "study/definition.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "record/columns.h"
#include "study/store/labels/labels.h"
#include "study/store/window.h"
#include "support/temporary_directory.h"

namespace orrery::study {
namespace {

using test_support::TemporaryDirectory;

const std::string whole = R"(
id = "mine"
title = "A figure of my own"
kind = "line"
unit = "tokens"
x = ["week"]
needs = ["app"]

[[series]]
key = "all"
label = "All"
overlay = true

[[stated]]
claim = "something"
stated = 0.5
tolerance = 0.1
reduce = "last"
)";

std::string without(const std::string& key) {
    std::string text;
    for (std::size_t begin = 0; begin < whole.size();) {
        const auto end = whole.find('\n', begin);
        const auto line = whole.substr(begin, end - begin);
        if (!line.starts_with(key + " =")) {
            text += line + "\n";
        }
        begin = end + 1;
    }
    return text;
}

TEST(FigureDefinition, is_read_key_by_key) {
    const auto figure = parse_figure(whole, "SELECT 1", "figures/mine");
    ASSERT_TRUE(figure) << describe(figure.error());
    EXPECT_EQ(figure->id, "mine");
    EXPECT_EQ(figure->kind, ChartKind::line);
    EXPECT_EQ(figure->unit, Unit::tokens);
    EXPECT_FALSE(figure->normalised);
    EXPECT_EQ(figure->needs, std::vector<std::string>{"app"});
    ASSERT_EQ(figure->series.size(), 1U);
    EXPECT_TRUE(figure->series[0].overlay);
    ASSERT_EQ(figure->stated.size(), 1U);
    EXPECT_EQ(figure->stated[0].stated, 0.5);
    EXPECT_EQ(figure->sql, "SELECT 1");
}

TEST(FigureDefinition, that_lacks_a_key_is_refused_with_the_file_and_the_key) {
    for (const auto* key : {"id", "title", "kind", "unit", "x"}) {
        const auto figure = parse_figure(without(key), "SELECT 1", "figures/mine");
        ASSERT_FALSE(figure) << key;
        EXPECT_EQ(figure.error().where, "figures/mine/figure.toml") << key;
        EXPECT_TRUE(figure.error().what.starts_with(key)) << figure.error().what;
    }
}

TEST(FigureDefinition, of_a_wrong_kind_or_unit_is_refused_with_the_choices) {
    auto text = whole;
    text.replace(text.find("\"line\""), 6, "\"pie\"");
    const auto figure = parse_figure(text, "SELECT 1", "mine");
    ASSERT_FALSE(figure);
    EXPECT_NE(figure.error().what.find("stacked_area"), std::string::npos);
}

TEST(FigureDefinition, states_a_bound_that_must_be_one_of_two) {
    const auto with = [](const std::string& value) {
        return parse_figure(whole + "bound = " + value + "\n", "SELECT 1", "mine");
    };
    EXPECT_EQ(parse_figure(whole, "SELECT 1", "mine")->stated.at(0).bound, Bound::none);
    EXPECT_EQ(with("\"at_most\"")->stated.at(0).bound, Bound::at_most);
    EXPECT_EQ(with("\"at_least\"")->stated.at(0).bound, Bound::at_least);
    for (const auto* wrong : {"\"below\"", "\"\"", "0.25"}) {
        const auto figure = with(wrong);
        ASSERT_FALSE(figure) << wrong;
        EXPECT_NE(figure.error().what.find("at_most or at_least"), std::string::npos);
        EXPECT_EQ(figure.error().where, "mine/figure.toml");
    }
}

TEST(FigureDefinition, that_is_no_toml_is_refused_with_its_line) {
    const auto figure = parse_figure("id = \"mine\"\ntitle = oops\n", "SELECT 1", "figures/mine");
    ASSERT_FALSE(figure);
    EXPECT_EQ(figure.error().where, "figures/mine/figure.toml:2");
}

RC_GTEST_PROP(FigureDefinition, takes_any_text_without_crashing, ()) {
    auto text = whole;
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto cut = *rc::gen::inRange<std::size_t>(0, 40);
    text.replace(
        at, std::min(cut, text.size() - at),
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("[]{}=\"'\n #.,\\x01\xff"
                                                                        "ab"))));
    const auto figure = parse_figure(text, "SELECT 1", "mine");
    RC_ASSERT(figure.has_value() || !figure.error().what.empty());
}

class Folder : public testing::Test {
protected:
    TemporaryDirectory room_;

    void write(const std::string& folder, const std::string& name, const std::string& text) const {
        ASSERT_TRUE(write_file(room_.path() / folder / name, text));
    }
    [[nodiscard]] Result<StudyDefinition> load() const { return load_study({room_.path()}); }
};

TEST_F(Folder, adds_a_figure) {
    write("mine", "figure.toml", whole);
    write("mine", "query.sql", "SELECT 1");
    const auto study = load();
    ASSERT_TRUE(study) << describe(study.error());
    EXPECT_EQ(study->figures.size(), load_study({})->figures.size() + 1);
    EXPECT_EQ(study->figures.back().id, "mine");
}

TEST_F(Folder, replaces_a_figure_of_the_same_id) {
    auto text = whole;
    text.replace(text.find("\"mine\""), 6, "\"fig01\"");
    write("open_and_closed", "figure.toml", text);
    write("open_and_closed", "query.sql", "SELECT 1");
    const auto study = load();
    ASSERT_TRUE(study);
    EXPECT_EQ(study->figures.size(), load_study({})->figures.size());
    EXPECT_EQ(std::ranges::count(study->figures, "fig01", &FigureDefinition::id), 1);
    EXPECT_EQ(study->figures.back().title, "A figure of my own");
}

TEST_F(Folder, with_half_a_figure_is_refused_and_named) {
    write("mine", "figure.toml", whole);
    const auto study = load();
    ASSERT_FALSE(study);
    EXPECT_EQ(study.error().where, (room_ / "mine").string());
    EXPECT_NE(study.error().what.find("query.sql"), std::string::npos);
}

TEST_F(Folder, of_a_figure_may_ask_the_query_of_another_with_its_own_parameters) {
    write("mine", "figure.toml",
          "query = \"fig22a\"\n" + whole + "\n[parameters]\nauthor = \"o'hara\"\nplace = 7\n");
    const auto study = load();
    ASSERT_TRUE(study) << describe(study.error());
    const auto& figure = study->figures.back();
    const auto asked = std::ranges::find(study->figures, "fig22a", &FigureDefinition::id);
    EXPECT_EQ(figure.sql, asked->sql);
    EXPECT_EQ(with_parameters("{author} {place} {other}", {}, figure), "'o''hara' 7 {other}");
    EXPECT_EQ(with_parameters("{author}", {}, *asked), "'anthropic'");
}

TEST_F(Folder, that_asks_a_query_which_is_not_there_is_refused) {
    for (const auto* asked : {"fig99", "fig25a", "mine"}) {
        write("mine", "figure.toml", fmt::format("query = \"{}\"\n{}", asked, whole));
        const auto study = load();
        ASSERT_FALSE(study) << asked;
        EXPECT_NE(study.error().what.find(asked), std::string::npos) << describe(study.error());
        EXPECT_EQ(study.error().where, "mine");
    }
}

TEST_F(Folder, without_any_figure_is_refused) {
    const auto study = load();
    ASSERT_FALSE(study);
    EXPECT_EQ(study.error().kind, ErrorKind::not_found);
    EXPECT_EQ(load_study({room_ / "none"}).error().where, (room_ / "none").string());
}

TEST(ShippedStudy, says_of_every_figure_what_a_reader_must_know) {
    const auto study = load_study({});
    ASSERT_TRUE(study) << describe(study.error());
    std::set<std::string> chapters;
    for (const Chapter& chapter : study->chapters) {
        EXPECT_TRUE(chapters.insert(chapter.key).second) << chapter.key;
        EXPECT_FALSE(chapter.introduction.empty()) << chapter.key;
    }
    for (const FigureDefinition& figure : study->figures) {
        EXPECT_TRUE(chapters.contains(figure.chapter)) << figure.id;
        EXPECT_FALSE(figure.definition.empty()) << figure.id;
        EXPECT_TRUE(!figure.normalised || !figure.denominator.empty()) << figure.id;
        for (const std::string& column : figure.needs) {
            EXPECT_TRUE(is_label_column(column) || record::find_column(column) != nullptr)
                << figure.id << " needs " << column;
            EXPECT_TRUE(study->remedies.contains(column)) << "no remedy for " << column;
        }
    }
    EXPECT_FALSE(study->usage_view.empty());
    EXPECT_FALSE(study->tagged_view.empty());
    EXPECT_FALSE(study->tags_view.empty());
    EXPECT_FALSE(study->languages_view.empty());
    EXPECT_FALSE(study->labelled_accounts_view.empty());
}

TEST(ShippedStudy, has_a_folder_of_the_figure_s_id) {
    const auto study = *load_study({});
    for (const FigureDefinition& figure : study.figures) {
        EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(ORRERY_SOURCE_DIR) /
                                            "study/figures" / figure.id))
            << figure.id;
    }
}

}  // namespace
}  // namespace orrery::study
