#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "dialect/random_request.h"
#include "dialect/request.h"
#include "dialect/splice.h"

namespace orrery::dialect {
namespace {

std::string spliced(std::string_view body, std::string_view model, bool asks_usage = true) {
    ChatScan scan;
    const Status status = scan_chat(body, scan);
    EXPECT_TRUE(status) << (status ? "" : describe(status.error()));
    std::string storage;
    std::vector<std::string_view> parts;
    splice_request(body, scan, model, asks_usage, storage, parts);
    std::string out;
    for (const std::string_view part : parts) {
        EXPECT_FALSE(part.empty());
        out += part;
    }
    return out;
}

TEST(splice, replaces_the_model_and_nothing_else) {
    EXPECT_EQ(spliced(R"( { "x" : [ 1 ] , "model" : "a/b" , "y":1e5 } )", "gpt-4o"),
              R"( { "x" : [ 1 ] , "model" : "gpt-4o" , "y":1e5 } )");
}

TEST(splice, quotes_the_model) {
    EXPECT_EQ(spliced(R"({"model":"a"})", "q\"\\"), R"({"model":"q\"\\"})");
}

TEST(splice, inserts_a_model_that_is_absent) {
    EXPECT_EQ(spliced(R"({"user":"u"})", "m"), R"({"model":"m","user":"u"})");
    EXPECT_EQ(spliced(R"({})", "m"), R"({"model":"m"})");
    EXPECT_EQ(spliced(R"({"models":["a"]})", "m"), R"({"model":"m"})");
}

TEST(splice, cuts_what_only_we_understand_wherever_it_stands) {
    EXPECT_EQ(spliced(R"({"models":["a"],"model":"a","user":"u"})", "m"),
              R"({"model":"m","user":"u"})");
    EXPECT_EQ(spliced(R"({"model":"a","models":["a"],"provider":{},"user":"u"})", "m"),
              R"({"model":"m","user":"u"})");
    EXPECT_EQ(spliced(R"({"model":"a","session_id":"s","transforms":[],"plugins":[]})", "m"),
              R"({"model":"m"})");
    EXPECT_EQ(spliced(R"({"usage":{"include":true},"model":"a","route":"fallback"})", "m"),
              R"({"model":"m"})");
}

TEST(splice, keeps_the_cache_key_which_is_openai_s) {
    EXPECT_EQ(spliced(R"({"model":"a","prompt_cache_key":"k"})", "m"),
              R"({"model":"m","prompt_cache_key":"k"})");
}

TEST(splice, asks_for_usage_in_a_stream_only) {
    EXPECT_EQ(spliced(R"({"model":"a","stream":true})", "m"),
              R"({"stream_options":{"include_usage":true},"model":"m","stream":true})");
    EXPECT_EQ(spliced(R"({"model":"a","stream":true})", "m", false),
              R"({"model":"m","stream":true})");
    EXPECT_EQ(spliced(R"({"model":"a","stream":false})", "m"), R"({"model":"m","stream":false})");
}

TEST(splice, merges_into_stream_options) {
    EXPECT_EQ(
        spliced(R"({"model":"a","stream":true,"stream_options":{"x":1,"include_usage":false}})",
                "m"),
        R"({"model":"m","stream":true,"stream_options":{"include_usage":true,"x":1}})");
    EXPECT_EQ(spliced(R"({"model":"a","stream":true,"stream_options":null})", "m"),
              R"({"model":"m","stream":true,"stream_options":{"include_usage":true}})");
    EXPECT_EQ(spliced(R"({"model":"a","stream":true,"stream_options":{}})", "m"),
              R"({"model":"m","stream":true,"stream_options":{"include_usage":true}})");
}

RC_GTEST_PROP(splice, changes_only_what_it_says, (std::uint64_t seed)) {
    testing::RandomRequest random(seed);
    const Json chat = random.chat();
    const std::string model = random.text();
    const bool asks_usage = random.coin();
    const std::string body = random.written(chat);
    RC_LOG() << body << '\n';
    const std::string out = spliced(body, model, asks_usage);
    RC_LOG() << out << '\n';

    // Order is no matter of JSON: compared without it.
    nlohmann::json expected = nlohmann::json::parse(body);
    for (const char* const name :
         {"models", "provider", "session_id", "transforms", "plugins", "usage", "route"}) {
        expected.erase(name);
    }
    expected["model"] = model;
    if (asks_usage && expected.value("stream", false)) {
        expected["stream_options"]["include_usage"] = true;
    }
    RC_ASSERT(nlohmann::json::parse(out) == expected);
}

RC_GTEST_PROP(scan, counts_what_nlohmann_counts, (std::uint64_t seed)) {
    testing::RandomRequest random(seed);
    const std::string body = random.written(random.chat());
    RC_LOG() << body << '\n';
    ChatScan scan;
    RC_ASSERT(scan_chat(body, scan).has_value());
    const Json chat = Json::parse(body);
    std::int32_t turns = 0;
    std::int64_t media = 0;
    for (const Json& message : chat["messages"]) {
        turns += message["role"] == "user" || message["role"] == "tool" ? 1 : 0;
        if (message["content"].is_array()) {
            for (const Json& part : message["content"]) {
                media += part["type"] != "text" ? 1 : 0;
            }
        }
    }
    RC_ASSERT(scan.turns == turns);
    RC_ASSERT(scan.media == media);
    RC_ASSERT(scan.model == chat.value("model", ""));
    RC_ASSERT(scan.parameters.size() == chat.size());
    RC_ASSERT(scan.choices == chat.value("n", 1));
}

}  // namespace
}  // namespace orrery::dialect
