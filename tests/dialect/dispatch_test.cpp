#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dialect/answer.h"
#include "dialect/request.h"

namespace orrery::dialect {
namespace {

constexpr Ingress ingresses[] = {Ingress::chat, Ingress::completions, Ingress::responses,
                                 Ingress::messages, Ingress::embeddings};

std::string body_of(Ingress ingress) {
    switch (ingress) {
        case Ingress::completions:
            return R"({"model":"a","prompt":"hello"})";
        case Ingress::responses:
        case Ingress::embeddings:
            return R"({"model":"a","input":"hello"})";
        default:
            return R"({"model":"a","max_tokens":9,"messages":[{"role":"user","content":"hello"}]})";
    }
}

TEST(dispatch, every_client_reaches_every_provider) {
    for (const Ingress ingress : ingresses) {
        const auto request = read_request(ingress, body_of(ingress));
        ASSERT_TRUE(request) << describe(request.error());
        EXPECT_EQ(request->ingress, ingress);
        for (const Egress egress : {Egress::openai, Egress::anthropic, Egress::gemini}) {
            const auto outgoing = write_request(egress, *request, "upstream-model", 100);
            if (ingress == Ingress::embeddings && egress == Egress::anthropic) {
                EXPECT_FALSE(outgoing) << "Anthropic has no embeddings";
                continue;
            }
            ASSERT_TRUE(outgoing) << describe(outgoing.error());
            EXPECT_TRUE(Json::accept(outgoing->body));
            EXPECT_NE(outgoing->body.find("hello"), std::string::npos);
            EXPECT_NE((outgoing->target + outgoing->body).find("upstream-model"),
                      std::string::npos);
        }
    }
}

TEST(dispatch, newer_words_of_openai_reach_other_dialects) {
    const auto request = read_request(Ingress::chat,
                                      R"({"max_completion_tokens":7,"reasoning_effort":"low",
            "messages":[{"role":"user","content":"x"}]})");
    ASSERT_TRUE(request);
    const auto outgoing = write_request(Egress::gemini, *request, "m", 100);
    ASSERT_TRUE(outgoing);
    EXPECT_EQ(outgoing->dropped, std::vector<std::string>());
    EXPECT_EQ(Json::parse(outgoing->body)["generationConfig"]["maxOutputTokens"], 7);
    EXPECT_NE(outgoing->body.find("thinkingConfig"), std::string::npos) << outgoing->body;
}

TEST(dispatch, every_client_gets_a_body_and_an_error_of_its_dialect) {
    for (const Ingress ingress : ingresses) {
        const auto writer = make_answer_writer(ingress, false, AnswerContext());
        EXPECT_TRUE(Json::accept(writer->body(Bill())));
        const Json error = Json::parse(error_body(ingress, 429, "slow down", ""));
        EXPECT_EQ(error["error"]["message"], "slow down");
        EXPECT_EQ(error.contains("type"), ingress == Ingress::messages);
    }
    EXPECT_EQ(api_type_of(Ingress::completions), "completion");
    EXPECT_EQ(name_of(Egress::gemini), "gemini");
}

TEST(dispatch, every_provider_s_error_is_read) {
    for (const Egress egress : {Egress::openai, Egress::anthropic, Egress::gemini}) {
        EXPECT_EQ(read_error(egress, R"({"error":{"message":"m"}})").message, "m");
        EXPECT_EQ(read_error(egress, "plain").message, "plain");
        EXPECT_FALSE(make_answer_reader(egress, Ingress::chat)->is_ended());
    }
}

}  // namespace
}  // namespace orrery::dialect
