#include "base/format/directives.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace orrery {
namespace {

using Texts = std::vector<std::string>;

TEST(Directives, are_read_from_the_head_of_the_file) {
    const auto parsed = parse_directives(
        "-- source: openrouter\n-- title: Activity, as CSV: of the site\n"
        "-- columns:\n--   id VARCHAR required\n--   tokens BIGINT\n"
        "SELECT 1 -- no: directive\nFROM source\n",
        "a.sql");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->one("source"), "openrouter");
    EXPECT_EQ(parsed->one("title"), "Activity, as CSV: of the site");
    EXPECT_EQ(parsed->lines("columns"), (Texts{"id VARCHAR required", "tokens BIGINT"}));
    EXPECT_EQ(parsed->body, "SELECT 1 -- no: directive\nFROM source");
    EXPECT_EQ(parsed->one("no"), "");
}

TEST(Directives, keep_prose_out) {
    const auto parsed = parse_directives(
        "-- mart: mart_usage\n-- Sums by day. A NULL key: not known.\nSELECT 1", "a.sql");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->entries.size(), 1U);
}

TEST(Directives, give_a_list_that_continues_on_the_next_line_as_one) {
    const auto parsed = parse_directives("-- keys: day,  source ,\n--     model\nSELECT 1", "a");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->list("keys"), (Texts{"day", "source", "model"}));
}

TEST(Directives, read_windows_line_ends) {
    const auto parsed = parse_directives("-- mart: usage\r\n-- keys: day\r\nSELECT 1\r\n", "a");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->one("mart"), "usage");
    EXPECT_EQ(parsed->body, "SELECT 1");
}

TEST(Directives, fail_without_sql_and_name_the_file) {
    for (const auto* text : {"", "\n\n", "-- source: x", "-- source: x\n", "-- a: b\n   \n"}) {
        const auto parsed = parse_directives(text, "importers/x.sql");
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().where, "importers/x.sql");
        EXPECT_EQ(parsed.error().kind, ErrorKind::bad_input);
    }
}

RC_GTEST_PROP(Directives, take_any_text_without_crashing, ()) {
    const auto text = *rc::gen::container<std::string>(
        rc::gen::oneOf(rc::gen::arbitrary<char>(), rc::gen::elementOf(std::string("--: \n\rab"))));
    const auto parsed = parse_directives(text, "x");
    if (parsed) {
        RC_ASSERT(!parsed->body.empty());
        for (const auto& [name, value] : parsed->entries) {
            RC_ASSERT(!name.empty());
            RC_ASSERT(parsed->lines(name).size() <= text.size());
            RC_ASSERT(parsed->list(name).size() <= text.size());
        }
    }
}

RC_GTEST_PROP(Directives, give_back_what_was_written, ()) {
    const auto word = rc::gen::nonEmpty(
        rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcdef_"))));
    const auto entries = *rc::gen::uniqueBy<std::vector<std::pair<std::string, std::string>>>(
        rc::gen::pair(word, word), [](const auto& entry) { return entry.first; });
    const auto body = *word;
    std::string text;
    for (const auto& [name, value] : entries) {
        text += "-- " + name + ": " + value + "\n";
    }
    const auto parsed = parse_directives(text + body, "x");
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(parsed->entries == entries);
    RC_ASSERT(parsed->body == body);
}

TEST(Split, trims_the_parts_and_has_none_for_nothing) {
    EXPECT_EQ(split("", ','), Texts{});
    EXPECT_EQ(split(" a , b", ','), (Texts{"a", "b"}));
    EXPECT_EQ(split("a,,b", ','), (Texts{"a", "", "b"}));
}

}  // namespace
}  // namespace orrery
