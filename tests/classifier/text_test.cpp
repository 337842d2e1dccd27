#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "classifier/language/code.h"
#include "classifier/language/language.h"
#include "classifier/language/natural_text.h"
#include "classifier/text/code_points.h"
#include "classifier/text/prompt.h"
#include "classifier/text/script.h"
#include "classifier/text/tokens.h"

namespace orrery::classifier {
namespace {

RC_GTEST_PROP(CodePoints, valid_text_of_any_bytes_is_valid_and_stays_so,
              (const std::string& bytes)) {
    const std::string valid = valid_utf8(bytes);
    RC_ASSERT(valid_utf8(valid) == valid);
}

RC_GTEST_PROP(CodePoints, a_prefix_is_a_prefix_and_has_no_more_than_asked,
              (const std::string& bytes, std::uint8_t count)) {
    const std::string_view prefix = first_code_points(bytes, count);
    RC_ASSERT(bytes.starts_with(prefix));
    std::size_t taken = 0;
    for (std::string_view rest = prefix; !rest.empty(); ++taken) {
        (void)take_code_point(rest);
    }
    RC_ASSERT(taken <= count);
    RC_ASSERT(taken == count || prefix.size() == bytes.size());
}

RC_GTEST_PROP(CodePoints, ascii_is_read_like_anything_else,
              (const std::string& bytes, std::uint8_t before, std::uint8_t count)) {
    const std::string text = std::string(before, 'a') + bytes + std::string(count, 'b');
    std::string valid;
    std::string_view rest = text;
    for (std::size_t taken = 0; !rest.empty(); ++taken) {
        if (taken == count) {
            RC_ASSERT(first_code_points(text, count).size() == text.size() - rest.size());
        }
        append_code_point(valid, take_code_point(rest));
    }
    RC_ASSERT(valid_utf8(text) == valid);
}

TEST(CodePoints, broken_utf8_is_replaced_byte_by_byte) {
    EXPECT_EQ(valid_utf8("a\xC0\xAF"
                         "b"),
              "a\xEF\xBF\xBD\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(valid_utf8("\xED\xA0\x80").size(), 9U);
    EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80").size(), 12U);
    EXPECT_EQ(valid_utf8("\xE4\xB8"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(valid_utf8("中文 ñ 😀"), "中文 ñ 😀");
}

TEST(CodePoints, folding_lowers_letters_and_narrows_wide_ones) {
    EXPECT_EQ(folded(U'Ä'), U'ä');
    EXPECT_EQ(folded(U'Ж'), U'ж');
    EXPECT_EQ(folded(U'Ё'), U'ё');
    EXPECT_EQ(folded(U'Σ'), U'σ');
    EXPECT_EQ(folded(U'Ａ'), U'a');
    EXPECT_EQ(folded(U'Ő'), U'ő');
    EXPECT_EQ(folded(U'Ž'), U'ž');
    EXPECT_EQ(folded(U'中'), U'中');
}

TEST(Tokens, words_numbers_runs_and_marks_stand_apart) {
    Glyphs glyphs;
    glyphs.read("Don't pay 1,200.50 for gpt4: 人工智能 -> ok");
    Tokens tokens;
    tokens.read(glyphs);
    std::vector<TokenKind> kinds;
    for (const Token& token : tokens.span()) {
        kinds.push_back(token.kind);
    }
    using enum TokenKind;
    EXPECT_EQ(kinds, (std::vector{word, word, number, word, word, mark, unspaced, mark, word}));
    EXPECT_EQ(words_in(tokens), 8U);
}

TEST(Tokens, a_long_text_is_cut_at_a_thousand_code_points) {
    Glyphs glyphs;
    glyphs.read(std::string(10'000'000, 'a'));
    EXPECT_EQ(glyphs.count, code_points_max);
    Tokens tokens;
    tokens.read(glyphs);
    EXPECT_EQ(tokens.count, 1U);
}

TEST(Prompt, the_last_user_turn_comes_first_then_the_system_prompt) {
    const std::vector<Turn> turns{{"system", "You are a cook."},
                                  {"user", "hello"},
                                  {"assistant", "hi"},
                                  {"user", "make soup"}};
    EXPECT_EQ(prompt_text(turns), "make soup\n\nYou are a cook.");
    EXPECT_EQ(prompt_text(std::vector<Turn>{{"tool", "42"}}), "42");
    EXPECT_EQ(prompt_text({}), "");
}

TEST(Prompt, what_agents_wrap_around_a_turn_does_not_count) {
    EXPECT_EQ(without_boilerplate("<environment_details>cwd: x</environment_details>\n"
                                  "<task>fix the parser</task>"),
              "fix the parser");
    EXPECT_EQ(without_boilerplate("do it<system-reminder>never ends"), "do it");
    EXPECT_EQ(without_boilerplate("<context>all</context>"), "<context>all</context>");
}

TEST(Language, scripts_and_words_decide) {
    const auto detector = make_language_detector();
    EXPECT_EQ(detector->guess("The weather in the north of the country is cold.").code, "en");
    EXPECT_EQ(detector->guess("今天天气很好，我们去公园散步吧。").code, "zh-Hans");
    EXPECT_EQ(detector->guess("今日は天気がいいので公園へ行きましょう。").code, "ja");
    EXPECT_EQ(detector->guess("오늘 날씨가 좋아서 공원에 갑시다.").code, "ko");
    EXPECT_EQ(detector->guess("วันนี้อากาศดีมาก ไปเดินเล่นกันเถอะ").code, "th");
    EXPECT_EQ(detector->guess("Das Wetter im Norden des Landes ist kalt.").code, "de");
    EXPECT_EQ(detector->guess("Ja nie wiem, czy to jest dobry pomysł na dzisiaj.").code, "pl");
    EXPECT_EQ(detector->guess("Kerajaan akan memberi wang kepada syarikat kerana kesihatan.").code,
              "ms");
    EXPECT_EQ(detector->guess("").code, "none");
    EXPECT_EQ(detector->guess("12345 67890 ---").code, "none");
}

TEST(Language, code_is_no_language_but_its_comments_are) {
    const auto detector = make_language_detector();
    EXPECT_EQ(detector->guess("```\nint x = f(y);\nreturn x;\n```").code, "none");
    EXPECT_EQ(natural_text("see https://example.org now\nfoo(bar, baz);\n"), "see now \n");
    EXPECT_EQ(detector->guess("```\nint x; // Der Wert wird hier nur einmal gelesen\n```").code,
              "de");
}

TEST(Language, blank_lines_of_windows_are_no_code) {
    EXPECT_NE(natural_text("\r\nHello there\r\n \r\n").find("Hello"), std::string::npos);
    const std::string blank(24, '\r');  // Of its own memory, so that a look before it is seen.
    EXPECT_FALSE(looks_like_code(blank));
    EXPECT_TRUE(looks_like_code("  call(1);\r"));
}

TEST(Code, a_fence_or_what_only_one_language_writes_decides) {
    EXPECT_EQ(guess_code("```py\nx\n```").language, "python");
    EXPECT_EQ(guess_code("#include <iostream>\nint main() { std::cout << 1; }").language, "c++");
    EXPECT_EQ(guess_code("def f(self):\n    return None\n").language, "python");
    EXPECT_EQ(guess_code("package main\nfunc main() { x := 1; if err != nil {} }").language, "go");
    EXPECT_EQ(guess_code("SELECT a FROM t LEFT JOIN u ON t.i = u.i GROUP BY a").language, "sql");
    EXPECT_EQ(guess_code("fn main() { let mut x = 1; println!(\"{}\", x); }").language, "rust");
    EXPECT_EQ(guess_code("undefd \xFF\xFF nildef defx ->").language, "");
    EXPECT_EQ(guess_code("SELECT SELECT SELECT SELECT SELECT ").confidence, 1);
    EXPECT_EQ(guess_code("Please let me know when you go to the shop.").language, "");
}

RC_GTEST_PROP(Language, any_bytes_have_one_or_none, (const std::string& bytes)) {
    static const auto detector = make_language_detector();
    const auto guess = detector->guess(bytes);
    RC_ASSERT(!guess.code.empty());
    RC_ASSERT(guess.confidence >= 0 && guess.confidence <= 1);
    (void)guess_code(bytes);
}

}  // namespace
}  // namespace orrery::classifier
