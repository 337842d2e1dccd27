// What goes wrong in other gateways, one test each; the names are the traps.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "base/format/json.h"
#include "gateway/support/one_model.h"
#include "gateway/support/running_gateway.h"
#include "gateway/support/test_client.h"

namespace orrery::gateway::testing {
namespace {

using nlohmann::json;

constexpr auto path = chat_path;

net::Task<void> stream_for_ever(http::Exchange& exchange, int /*number*/) {
    const std::vector<http::Field> fields = {{"content-type", "text/event-stream"}};
    exchange.begin(200, fields);
    net::Loop& loop = exchange.stream().loop();
    const std::string data = "data: " + piece("word") + "\n\n";
    for (int count = 0; count < 100'000; ++count) {
        const std::vector<std::string_view> parts = {data};
        const net::Io written = co_await exchange.write(parts);
        if (written != net::Io::done || exchange.stream().is_gone()) {
            co_return;
        }
        co_await loop.pause_until(loop.in(std::chrono::milliseconds(5)));
    }
}

TEST(Traps, ClientThatLeavesIsAccountedForAndItsProviderIsStopped) {
    One one(stream_for_ever);
    one.gateway.start();
    std::string id;
    {
        TestClient client(one.gateway.port());
        client.send(TestClient::request("POST", path, one.gateway.key(), chat(true)));
        const std::string got = client.read_until("word");
        const auto at = got.find("gen-");
        ASSERT_NE(at, std::string::npos);
        id = got.substr(at, 20);
    }
    EXPECT_TRUE(comes_true([&] { return one.provider.broken() == 1; }));
    std::optional<record::Generation> record;
    ASSERT_TRUE(comes_true([&] { return (record = one.gateway.record(id)).has_value(); }));
    EXPECT_EQ(record->terminal_state, "client_gone");
    EXPECT_EQ(record->cancelled, true);
    EXPECT_EQ(record->usage_provenance, "estimated");
    EXPECT_GT(record->completion_tokens.value_or(0), 0);
    EXPECT_GT(record->cost_nano_usd.value_or(0), 0);
}

TEST(Traps, DrainPolicyReadsTheUsageOfAClientThatLeft) {
    std::atomic<bool> may_end = false;
    One one([&may_end](http::Exchange& exchange, int) -> net::Task<void> {
        return [](http::Exchange& to, std::atomic<bool>& go) -> net::Task<void> {
            const std::vector<http::Field> fields = {{"content-type", "text/event-stream"}};
            to.begin(200, fields);
            const std::string first = "data: " + piece("word") + "\n\n";
            const std::vector<std::string_view> parts = {first};
            (void)co_await to.write(parts);
            net::Loop& loop = to.stream().loop();
            while (!go.load()) {
                co_await loop.pause_until(loop.in(std::chrono::milliseconds(4)));
            }
            const std::string rest =
                "data: " + finish + "\n\ndata: " +
                usage(R"({"prompt_tokens":11,"completion_tokens":7,"total_tokens":18})") +
                "\n\ndata: [DONE]\n\n";
            const std::vector<std::string_view> last = {rest};
            (void)co_await to.write(last, true);
        }(exchange, may_end);
    });
    one.gateway.config.on_disconnect = OnDisconnect::drain;
    one.gateway.start();
    std::string id;
    {
        TestClient client(one.gateway.port());
        client.send(TestClient::request("POST", path, one.gateway.key(), chat(true)));
        const std::string got = client.read_until("word");
        id = got.substr(got.find("gen-"), 20);
    }
    may_end = true;
    std::optional<record::Generation> record;
    ASSERT_TRUE(comes_true([&] { return (record = one.gateway.record(id)).has_value(); }));
    EXPECT_EQ(record->terminal_state, "client_gone");
    EXPECT_EQ(record->usage_provenance, "provider_final");
    EXPECT_EQ(record->completion_tokens, 7);
}

TEST(Traps, ExplicitZeroStaysAndUnknownIsNotZero) {
    One one([](http::Exchange& exchange, int number) {
        return answer_json(
            exchange, 200,
            number == 0 ? whole(R"({"prompt_tokens":9,"completion_tokens":0,"total_tokens":9,)"
                                R"("prompt_tokens_details":{"cached_tokens":0}})")
                        : whole(R"({"prompt_tokens":9,"completion_tokens":4,"total_tokens":13})"));
    });
    one.gateway.start();
    const auto zero =
        one.record_of(TestClient::post(one.gateway.port(), path, one.gateway.key(), chat(false)));
    EXPECT_EQ(zero.completion_tokens, 0);
    EXPECT_EQ(zero.cache_read_tokens, 0);
    EXPECT_EQ(zero.usage_provenance, "provider_final");
    const auto unknown =
        one.record_of(TestClient::post(one.gateway.port(), path, one.gateway.key(), chat(false)));
    EXPECT_EQ(unknown.cache_read_tokens, std::nullopt);
    EXPECT_EQ(unknown.reasoning_tokens, std::nullopt);
}

TEST(Traps, CachedTokensAreChargedOnceAndCacheWritesAreSeen) {
    One one([](http::Exchange& exchange, int) {
        return answer_json(exchange, 200,
                           whole(R"({"prompt_tokens":1000,"completion_tokens":10,)"
                                 R"("total_tokens":1010,"prompt_tokens_details":)"
                                 R"({"cached_tokens":600,"cache_write_tokens":200}})"));
    });
    one.gateway.start();
    const Answer answer =
        TestClient::post(one.gateway.port(), path, one.gateway.key(), chat(false));
    const auto record = one.record_of(answer);
    EXPECT_EQ(record.prompt_tokens, 1000);
    EXPECT_EQ(record.cache_read_tokens, 600);
    EXPECT_EQ(record.cache_write_tokens, 200);
    // 200 uncached at 1000 nano-USD, 600 read at 100, 200 written at 1250, 10 out at 2000.
    EXPECT_EQ(record.cost_nano_usd, 200 * 1000 + 600 * 100 + 200 * 1250 + 10 * 2000);
    EXPECT_EQ(record.cache_discount_nano_usd, 600 * 900 - 200 * 250);
    EXPECT_DOUBLE_EQ(json::parse(answer.body)["usage"]["cost"].get<double>(),
                     static_cast<double>(*record.cost_nano_usd) / 1e9);
}

TEST(Traps, ReasoningIsCountedOnceAlsoWhereTheProviderLeavesItOut) {
    One one([](http::Exchange& exchange, int number) {
        return answer_json(
            exchange, 200,
            whole(number == 0 ? R"({"prompt_tokens":5,"completion_tokens":30,"total_tokens":35,)"
                                R"("completion_tokens_details":{"reasoning_tokens":20}})"
                              : R"({"prompt_tokens":5,"completion_tokens":10,"total_tokens":35,)"
                                R"("completion_tokens_details":{"reasoning_tokens":20}})"));
    });
    one.gateway.start();
    for (int round = 0; round < 2; ++round) {
        const auto record = one.record_of(
            TestClient::post(one.gateway.port(), path, one.gateway.key(), chat(false)));
        EXPECT_EQ(record.completion_tokens, 30) << round;
        EXPECT_EQ(record.reasoning_tokens, 20) << round;
        EXPECT_EQ(record.cost_nano_usd, 5 * 1000 + 30 * 2000) << round;
    }
}

TEST(Traps, TruncatedStreamNeverEndsAsASuccess) {
    One one([](http::Exchange& exchange, int number) {
        return answer_events(exchange, {piece("a"), piece("b")}, number == 0);
    });
    one.gateway.start();
    // First a reset of the connection, then a clean end of the body without a last word.
    for (int round = 0; round < 2; ++round) {
        const Answer answer =
            TestClient::post(one.gateway.port(), path, one.gateway.key(), chat(true));
        EXPECT_EQ(answer.status, 200);
        const auto events = answer.events();
        ASSERT_FALSE(events.empty());
        EXPECT_NE(answer.body.find("\"error\""), std::string::npos) << answer.body;
        EXPECT_NE(answer.body.find("\"finish_reason\":\"error\""), std::string::npos);
        EXPECT_EQ(one.record_of(answer).terminal_state, "upstream_cut");
    }
}

TEST(Traps, FirstTokenIsNotHeldBack) {
    std::atomic<bool> may_end = false;
    One one([&may_end](http::Exchange& exchange, int) -> net::Task<void> {
        return [](http::Exchange& to, std::atomic<bool>& go) -> net::Task<void> {
            const std::vector<http::Field> fields = {{"content-type", "text/event-stream"}};
            to.begin(200, fields);
            const std::string first = "data: " + piece("first") + "\n\n";
            const std::vector<std::string_view> parts = {first};
            (void)co_await to.write(parts);
            net::Loop& loop = to.stream().loop();
            while (!go.load()) {
                co_await loop.pause_until(loop.in(std::chrono::milliseconds(4)));
            }
            const std::string rest = "data: " + finish + "\n\ndata: [DONE]\n\n";
            const std::vector<std::string_view> last = {rest};
            (void)co_await to.write(last, true);
        }(exchange, may_end);
    });
    one.gateway.start();
    TestClient client(one.gateway.port());
    client.send(TestClient::request("POST", path, one.gateway.key(), chat(true)));
    // The provider goes on only once the client has seen the first token.
    EXPECT_NE(client.read_until("first").find("first"), std::string::npos);
    may_end = true;
    EXPECT_NE(client.read_until("[DONE]").find("[DONE]"), std::string::npos);
}

TEST(Traps, SilentProviderDoesNotLoseTheClient) {
    std::atomic<bool> may_end = false;
    One one([&may_end](http::Exchange& exchange, int) -> net::Task<void> {
        return [](http::Exchange& to, std::atomic<bool>& go) -> net::Task<void> {
            net::Loop& loop = to.stream().loop();
            while (!go.load()) {
                co_await loop.pause_until(loop.in(std::chrono::milliseconds(4)));
            }
            std::vector<std::string> events = {piece("late"), finish, "[DONE]"};
            co_await answer_events(to, std::move(events));
        }(exchange, may_end);
    });
    one.gateway.config.keep_alive_comment = std::chrono::milliseconds(20);
    one.gateway.start();
    TestClient client(one.gateway.port());
    client.send(TestClient::request("POST", path, one.gateway.key(), chat(true)));
    EXPECT_NE(client.read_until(": ORRERY PROCESSING").find(": ORRERY"), std::string::npos);
    may_end = true;
    const std::string got = client.read_until("[DONE]");
    EXPECT_NE(got.find("late"), std::string::npos);
    EXPECT_NE(got.find("[DONE]"), std::string::npos);
}

TEST(Traps, BudgetIsNotOverrunByConcurrentRequests) {
    One one([](http::Exchange& exchange, int) {
        return answer_json(exchange, 200,
                           whole(R"({"prompt_tokens":100,"completion_tokens":100,)"
                                 R"("total_tokens":200})"));
    });
    one.gateway.is_unlimited = false;
    one.gateway.granted_nano_usd = 2'000'000;
    one.gateway.start();
    std::vector<std::thread> clients;
    std::atomic<int> served = 0;
    std::atomic<int> refused = 0;
    for (int client = 0; client < 8; ++client) {
        clients.emplace_back([&] {
            for (int request = 0; request < 10; ++request) {
                const Answer answer = TestClient::post(one.gateway.port(), path, one.gateway.key(),
                                                       chat(false, R"(,"max_tokens":100)"));
                (answer.status == 200 ? served : refused) += 1;
                EXPECT_TRUE(answer.status == 200 || answer.status == 402) << answer.body;
            }
        });
    }
    for (std::thread& client : clients) {
        client.join();
    }
    const auto used = one.gateway.ledger().directory()->account("tester")->balance->used.load();
    EXPECT_EQ(used, served * (100 * 1000 + 100 * 2000));
    EXPECT_LE(used, 2'000'000);
    EXPECT_GT(refused, 0);
    EXPECT_GT(served, 0);
}

TEST(Traps, UsageOfMessageDeltaIsNotDropped) {
    One one(
        [](http::Exchange& exchange, int) -> net::Task<void> {
            return answer_events(
                exchange,
                {R"({"type":"message_start","message":{"id":"msg_1","type":"message",)"
                 R"("role":"assistant","model":"m","content":[],"usage":{"input_tokens":10,)"
                 R"("cache_read_input_tokens":30,"cache_creation_input_tokens":5,)"
                 R"("output_tokens":1}}})",
                 R"({"type":"content_block_start","index":0,)"
                 R"("content_block":{"type":"text","text":""}})",
                 R"({"type":"content_block_delta","index":0,)"
                 R"("delta":{"type":"text_delta","text":"hi"}})",
                 R"({"type":"content_block_stop","index":0})",
                 R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},)"
                 R"("usage":{"output_tokens":42}})",
                 R"({"type":"message_stop"})"});
        },
        dialect::Egress::anthropic);
    one.gateway.start();
    const Answer answer = TestClient::post(one.gateway.port(), path, one.gateway.key(), chat(true));
    const auto record = one.record_of(answer);
    EXPECT_EQ(record.terminal_state, "done");
    EXPECT_EQ(record.completion_tokens, 42);
    // Anthropic's counts are disjoint, the record's prompt holds all.
    EXPECT_EQ(record.prompt_tokens, 45);
    EXPECT_EQ(record.cache_read_tokens, 30);
    EXPECT_EQ(record.cache_write_tokens, 5);
    EXPECT_EQ(record.finish_reason, "stop");
    EXPECT_EQ(record.native_finish_reason, "end_turn");
}

TEST(Traps, UsageIsAlwaysAskedForAndAlwaysSent) {
    One one([](http::Exchange& exchange, int) {
        return answer_events(
            exchange,
            {piece("a"), finish,
             usage(R"({"prompt_tokens":3,"completion_tokens":1,"total_tokens":4})"), "[DONE]"});
    });
    one.gateway.start();
    const Answer answer = TestClient::post(one.gateway.port(), path, one.gateway.key(), chat(true));
    const json asked = json::parse(one.provider.bodies().at(0));
    EXPECT_EQ(asked["stream_options"]["include_usage"], true);
    EXPECT_EQ(asked["model"], "upstream-model");
    const auto events = answer.events();
    ASSERT_GE(events.size(), 3U);
    EXPECT_EQ(events.back(), "[DONE]");
    const json last = json::parse(events[events.size() - 2]);
    EXPECT_TRUE(last["choices"].empty());
    EXPECT_EQ(last["usage"]["total_tokens"], 4);
    EXPECT_EQ(last["provider"], "one");
    EXPECT_TRUE(answer.is_whole);
}

}  // namespace
}  // namespace orrery::gateway::testing
