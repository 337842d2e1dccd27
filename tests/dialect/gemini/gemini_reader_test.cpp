#include "dialect/gemini/gemini.h"
#include "dialect/support/answer.h"
#include "dialect/wire/reasoning.h"

namespace orrery::dialect {
namespace {

using Kind = Event::Kind;
using testing::of_kind;
using testing::read_all;

std::vector<Event> read(const std::vector<std::string>& stream) {
    const auto reader = make_gemini_reader(Ingress::chat);
    return read_all(*reader, stream);
}

TEST(gemini_reader, thoughts_are_part_of_the_completion_and_the_last_count_wins) {
    const auto usages =
        of_kind(read({R"({"responseId":"r","candidates":[{"content":{"parts":[{"text":"a"}]}}],
             "usageMetadata":{"promptTokenCount":100,"totalTokenCount":100}})",
                      R"({"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}],
              "usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":40,
              "candidatesTokenCount":20,"thoughtsTokenCount":30,"toolUsePromptTokenCount":5,
              "totalTokenCount":155,
              "promptTokensDetails":[{"modality":"AUDIO","tokenCount":7}]}})"}),
                Kind::usage);
    ASSERT_EQ(usages.size(), 2U);
    EXPECT_EQ(usages[0].usage.provenance, Provenance::provider_partial);
    const Usage& last = usages[1].usage;
    EXPECT_EQ(last.prompt, 105);
    EXPECT_EQ(last.completion, 50);
    EXPECT_EQ(last.reasoning, 30);
    EXPECT_EQ(last.cache_read, 40);
    EXPECT_EQ(last.cache_write, std::nullopt);
    EXPECT_EQ(last.audio_prompt, 7);
    EXPECT_EQ(last.provenance, Provenance::provider_final);
}

TEST(gemini_reader, a_missing_count_is_a_zero_only_where_the_total_says_so) {
    const auto usage = [](const std::string& counts) {
        return of_kind(read({R"({"candidates":[{"finishReason":"STOP"}],"usageMetadata":)" +
                             counts + "}"}),
                       Kind::usage)
            .at(0)
            .usage;
    };
    EXPECT_EQ(usage(R"({"promptTokenCount":9,"totalTokenCount":9})").completion, 0);
    EXPECT_EQ(usage(R"({"promptTokenCount":9})").completion, std::nullopt);
    EXPECT_EQ(
        usage(R"({"promptTokenCount":9,"thoughtsTokenCount":4,"totalTokenCount":13})").completion,
        4);
    EXPECT_EQ(usage("{}").provenance, Provenance::unknown);
}

TEST(gemini_reader, the_stream_is_over_when_a_reason_came) {
    const auto reader = make_gemini_reader(Ingress::chat);
    read_all(*reader, {R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}]})"});
    EXPECT_FALSE(reader->is_ended());
    read_all(*reader, {R"({"candidates":[{"finishReason":"MAX_TOKENS"}]})"});
    EXPECT_TRUE(reader->is_ended());
}

TEST(gemini_reader, calls_without_ids_get_stable_ones_that_differ) {
    const std::string chunk =
        R"({"responseId":"r1","candidates":[{"content":{"parts":[
        {"functionCall":{"name":"f","args":{"x":1}},"thoughtSignature":"proof"},
        {"functionCall":{"name":"f","args":{"x":1}}},
        {"functionCall":{"id":"own","name":"g"}}]},"finishReason":"STOP"}]})";
    const auto events = read({chunk});
    const auto calls = of_kind(events, Kind::tool_call);
    ASSERT_EQ(calls.size(), 3U);
    EXPECT_FALSE(calls[0].id.empty());
    EXPECT_NE(calls[0].id, calls[1].id);
    EXPECT_EQ(calls[2].id, "own");
    EXPECT_EQ(calls[2].text, "{}");
    EXPECT_EQ(calls[1].index, 1);
    EXPECT_EQ(of_kind(read({chunk}), Kind::tool_call)[0].id, calls[0].id);
    const auto proofs = of_kind(events, Kind::reasoning_redacted);
    ASSERT_EQ(proofs.size(), 1U);
    EXPECT_EQ(proofs[0].id, calls[0].id);
    EXPECT_EQ(proofs[0].name, gemini_reasoning);
    const auto finish = of_kind(events, Kind::finish).at(0);
    EXPECT_EQ(finish.finish, Finish::tool_calls);
    EXPECT_EQ(finish.text, "STOP");
}

TEST(gemini_reader, thoughts_are_reasoning) {
    const auto events = read({R"({"modelVersion":"gemini-2.5","candidates":[{"content":{"parts":[
         {"text":"hm","thought":true},{"text":"a"},
         {"inlineData":{"mimeType":"image/png","data":"QQ=="}}]}}]})"});
    EXPECT_EQ(of_kind(events, Kind::start).at(0).text, "gemini-2.5");
    EXPECT_EQ(of_kind(events, Kind::reasoning).at(0).text, "hm");
    EXPECT_EQ(of_kind(events, Kind::text).at(0).text, "a");
    EXPECT_EQ(of_kind(events, Kind::image).at(0).text, "data:image/png;base64,QQ==");
}

TEST(gemini_reader, a_blocked_prompt_is_filtered_content) {
    const auto reader = make_gemini_reader(Ingress::chat);
    const auto events =
        read_all(*reader, {R"({"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},
        "usageMetadata":{"promptTokenCount":4,"totalTokenCount":4}})"});
    const auto finish = of_kind(events, Kind::finish).at(0);
    EXPECT_EQ(finish.finish, Finish::content_filter);
    EXPECT_EQ(finish.text, "PROHIBITED_CONTENT");
    EXPECT_TRUE(reader->is_ended());
    EXPECT_EQ(of_kind(events, Kind::usage).at(0).usage.completion, 0);
}

TEST(gemini_reader, each_reason_has_its_meaning) {
    const std::vector<std::pair<std::string, Finish>> reasons = {
        {"STOP", Finish::stop},
        {"MAX_TOKENS", Finish::length},
        {"SAFETY", Finish::content_filter},
        {"RECITATION", Finish::content_filter},
        {"BLOCKLIST", Finish::content_filter},
        {"SPII", Finish::content_filter},
        {"MALFORMED_FUNCTION_CALL", Finish::error}};
    for (const auto& [word, finish] : reasons) {
        const auto events =
            of_kind(read({R"({"candidates":[{"finishReason":")" + word + "\"}]}"}), Kind::finish);
        ASSERT_EQ(events.size(), 1U);
        EXPECT_EQ(events[0].finish, finish) << word;
    }
}

TEST(gemini_reader, errors_in_a_stream_have_the_gateway_s_status) {
    const auto status = [](const std::string& code) {
        return of_kind(read({R"({"error":{"message":"m","status":"S","code":)" + code + "}}"}),
                       Kind::error)
            .at(0)
            .status;
    };
    EXPECT_EQ(status("429"), 429);
    EXPECT_EQ(status("503"), 503);
    EXPECT_EQ(status("500"), 502);
}

TEST(gemini_reader, vectors_are_read_in_order) {
    const auto reader = make_gemini_reader(Ingress::embeddings);
    std::vector<Event> events;
    ASSERT_TRUE(reader->read_body(
        R"({"embeddings":[{"values":[0.5,1]},{"values":[2]}],
        "usageMetadata":{"promptTokenCount":3,"totalTokenCount":3}})",
        events));
    const auto vectors = of_kind(events, Kind::embedding);
    ASSERT_EQ(vectors.size(), 2U);
    EXPECT_EQ(vectors[0].text, "[0.5,1]");
    EXPECT_EQ(vectors[1].index, 1);
    EXPECT_EQ(of_kind(events, Kind::usage).at(0).usage.prompt, 3);
    EXPECT_FALSE(make_gemini_reader(Ingress::embeddings)->read_body("{}", events));
}

TEST(gemini_error, an_array_of_one_error_is_read_too) {
    const auto error = read_gemini_error(
        R"([{"error":{"code":400,"message":"bad key","status":"INVALID_ARGUMENT"}}])");
    EXPECT_EQ(error.message, "bad key");
    EXPECT_EQ(error.type, "INVALID_ARGUMENT");
    EXPECT_EQ(read_gemini_error("oops").message, "oops");
}

}  // namespace
}  // namespace orrery::dialect
