#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "gateway/support/running_gateway.h"
#include "gateway/support/test_client.h"

namespace orrery::gateway::testing {

inline constexpr auto chat_path = "/api/v1/chat/completions";

inline std::string chat(bool stream, const std::string& more = {}) {
    return fmt::format(
        R"({{"model":"lab/model","messages":[{{"role":"user","content":"hello"}}],"stream":{}{}}})",
        stream, more);
}

inline std::string piece(const std::string& text) {
    return fmt::format(
        R"({{"id":"up-1","object":"chat.completion.chunk","created":1,"model":"upstream-model",)"
        R"("choices":[{{"index":0,"delta":{{"content":"{}"}},"finish_reason":null}}]}})",
        text);
}

inline const std::string finish =
    R"({"id":"up-1","object":"chat.completion.chunk","created":1,"model":"upstream-model",)"
    R"("choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})";

inline std::string usage(const std::string& inside) {
    return R"({"id":"up-1","object":"chat.completion.chunk","created":1,"model":"upstream-model",)"
           R"("choices":[],"usage":)" +
           inside + "}";
}

inline std::string whole(const std::string& usage_json) {
    return R"({"id":"up-1","object":"chat.completion","created":1,"model":"upstream-model",)"
           R"("choices":[{"index":0,"message":{"role":"assistant","content":"hi"},)"
           R"("finish_reason":"stop"}],"usage":)" +
           usage_json + "}";
}

/// A gateway with one model at one provider that follows a script.
struct One {
    explicit One(ScriptedProvider::Script script, dialect::Egress egress = dialect::Egress::openai)
        : provider(std::move(script)) {
        gateway.add_provider("one", provider.port(), egress);
        gateway.add_endpoint("lab/model", "one");
    }

    record::Generation record_of(const Answer& answer) {
        const auto found = gateway.record(answer.fields.at("x-generation-id"));
        EXPECT_TRUE(found.has_value());
        return found.value_or(record::Generation{});
    }

    ScriptedProvider provider;
    RunningGateway gateway;
};

/// Waits until a condition holds, as long as a loaded machine may take.
template <typename Condition>
bool comes_true(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

}  // namespace orrery::gateway::testing
