#include "gateway/echo/schema_sample.h"

#include <gtest/gtest.h>

#include <array>

namespace orrery::gateway {
namespace {

using nlohmann::ordered_json;

constexpr std::array<std::string_view, 3> words{"red", "green", "blue"};

ordered_json sample(const char* schema) {
    return schema_sample(ordered_json::parse(schema, nullptr, false), words);
}

TEST(schema_sample, every_property_gets_a_value_of_its_type) {
    const auto made = sample(R"({"type":"object","properties":{
        "s":{"type":"string"},"i":{"type":"integer"},"n":{"type":"number"},"b":{"type":"boolean"},
        "z":{"type":"null"},"l":{"type":"array","items":{"type":"string"}},
        "o":{"type":"object","properties":{"x":{"type":"integer"}}}}})");
    EXPECT_EQ(made["s"], "red");
    EXPECT_TRUE(made["i"].is_number_integer());
    EXPECT_TRUE(made["n"].is_number());
    EXPECT_TRUE(made["b"].is_boolean());
    EXPECT_TRUE(made["z"].is_null());
    EXPECT_EQ(made["l"].size(), 2U);
    EXPECT_TRUE(made["o"]["x"].is_number_integer());
}

TEST(schema_sample, bounds_are_kept) {
    EXPECT_EQ(sample(R"({"type":"integer","minimum":10})"), 10);
    EXPECT_EQ(sample(R"({"type":"integer","maximum":-2})"), -2);
    EXPECT_EQ(sample(R"({"type":"integer","exclusiveMinimum":3})"), 4);
    EXPECT_EQ(sample(R"({"type":"integer","multipleOf":4})"), 4);
    EXPECT_EQ(sample(R"({"type":"array","minItems":5,"items":{"type":"integer"}})").size(), 5U);
    EXPECT_EQ(sample(R"({"type":"array","maxItems":1,"items":{"type":"integer"}})").size(), 1U);
    EXPECT_GE(sample(R"({"type":"string","minLength":9})").get<std::string>().size(), 9U);
    EXPECT_LE(sample(R"({"type":"string","maxLength":2})").get<std::string>().size(), 2U);
    EXPECT_EQ(sample(R"({"enum":["a","b"]})"), "b");
    EXPECT_EQ(sample(R"({"const":7})"), 7);
}

TEST(schema_sample, alternatives_and_references_are_followed) {
    EXPECT_EQ(sample(R"({"anyOf":[{"type":"null"},{"const":1}]})"), 1);
    EXPECT_EQ(sample(R"({"type":["null","boolean"]})").type(), ordered_json::value_t::boolean);
    EXPECT_EQ(sample(R"({"$ref":"#/$defs/x","$defs":{"x":{"const":"y"}}})"), "y");
    const auto both = sample(R"({"allOf":[{"type":"object","properties":{"a":{"const":1}}},
                                          {"properties":{"b":{"const":2}}}]})");
    EXPECT_EQ(both["a"], 1);
    EXPECT_EQ(both["b"], 2);
}

TEST(schema_sample, a_schema_that_refers_to_itself_ends) {
    const auto tree = sample(R"({"type":"object","properties":{"name":{"type":"string"},
        "children":{"type":"array","items":{"$ref":"#"}}},"required":["name","children"]})");
    EXPECT_TRUE(tree["children"][0]["name"].is_string());
    EXPECT_LT(tree.dump().size(), 1'000'000U);
    EXPECT_FALSE(sample(R"({"$ref":"#"})").is_discarded());
    EXPECT_FALSE(sample(R"({"allOf":[{"$ref":"#"}]})").is_discarded());
}

TEST(schema_sample, what_is_no_schema_gives_a_text) {
    EXPECT_TRUE(sample("true").is_string());
    EXPECT_TRUE(sample("{}").is_string());
    EXPECT_TRUE(sample(R"({"$ref":"http://example.org/x"})").is_string());
    EXPECT_TRUE(sample(R"({"type":5,"enum":[],"anyOf":[]})").is_string());
}

}  // namespace
}  // namespace orrery::gateway
