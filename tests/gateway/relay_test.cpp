#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/format/json.h"
#include "gateway/support/one_model.h"

namespace orrery::gateway::testing {
namespace {

using nlohmann::json;

const std::string good_usage = R"({"prompt_tokens":3,"completion_tokens":1,"total_tokens":4})";

/// Two providers of one model, the first of which is preferred by price.
struct Two {
    explicit Two(ScriptedProvider::Script cheap_script)
        : cheap(std::move(cheap_script)), dear([](http::Exchange& exchange, int) {
              return answer_json(exchange, 200, whole(good_usage));
          }) {
        gateway.add_provider("cheap", cheap.port());
        gateway.add_provider("dear", dear.port());
        gateway.add_endpoint("lab/model", "cheap", 1, 1);
        gateway.add_endpoint("lab/model", "dear", 100, 100);
    }

    Answer ask(const std::string& more = R"(,"provider":{"sort":"price"})") {
        return TestClient::post(gateway.port(), chat_path, gateway.key(), chat(false, more));
    }

    ScriptedProvider cheap;
    ScriptedProvider dear;
    RunningGateway gateway;
};

TEST(Relay, FailsOverOnEveryFaultBeforeTheFirstToken) {
    for (const int status : {429, 500, 502, 503, 529, 401}) {
        Two two([status](http::Exchange& exchange, int) {
            return answer_json(exchange, status, R"({"error":{"message":"no"}})");
        });
        two.gateway.start();
        const Answer answer = two.ask();
        EXPECT_EQ(answer.status, 200) << status;
        EXPECT_EQ(json::parse(answer.body)["provider"], "dear");
        const auto record = two.gateway.record(answer.fields.at("x-generation-id"));
        ASSERT_TRUE(record.has_value());
        EXPECT_EQ(record->attempts, 2);
        EXPECT_EQ(record->provider, "dear");
        EXPECT_EQ(record->strategy, "price");
    }
}

TEST(Relay, FailsOverWhenNobodyListensAndWhenTheAnswerIsNotHttp) {
    Two two([](http::Exchange& exchange, int) -> net::Task<void> {
        exchange.abort();
        co_return;
    });
    two.gateway.start();
    EXPECT_EQ(two.ask().status, 200);
    RunningGateway refused;
    refused.add_provider("nobody", 1);
    refused.add_endpoint("lab/model", "nobody");
    refused.start();
    const Answer answer = TestClient::post(refused.port(), chat_path, refused.key(), chat(false));
    EXPECT_EQ(answer.status, 502);
    const json body = json::parse(answer.body);
    EXPECT_EQ(body["error"]["code"], 502);
    EXPECT_EQ(body["error"]["metadata"]["attempts"].size(), 1U);
    EXPECT_EQ(refused.record(answer.fields.at("x-generation-id"))->terminal_state,
              "upstream_error");
}

TEST(Relay, FaultOfTheRequestGoesToTheClientAndToNobodyElse) {
    Two two([](http::Exchange& exchange, int) {
        return answer_json(exchange, 400, R"({"error":{"message":"temperature is too hot"}})");
    });
    two.gateway.start();
    const Answer answer = two.ask();
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(json::parse(answer.body)["error"]["message"], "temperature is too hot");
    EXPECT_TRUE(two.dear.bodies().empty());
}

TEST(Relay, FallbacksMayBeForbidden) {
    Two two([](http::Exchange& exchange, int) { return answer_json(exchange, 500, "{}"); });
    two.gateway.start();
    const Answer answer = two.ask(R"(,"provider":{"order":["cheap"],"allow_fallbacks":false})");
    EXPECT_EQ(answer.status, 502);
    EXPECT_TRUE(two.dear.bodies().empty());
}

TEST(Relay, EndpointThatAsksForPatienceIsHeldBack) {
    Two two([](http::Exchange& exchange, int) -> net::Task<void> {
        const std::vector<http::Field> fields = {{"retry-after", "30"}};
        const std::vector<std::string_view> parts = {"{}"};
        (void)co_await exchange.respond(429, fields, parts);
    });
    two.gateway.start();
    EXPECT_EQ(two.ask().status, 200);
    EXPECT_EQ(two.ask().status, 200);
    EXPECT_EQ(two.cheap.bodies().size(), 1U);
}

TEST(Relay, SilentProviderTimesOutAndTheNextOneAnswers) {
    Two two([](http::Exchange& exchange, int) -> net::Task<void> {
        net::Loop& loop = exchange.stream().loop();
        for (int wait = 0; wait < 2000 && !exchange.stream().is_gone(); ++wait) {
            co_await loop.pause_until(loop.in(std::chrono::milliseconds(5)));
        }
    });
    two.gateway.config.providers[0].head_time = std::chrono::milliseconds(50);
    two.gateway.start();
    EXPECT_EQ(two.ask().status, 200);
}

TEST(Relay, FailureAfterTheFirstTokenIsNotHiddenByAnotherProvider) {
    Two two([](http::Exchange& exchange, int) {
        return answer_events(exchange, {piece("half")}, true);
    });
    two.gateway.start();
    const Answer answer = TestClient::post(two.gateway.port(), chat_path, two.gateway.key(),
                                           chat(true, R"(,"provider":{"sort":"price"})"));
    EXPECT_NE(answer.body.find("half"), std::string::npos);
    EXPECT_NE(answer.body.find("\"error\""), std::string::npos);
    EXPECT_TRUE(two.dear.bodies().empty());
}

TEST(Relay, ModelsAreTriedInTheirOrder) {
    Two two([](http::Exchange& exchange, int) { return answer_json(exchange, 500, "{}"); });
    two.gateway.add_endpoint("lab/other", "dear");
    two.gateway.config.models[0].endpoints = {0};
    two.gateway.start();
    const Answer answer = two.ask(R"(,"models":["lab/other"])");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json::parse(answer.body)["model"], "lab/other");
}

TEST(Relay, RequestsOfOneConversationStayWithTheirProvider) {
    ScriptedProvider::Script answers = [](http::Exchange& exchange, int) {
        return answer_json(exchange, 200, whole(good_usage));
    };
    Two two(answers);
    two.gateway.config.endpoints[1].prices = two.gateway.config.endpoints[0].prices;
    two.gateway.start();
    for (int request = 0; request < 12; ++request) {
        EXPECT_EQ(two.ask(R"(,"session_id":"s-1")").status, 200);
    }
    EXPECT_TRUE(two.cheap.bodies().empty() || two.dear.bodies().empty());
}

TEST(Relay, KeysAreAskedFor) {
    One one([](http::Exchange& exchange, int) {
        return answer_json(exchange, 200, whole(good_usage));
    });
    one.gateway.start();
    const auto port = one.gateway.port();
    EXPECT_EQ(TestClient::post(port, chat_path, {}, chat(false)).status, 401);
    EXPECT_EQ(TestClient::post(port, chat_path, "sk-orr-wrong", chat(false)).status, 401);
    EXPECT_EQ(TestClient::post(port, chat_path, one.gateway.management_key(), chat(false)).status,
              403);
    EXPECT_EQ(TestClient::post(port, "/v1/chat/completions", one.gateway.key(), chat(false)).status,
              200);
    const Answer by_field = TestClient::post(port, chat_path, {}, chat(false),
                                             fmt::format("x-api-key: {}\r\n", one.gateway.key()));
    EXPECT_EQ(by_field.status, 200);
    // The client's key is not the provider's.
    for (const std::string& head : one.provider.heads()) {
        EXPECT_NE(head.find("Bearer provider-secret"), std::string::npos);
        EXPECT_EQ(head.find(one.gateway.key()), std::string::npos);
    }
}

TEST(Relay, WrongRequestsGetAnAnswerThatSaysWhatIsWrong) {
    One one([](http::Exchange& exchange, int) {
        return answer_json(exchange, 200, whole(good_usage));
    });
    one.gateway.start();
    const auto ask = [&](const std::string& body) {
        return TestClient::post(one.gateway.port(), chat_path, one.gateway.key(), body);
    };
    EXPECT_EQ(ask("{").status, 400);
    EXPECT_EQ(ask("[]").status, 400);
    EXPECT_EQ(ask(R"({"messages":[]})").status, 400);
    EXPECT_EQ(ask(R"({"model":7,"messages":[]})").status, 400);
    EXPECT_EQ(ask(chat(false, R"(,"provider":{"sort":"colour"})")).status, 400);
    const Answer unknown = ask(R"({"model":"lab/modle","messages":[]})");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_NE(unknown.body.find("lab/model"), std::string::npos) << unknown.body;
    EXPECT_TRUE(one.provider.bodies().empty());
    EXPECT_EQ(TestClient::get(one.gateway.port(), chat_path, one.gateway.key()).status, 405);
}

TEST(Relay, TraceContextIsPassedOn) {
    One one([](http::Exchange& exchange, int) {
        return answer_json(exchange, 200, whole(good_usage));
    });
    one.gateway.start();
    const std::string trace = "0af7651916cd43dd8448eb211c80319c";
    (void)TestClient::post(
        one.gateway.port(), chat_path, one.gateway.key(), chat(false),
        fmt::format("traceparent: 00-{}-b7ad6b7169203331-01\r\ntracestate: a=b\r\n", trace));
    const std::string head = one.provider.heads().at(0);
    EXPECT_NE(head.find("traceparent: 00-" + trace), std::string::npos);
    EXPECT_EQ(head.find("b7ad6b7169203331"), std::string::npos);
    EXPECT_NE(head.find("tracestate: a=b"), std::string::npos);
}

TEST(Relay, ClientAddressIsToldOnlyWhereThatIsConfigured) {
    for (const bool is_told : {false, true}) {
        One one([](http::Exchange& exchange, int) {
            return answer_json(exchange, 200, whole(good_usage));
        });
        one.gateway.config.forwards_client_address = is_told;
        one.gateway.start();
        (void)TestClient::post(one.gateway.port(), chat_path, one.gateway.key(), chat(false));
        const std::string head = one.provider.heads().at(0);
        EXPECT_EQ(head.find("x-forwarded-for: 127.0.0.1\n") != std::string::npos, is_told);
    }
}

TEST(Relay, EveryDialectReachesEveryProvider) {
    const std::string messages =
        R"({"model":"lab/model","max_tokens":9,"messages":[{"role":"user","content":"hello"}]})";
    const std::string responses = R"({"model":"lab/model","input":"hello"})";
    const std::string completions = R"({"model":"lab/model","prompt":"hello"})";
    const std::vector<std::pair<std::string, std::string>> requests = {
        {"/api/v1/chat/completions", chat(false)},
        {"/api/v1/messages", messages},
        {"/api/v1/responses", responses},
        {"/api/v1/completions", completions}};
    const std::vector<std::pair<dialect::Egress, std::string>> providers = {
        {dialect::Egress::openai, whole(good_usage)},
        {dialect::Egress::anthropic,
         R"({"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text",)"
         R"("text":"hi"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":1}})"},
        {dialect::Egress::gemini,
         R"({"candidates":[{"content":{"role":"model","parts":[{"text":"hi"}]},)"
         R"("finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,)"
         R"("candidatesTokenCount":1,"totalTokenCount":4},"modelVersion":"m"})"}};
    for (const auto& [egress, body] : providers) {
        One one([&body](http::Exchange& exchange, int) { return answer_json(exchange, 200, body); },
                egress);
        one.gateway.start();
        for (const auto& [path, request] : requests) {
            const Answer answer =
                TestClient::post(one.gateway.port(), path, one.gateway.key(), request);
            EXPECT_EQ(answer.status, 200) << path << answer.body;
            EXPECT_NE(answer.body.find("hi"), std::string::npos) << answer.body;
            const auto record = one.record_of(answer);
            EXPECT_EQ(record.prompt_tokens, 3) << path;
            EXPECT_EQ(record.completion_tokens, 1) << path;
            EXPECT_EQ(record.terminal_state, "done");
            EXPECT_EQ(record.country, "SE");
        }
    }
}

TEST(Relay, BusyGatewayAnswersInsteadOfPilingUp) {
    One one([](http::Exchange& exchange, int) -> net::Task<void> {
        net::Loop& loop = exchange.stream().loop();
        for (int wait = 0; wait < 4000 && !exchange.stream().is_gone(); ++wait) {
            co_await loop.pause_until(loop.in(std::chrono::milliseconds(5)));
        }
    });
    one.gateway.config.requests_max = 1;
    one.gateway.config.queue_max = 0;
    one.gateway.start();
    TestClient first(one.gateway.port());
    first.send(TestClient::request("POST", chat_path, one.gateway.key(), chat(false)));
    ASSERT_TRUE(comes_true([&] { return one.provider.bodies().size() == 1; }));
    const Answer answer =
        TestClient::post(one.gateway.port(), chat_path, one.gateway.key(), chat(false));
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(one.record_of(answer).terminal_state, "rejected");
}

TEST(Relay, ReloadTakesNewModelsIntoService) {
    One one([](http::Exchange& exchange, int) {
        return answer_json(exchange, 200, whole(good_usage));
    });
    one.gateway.start();
    const std::string body = R"({"model":"lab/new","messages":[{"role":"user","content":"x"}]})";
    const auto ask = [&] {
        return TestClient::post(one.gateway.port(), chat_path, one.gateway.key(), body).status;
    };
    EXPECT_EQ(ask(), 404);
    one.gateway.add_endpoint("lab/new", "one");
    one.gateway.gateway().reload(one.gateway.config);
    EXPECT_TRUE(comes_true([&] { return ask() == 200; }));
}

}  // namespace
}  // namespace orrery::gateway::testing
