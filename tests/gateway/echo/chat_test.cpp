#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/format/json.h"
#include "gateway/echo/echo.h"
#include "gateway/support/plain_client.h"
#include "gateway/support/served_handler.h"

namespace orrery::gateway {
namespace {

using nlohmann::ordered_json;
using test_support::plain_post;
using test_support::plain_request;
using test_support::PlainAnswer;

class echo_chat : public ::testing::Test {
protected:
    [[nodiscard]] PlainAnswer ask(const ordered_json& body) {
        return plain_post(echo_.port(), "/v1/chat/completions", body.dump());
    }
    [[nodiscard]] ordered_json ask_json(const ordered_json& body) {
        const PlainAnswer answer = ask(body);
        EXPECT_EQ(answer.status, 200) << answer.body;
        EXPECT_TRUE(answer.is_whole);
        return ordered_json::parse(answer.body, nullptr, false);
    }
    [[nodiscard]] std::uint16_t port() const { return echo_.port(); }
    static ordered_json request(const std::string& text) {
        ordered_json message;
        message["role"] = "user";
        message["content"] = text;
        ordered_json body;
        body["model"] = "echo";
        body["messages"].push_back(message);
        return body;
    }
    static ordered_json tool(const std::string& name) {
        ordered_json one;
        one["type"] = "function";
        one["function"]["name"] = name;
        one["function"]["parameters"]["type"] = "object";
        one["function"]["parameters"]["properties"]["city"]["type"] = "string";
        one["function"]["parameters"]["properties"]["days"]["type"] = "integer";
        one["function"]["parameters"]["properties"]["days"]["maximum"] = 3;
        one["function"]["parameters"]["required"] = {"city"};
        return one;
    }
    /// Puts a streamed answer together: what the whole answer's first choice would be.
    static ordered_json assembled(const PlainAnswer& answer) {
        ordered_json whole;
        whole["content"] = "";
        whole["reasoning"] = "";
        whole["tool_calls"] = ordered_json::array();
        for (const std::string& event : answer.events()) {
            if (event == "[DONE]") {
                whole["done"] = true;
                continue;
            }
            const auto chunk = ordered_json::parse(event, nullptr, false);
            if (chunk.contains("usage") && !chunk["usage"].is_null()) {
                whole["usage"] = chunk["usage"];
                EXPECT_TRUE(chunk["choices"].empty());
            }
            for (const auto& choice : chunk.value("choices", ordered_json::array())) {
                add(choice, whole);
            }
        }
        return whole;
    }

private:
    static void add(const ordered_json& choice, ordered_json& whole) {
        const auto& delta = choice["delta"];
        for (const char* name : {"content", "reasoning"}) {
            if (delta.contains(name) && delta[name].is_string()) {
                whole[name] = whole[name].get<std::string>() + delta[name].get<std::string>();
            }
        }
        for (const auto& call : delta.value("tool_calls", ordered_json::array())) {
            const auto index = call["index"].get<std::size_t>();
            if (index == whole["tool_calls"].size()) {
                whole["tool_calls"].push_back(call);
                continue;
            }
            auto& text = whole["tool_calls"][index]["function"]["arguments"];
            text = text.get<std::string>() + call["function"]["arguments"].get<std::string>();
        }
        if (!choice["finish_reason"].is_null()) {
            whole["finish_reason"] = choice["finish_reason"];
        }
    }
    test_support::ServedHandler echo_{[](net::Loop& loop) { return echo_handler(loop, {}); }};
};

TEST_F(echo_chat, the_answer_is_about_the_last_message_and_counts_words) {
    const auto answer = ask_json(request("hello  there\nyou"));
    EXPECT_EQ(answer["object"], "chat.completion");
    EXPECT_EQ(answer["model"], "echo");
    EXPECT_EQ(answer["choices"][0]["message"]["content"], "You said 3 words: hello there you");
    EXPECT_EQ(answer["choices"][0]["finish_reason"], "stop");
    EXPECT_EQ(answer["usage"]["prompt_tokens"], 3);
    EXPECT_EQ(answer["usage"]["completion_tokens"], 7);
    EXPECT_EQ(answer["usage"]["total_tokens"], 10);
    EXPECT_EQ(answer["usage"]["prompt_tokens_details"]["cached_tokens"], 0);
}

TEST_F(echo_chat, the_same_request_has_the_same_answer) {
    auto first = ask_json(request("again"));
    auto second = ask_json(request("again"));
    first.erase("created");
    second.erase("created");
    EXPECT_EQ(first, second);
    EXPECT_NE(first["id"], ask_json(request("other"))["id"]);
}

TEST_F(echo_chat, a_stream_says_what_the_whole_answer_says) {
    auto body = request("call weather for me");
    body["model"] = "echo-reasoning";
    for (const bool has_tools : {false, true}) {
        if (has_tools) {
            body["tools"].push_back(tool("weather"));
        }
        const auto whole = ask_json(body)["choices"][0];
        auto streamed = body;
        streamed["stream"] = true;
        const auto answer = ask(streamed);
        EXPECT_EQ(answer.field("content-type"), "text/event-stream");
        const auto put_together = assembled(answer);
        EXPECT_EQ(put_together["done"], true);
        EXPECT_EQ(put_together["finish_reason"], whole["finish_reason"]);
        EXPECT_EQ(put_together["reasoning"], whole["message"]["reasoning"]);
        if (has_tools) {
            auto call = put_together["tool_calls"][0];
            call.erase("index");
            EXPECT_EQ(call, whole["message"]["tool_calls"][0]);
        } else {
            EXPECT_EQ(put_together["content"], whole["message"]["content"]);
        }
    }
}

TEST_F(echo_chat, usage_comes_in_a_stream_only_where_it_is_asked_for) {
    auto body = request("one two");
    body["stream"] = true;
    EXPECT_FALSE(assembled(ask(body)).contains("usage"));
    body["stream_options"]["include_usage"] = true;
    const auto streamed = assembled(ask(body));
    body.erase("stream");
    EXPECT_EQ(streamed["usage"], ask_json(body)["usage"]);
}

TEST_F(echo_chat, max_tokens_cuts_the_answer_and_says_so) {
    auto body = request("a b c d e f");
    body["max_tokens"] = 4;
    const auto answer = ask_json(body);
    EXPECT_EQ(answer["choices"][0]["message"]["content"], "You said 6 words:");
    EXPECT_EQ(answer["choices"][0]["finish_reason"], "length");
    EXPECT_EQ(answer["usage"]["completion_tokens"], 4);
}

TEST_F(echo_chat, a_stop_sequence_ends_the_text_before_it) {
    auto body = request("a b STOP c");
    body["stop"] = {"STOP"};
    EXPECT_EQ(ask_json(body)["choices"][0]["message"]["content"], "You said 4 words: a b");
}

TEST_F(echo_chat, reasoners_reason_as_long_as_they_are_asked_to) {
    auto body = request("think");
    body["model"] = "echo-reasoning";
    const auto tokens = [&] {
        return ask_json(body)["usage"]["completion_tokens_details"]["reasoning_tokens"];
    };
    EXPECT_EQ(tokens(), 16);
    body["reasoning"]["effort"] = "high";
    EXPECT_EQ(tokens(), 32);
    body["reasoning"] = {{"max_tokens", 5}};
    EXPECT_EQ(tokens(), 5);
    body["reasoning"] = {{"exclude", true}};
    EXPECT_EQ(tokens(), 16);
    EXPECT_FALSE(ask_json(body)["choices"][0]["message"].contains("reasoning"));
    body["reasoning"] = {{"enabled", false}};
    EXPECT_EQ(tokens(), 0);
}

TEST_F(echo_chat, a_tool_is_called_by_choice_by_name_or_not_at_all) {
    auto body = request("how is it in Rome");
    body["tools"].push_back(tool("weather"));
    body["tools"].push_back(tool("clock"));
    EXPECT_EQ(ask_json(body)["choices"][0]["finish_reason"], "stop");
    body["tool_choice"] = "required";
    auto choice = ask_json(body)["choices"][0];
    EXPECT_EQ(choice["finish_reason"], "tool_calls");
    EXPECT_TRUE(choice["message"]["content"].is_null());
    EXPECT_EQ(choice["message"]["tool_calls"][0]["function"]["name"], "weather");
    const auto arguments = ordered_json::parse(
        choice["message"]["tool_calls"][0]["function"]["arguments"].get<std::string>(), nullptr,
        false);
    EXPECT_TRUE(arguments["city"].is_string());
    EXPECT_LE(arguments["days"], 3);
    body["tool_choice"] = {{"type", "function"}, {"function", {{"name", "clock"}}}};
    choice = ask_json(body)["choices"][0];
    EXPECT_EQ(choice["message"]["tool_calls"][0]["function"]["name"], "clock");
    body["tool_choice"] = "auto";
    body["messages"][0]["content"] = "use weather and clock";
    EXPECT_EQ(ask_json(body)["choices"][0]["message"]["tool_calls"].size(), 2U);
    body["parallel_tool_calls"] = false;
    EXPECT_EQ(ask_json(body)["choices"][0]["message"]["tool_calls"].size(), 1U);
    body["messages"].push_back({{"role", "tool"}, {"content", "weather is good"}});
    EXPECT_EQ(ask_json(body)["choices"][0]["message"]["content"],
              "The tool said 3 words: weather is good");
}

TEST_F(echo_chat, a_schema_is_answered_with_json_that_fits) {
    auto body = request("make one");
    body["response_format"]["type"] = "json_schema";
    body["response_format"]["json_schema"]["name"] = "thing";
    body["response_format"]["json_schema"]["schema"] = tool("x")["function"]["parameters"];
    const auto text = ask_json(body)["choices"][0]["message"]["content"].get<std::string>();
    const auto made = ordered_json::parse(text, nullptr, false);
    EXPECT_TRUE(made["city"].is_string());
    EXPECT_TRUE(made["days"].is_number_integer());
}

TEST_F(echo_chat, n_choices_are_told_apart_and_counted_together) {
    auto body = request("hi");
    body["n"] = 3;
    const auto answer = ask_json(body);
    ASSERT_EQ(answer["choices"].size(), 3U);
    EXPECT_EQ(answer["choices"][2]["index"], 2);
    EXPECT_EQ(answer["choices"][2]["message"]["content"], "Choice 3: You said 1 word: hi");
    EXPECT_EQ(answer["usage"]["completion_tokens"], 5 + 7 + 7);
}

TEST_F(echo_chat, a_long_prompt_that_was_seen_before_is_cached_in_blocks) {
    std::string text;
    for (int i = 0; i < 1300; ++i) {
        text += "word" + std::to_string(i) + " ";
    }
    const auto cached = [&](const ordered_json& body) {
        return ask_json(body)["usage"]["prompt_tokens_details"]["cached_tokens"];
    };
    EXPECT_EQ(cached(request(text)), 0);
    EXPECT_EQ(cached(request(text + "and more")), 1280);
    EXPECT_EQ(cached(request("other " + text)), 0);
    EXPECT_EQ(cached(request(text.substr(0, 700))), 0);
}

TEST_F(echo_chat, directives_ask_for_errors) {
    const auto limited = ask(request("[[echo: status=429 retry_after=2]]"));
    EXPECT_EQ(limited.status, 429);
    EXPECT_EQ(limited.field("retry-after"), "2");
    EXPECT_TRUE(ordered_json::parse(limited.body, nullptr, false)["error"].contains("message"));
    EXPECT_EQ(ask(request("[[echo: bad=1]]")).status, 400);
    EXPECT_EQ(ask(request("[[echo: tokens=x]]")).status, 400);
    EXPECT_EQ(ask(request("[[echo: tokens=1")).status, 400);
}

TEST_F(echo_chat, directives_ask_for_lengths) {
    const auto answer = ask_json(request("word [[echo: tokens=200]]"));
    EXPECT_EQ(answer["usage"]["completion_tokens"], 200);
    EXPECT_EQ(answer["usage"]["prompt_tokens"], 3);
}

TEST_F(echo_chat, a_cut_stream_has_no_clean_end) {
    auto body = request("a b c d e f [[echo: cut_after=5]]");
    body["stream"] = true;
    const auto answer = ask(body);
    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(answer.is_whole);
    const auto before = assembled(answer);
    EXPECT_FALSE(before.contains("done"));
    EXPECT_FALSE(before.contains("finish_reason"));
    EXPECT_TRUE(
        std::string("You said 6 words: a").starts_with(before["content"].get<std::string>()));
    body.erase("stream");
    EXPECT_FALSE(ask(body).is_whole);
}

TEST_F(echo_chat, an_error_may_come_in_the_middle_of_a_stream) {
    auto body = request("a b c [[echo: error_after=3]]");
    body["stream"] = true;
    const auto answer = ask(body);
    EXPECT_TRUE(answer.is_whole);
    EXPECT_TRUE(ordered_json::parse(answer.events().back(), nullptr, false).contains("error"));
    EXPECT_EQ(assembled(answer)["content"], "You said 3");
    body.erase("stream");
    EXPECT_EQ(ask(body).status, 500);
}

TEST_F(echo_chat, delays_and_stalls_are_kept) {
    const auto began = std::chrono::steady_clock::now();
    auto body = request("[[echo: tokens=5 delay_ms=20 stall_ms=50]]");
    body["stream"] = true;
    EXPECT_EQ(assembled(ask(body))["done"], true);
    EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(50 + 4 * 20));
}

TEST_F(echo_chat, requests_that_are_wrong_are_told_where) {
    const auto parameter = [&](const std::string& body) {
        const auto answer = plain_post(port(), "/v1/chat/completions", body);
        EXPECT_EQ(answer.status, 400);
        return ordered_json::parse(answer.body, nullptr, false)["error"]["param"];
    };
    EXPECT_TRUE(parameter("no json").is_null());
    EXPECT_EQ(parameter(R"({"messages":[]})"), "model");
    EXPECT_EQ(parameter(R"({"model":"echo","messages":[]})"), "messages");
    EXPECT_EQ(parameter(R"({"model":"echo","messages":[{"role":"user"}],"n":99})"), "n");
    EXPECT_EQ(plain_post(port(), "/v1/nothing", "{}").status, 404);
    EXPECT_EQ(plain_request(port(), "GET", "/v1/chat/completions", "").status, 405);
}

}  // namespace
}  // namespace orrery::gateway
