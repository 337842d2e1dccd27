#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "dialect/json/cursor.h"
#include "dialect/json/money.h"
#include "dialect/json/parse.h"
#include "dialect/random_request.h"

namespace orrery::dialect {
namespace {

bool is_json(std::string_view text) {
    JsonCursor cursor(text);
    cursor.skip();
    return cursor.finish();
}

TEST(cursor, takes_what_rfc_8259_allows) {
    for (const char* const text :
         {"{}", "[]", " [1, -0, 2.5e+10, 1E3] ", "\"\"", "\"\\u00e9\\n\\/\"", "\"\\ud83d\\ude00\"",
          "true", "null", "[[[]]]", "{\"a\":{\"b\":[1,{\"c\":null}]}}"}) {
        EXPECT_TRUE(is_json(text)) << text;
    }
}

TEST(cursor, refuses_what_rfc_8259_does_not_allow) {
    for (const char* const text : {"",
                                   "{",
                                   "}",
                                   "[1,]",
                                   "{\"a\":1,}",
                                   "{\"a\"}",
                                   "{a:1}",
                                   "[1 2]",
                                   "01",
                                   "1.",
                                   ".5",
                                   "+1",
                                   "1e",
                                   "-",
                                   "tru",
                                   "nulll",
                                   "\"a",
                                   "\"\n\"",
                                   "\"\\x\"",
                                   "\"\\u12\"",
                                   "\"\\ud83d\"",
                                   "\"\\udc00\"",
                                   "\"\\ud83d\\u0041\"",
                                   "[,1]",
                                   "{,}",
                                   "{\"a\":,}",
                                   "1 1",
                                   "[1}",
                                   "{\"a\" 1}",
                                   "\"\\",
                                   "'a'",
                                   "NaN",
                                   "[1]]",
                                   "\xEF\xBB\xBF{}"}) {
        EXPECT_FALSE(is_json(text)) << text;
    }
}

TEST(cursor, bounds_the_depth) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_TRUE(is_json(nested(JsonCursor::depth_max)));
    EXPECT_FALSE(is_json(nested(JsonCursor::depth_max + 1)));
    EXPECT_FALSE(is_json(std::string(1000000, '[')));
    EXPECT_FALSE(parse_object("{\"a\":" + nested(100000) + "}"));
}

RC_GTEST_PROP(cursor, says_of_a_changed_text_what_nlohmann_says, (std::uint64_t seed)) {
    testing::RandomRequest random(seed);
    std::string text = random.written(random.value(4));
    // Letters beyond ASCII stay whole, and no exponent comes about that is too large for a double.
    constexpr std::string_view bytes = "\"\\{}[],:0.-tn u";
    if (char& byte = text[random.below(text.size())]; static_cast<unsigned char>(byte) < 0x80) {
        byte = bytes[random.below(bytes.size())];
    }
    RC_LOG() << text << '\n';
    const bool expected = !Json::parse(text, nullptr, false).is_discarded();
    RC_ASSERT(is_json(text) == expected);
}

RC_GTEST_PROP(cursor, unescapes_as_nlohmann_does_and_knows_the_length, (std::uint64_t seed)) {
    testing::RandomRequest random(seed);
    const std::string text = random.text();
    const std::string written = random.written(Json(text));
    JsonCursor cursor(written);
    const JsonText read = cursor.string();
    RC_ASSERT(cursor.finish());
    RC_ASSERT(unescaped(read) == text);
    RC_ASSERT(read.bytes == text.size());
    RC_ASSERT(read.is(text));
    std::string quoted;
    append_quoted(quoted, text);
    RC_ASSERT(Json::parse(quoted).get<std::string>() == text);
}

std::string usd(std::int64_t nano_usd) {
    std::string out;
    append_usd(out, nano_usd);
    return out;
}

TEST(money, is_written_exactly) {
    EXPECT_EQ(usd(0), "0");
    EXPECT_EQ(usd(1), "0.000000001");
    EXPECT_EQ(usd(140000), "0.00014");
    EXPECT_EQ(usd(1000000000), "1");
    EXPECT_EQ(usd(12345678901), "12.345678901");
    EXPECT_EQ(usd(-2500000), "-0.0025");
}

TEST(money, is_read_to_the_nearest_nano) {
    EXPECT_EQ(read_usd("0.00014"), 140000);
    EXPECT_EQ(read_usd("1.4e-07"), 140);
    EXPECT_EQ(read_usd("0"), 0);
    EXPECT_EQ(read_usd("0.1"), 100000000);
    EXPECT_EQ(read_usd("-1"), std::nullopt);
    EXPECT_EQ(read_usd("null"), std::nullopt);
    EXPECT_EQ(read_usd("1e300"), std::nullopt);
}

TEST(count, is_a_whole_number_or_unknown) {
    EXPECT_EQ(read_count("0"), 0);
    EXPECT_EQ(read_count("12.0"), 12);
    EXPECT_EQ(read_count("12.5"), std::nullopt);
    EXPECT_EQ(read_count("-3"), std::nullopt);
    EXPECT_EQ(read_count("\"3\""), std::nullopt);
    EXPECT_EQ(read_count("1e40"), std::nullopt);
}

}  // namespace
}  // namespace orrery::dialect
