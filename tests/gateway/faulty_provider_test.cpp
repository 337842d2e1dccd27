#include "gateway/support/faulty_provider.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <set>
#include <string>

#include "base/format/json.h"
#include "gateway/support/faulty_answers.h"
#include "gateway/support/plain_client.h"
#include "gateway/support/served_handler.h"

namespace orrery::test_support {
namespace {

using nlohmann::ordered_json;

struct Tried {
    explicit Tried(FaultyOptions options) : provider(options) {}
    FaultyProvider provider;
    ServedHandler server{[this](net::Loop&) { return provider.handler(); }};

    PlainAnswer ask(Wire wire, bool is_stream) {
        const std::string target = wire == Wire::openai      ? "/v1/chat/completions"
                                   : wire == Wire::anthropic ? "/v1/messages"
                                   : is_stream ? "/v1beta/models/m:streamGenerateContent?alt=sse"
                                               : "/v1beta/models/m:generateContent";
        ordered_json body;
        body["model"] = "m";
        body["stream"] = is_stream;
        return plain_post(server.port(), target, body.dump());
    }
};

FaultyOptions only(Fault fault) {
    FaultyOptions options;
    options.only = fault;
    options.stall = std::chrono::milliseconds(20);
    options.huge_bytes = 200'000;
    return options;
}

constexpr std::array wires{Wire::openai, Wire::anthropic, Wire::gemini};

TEST(faulty_provider, a_plan_follows_from_seed_and_number_and_every_fault_occurs) {
    std::set<Fault> seen;
    for (std::uint64_t number = 0; number < 2000; ++number) {
        const FaultPlan plan = make_fault_plan(7, number, 50);
        EXPECT_EQ(plan.fault, make_fault_plan(7, number, 50).fault);
        EXPECT_LE(plan.cached, plan.prompt);
        EXPECT_LE(plan.reasoning, plan.completion);
        seen.insert(plan.fault);
    }
    EXPECT_EQ(seen.size(), fault_count);
}

TEST(faulty_provider, a_good_answer_is_whole_and_in_the_ledger) {
    for (const Wire wire : wires) {
        for (const bool is_stream : {false, true}) {
            Tried served(only(Fault::none));
            const auto answer = served.ask(wire, is_stream);
            EXPECT_EQ(answer.status, 200);
            EXPECT_TRUE(answer.is_whole);
            EXPECT_NE(answer.body.find(faulty_word(0)), std::string::npos);
            const auto ledger = served.provider.ledger_of(1);
            ASSERT_EQ(ledger.size(), 1U);
            EXPECT_TRUE(ledger[0].went_out_whole);
            EXPECT_TRUE(ledger[0].reported_usage);
            EXPECT_EQ(ledger[0].wire, wire);
            EXPECT_EQ(ledger[0].is_stream, is_stream);
            EXPECT_NE(answer.body.find(ledger[0].id), std::string::npos);
        }
    }
}

TEST(faulty_provider, only_usable_answers_are_good_in_the_ledger) {
    for (std::size_t i = 0; i < fault_count; ++i) {
        const auto fault = static_cast<Fault>(i);
        for (const Wire wire : wires) {
            for (const bool is_stream : {false, true}) {
                Tried served(only(fault));
                const auto answer = served.ask(wire, is_stream);
                const auto ledger = served.provider.ledger_of(1);
                ASSERT_EQ(ledger.size(), 1U) << name_of(fault);
                EXPECT_EQ(ledger[0].went_out_whole, is_usable(fault)) << name_of(fault);
                EXPECT_TRUE(answer.is_whole || !is_usable(fault)) << name_of(fault);
                EXPECT_EQ(answer.status == 200, !shows_before_content(ledger[0].plan))
                    << name_of(fault);
            }
        }
    }
}

TEST(faulty_provider, cuts_and_resets_are_no_clean_ends) {
    for (const Fault fault : {Fault::cuts_midway, Fault::resets, Fault::stalls_midway}) {
        Tried served(only(fault));
        EXPECT_FALSE(served.ask(Wire::openai, true).is_whole) << name_of(fault);
        EXPECT_FALSE(served.ask(Wire::openai, false).is_whole) << name_of(fault);
    }
}

TEST(faulty_provider, a_clean_end_without_the_last_word_is_one) {
    for (const Wire wire : wires) {
        Tried served(only(Fault::ends_without_last_word));
        const auto answer = served.ask(wire, true);
        EXPECT_TRUE(answer.is_whole);
        for (const char* word : {"[DONE]", "message_stop", "finishReason"}) {
            EXPECT_EQ(answer.body.find(word), std::string::npos);
        }
    }
}

TEST(faulty_provider, usage_is_what_the_fault_makes_it) {
    const auto usage = [](Fault fault) {
        Tried served(only(fault));
        return ordered_json::parse(served.ask(Wire::openai, false).body, nullptr, false);
    };
    EXPECT_TRUE(usage(Fault::null_usage)["usage"].is_null());
    EXPECT_FALSE(usage(Fault::missing_usage).contains("usage"));
    const auto wrong = usage(Fault::wrong_usage)["usage"];
    EXPECT_GT(wrong["prompt_tokens_details"]["cached_tokens"], wrong["prompt_tokens"]);
    Tried served(only(Fault::usage_everywhere));
    const auto events = served.ask(Wire::openai, true).events();
    const auto first = ordered_json::parse(events[1], nullptr, false);
    EXPECT_EQ(first["usage"]["completion_tokens"], 1);
}

TEST(faulty_provider, refusals_say_when_to_come_back) {
    Tried served(only(Fault::status_429));
    const auto answer = served.ask(Wire::anthropic, true);
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.field("retry-after"), "1");
    EXPECT_EQ(plain_post(unused_port(), "/", "").status, 0);
}

TEST(faulty_provider, the_field_with_the_number_decides) {
    FaultyOptions options;
    options.seed = 3;
    Tried served(options);
    const auto answer = plain_request(served.server.port(), "POST", "/v1/chat/completions", "{}",
                                      {{"x-request-number", "4711"}});
    static_cast<void>(answer);
    EXPECT_EQ(served.provider.ledger_of(1).at(0).number, 4711U);
    EXPECT_EQ(served.provider.ledger_of(1).at(0).plan.fault, make_fault_plan(3, 4711, 50).fault);
}

}  // namespace
}  // namespace orrery::test_support
