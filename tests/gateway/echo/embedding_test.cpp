#include "gateway/echo/embedding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/format/json.h"

namespace orrery::gateway {
namespace {

using nlohmann::ordered_json;

double dot(const std::vector<float>& a, const std::vector<float>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

ordered_json answer_of(std::string_view body) {
    const auto answer = echo_embeddings(body);
    EXPECT_TRUE(answer) << answer.error().what;
    return ordered_json::parse(answer.value_or("null"), nullptr, false);
}

TEST(echo_embeddings, vectors_have_unit_length_and_the_same_text_has_the_same) {
    const auto vector = echo_vector("the quick brown fox", 256);
    EXPECT_NEAR(dot(vector, vector), 1.0, 1e-5);
    EXPECT_EQ(vector, echo_vector("the quick brown fox", 256));
    const auto empty = echo_vector("", 8);
    EXPECT_NEAR(dot(empty, empty), 1.0, 1e-5);
}

TEST(echo_embeddings, texts_that_share_words_are_nearer) {
    const auto fox = echo_vector("the quick brown fox", 512);
    EXPECT_GT(dot(fox, echo_vector("the quick brown dog", 512)), 0.6);
    EXPECT_LT(std::abs(dot(fox, echo_vector("stocks fell on Monday", 512))), 0.3);
}

TEST(echo_embeddings, each_input_has_a_vector_and_words_are_counted) {
    const auto answer =
        answer_of(R"({"model":"echo-embedding","input":["a b","c"],"dimensions":8})");
    ASSERT_EQ(answer["data"].size(), 2U);
    EXPECT_EQ(answer["data"][1]["index"], 1);
    EXPECT_EQ(answer["data"][1]["embedding"].size(), 8U);
    EXPECT_EQ(answer["usage"]["prompt_tokens"], 3);
    EXPECT_EQ(answer["usage"]["total_tokens"], 3);
    EXPECT_EQ(answer_of(R"({"model":"e","input":[1,2,3]})")["usage"]["prompt_tokens"], 3);
    EXPECT_EQ(answer_of(R"({"model":"e","input":[[1,2],[3]]})")["data"].size(), 2U);
}

TEST(echo_embeddings, base64_holds_the_same_floats) {
    const auto answer = answer_of(
        R"({"model":"echo-embedding","input":"a","dimensions":2,"encoding_format":"base64"})");
    const auto text = answer["data"][0]["embedding"].get<std::string>();
    EXPECT_EQ(text.size(), 12U);  // 8 bytes.
    EXPECT_EQ(text.back(), '=');
}

TEST(echo_embeddings, what_is_wrong_is_named) {
    const auto where = [](std::string_view body) { return echo_embeddings(body).error().where; };
    EXPECT_EQ(where("{}"), "model");
    EXPECT_EQ(where(R"({"model":"e"})"), "input");
    EXPECT_EQ(where(R"({"model":"e","input":[]})"), "input");
    EXPECT_EQ(where(R"({"model":"e","input":{"a":1}})"), "input");
    EXPECT_EQ(where(R"({"model":"e","input":"a","dimensions":0})"), "dimensions");
    EXPECT_EQ(where(R"({"model":"e","input":"a","encoding_format":"x"})"), "encoding_format");
}

}  // namespace
}  // namespace orrery::gateway
