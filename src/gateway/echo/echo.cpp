#include "gateway/echo/echo.h"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "base/format/json.h"
#include "gateway/echo/chat.h"
#include "gateway/echo/embedding.h"

namespace orrery::gateway {
namespace {

constexpr std::array models =
    std::to_array<std::string_view>({"echo", "echo-reasoning", "echo-paid", "echo-embedding"});

std::string models_body() {
    nlohmann::ordered_json list;
    list["object"] = "list";
    for (const std::string_view name : models) {
        nlohmann::ordered_json model;
        model["id"] = name;
        model["object"] = "model";
        model["created"] = 0;
        model["owned_by"] = "orrery";
        list["data"].push_back(std::move(model));
    }
    return list.dump();
}

/// What requests of one loop share.
struct Shared {
    net::Loop& loop;
    EchoOptions options;
    PrefixCache cache;
};

net::Task<void> serve(std::shared_ptr<Shared> shared, http::Exchange& exchange) {
    const std::string_view path = exchange.head().path();
    const std::string_view method = exchange.head().method;
    const bool is_chat = path.ends_with("/chat/completions");
    const bool is_embeddings = path.ends_with("/embeddings");
    const bool is_models = path.ends_with("/models");
    if (!is_chat && !is_embeddings && !is_models) {
        co_await answer_echo_error(exchange, 404, "nothing is here", "", std::nullopt);
    } else if (method != (is_models ? "GET" : "POST")) {
        co_await answer_echo_error(exchange, 405, "this method is not for this path", "",
                                   std::nullopt);
    } else if (is_models) {
        co_await answer_echo_json(exchange, 200, models_body());
    } else if (is_chat) {
        co_await answer_echo_chat(shared->loop, shared->options, shared->cache, exchange);
    } else if (auto answer = echo_embeddings(exchange.body()); answer) {
        co_await answer_echo_json(exchange, 200, *std::move(answer));
    } else {
        co_await answer_echo_error(exchange, 400, answer.error().what, answer.error().where,
                                   std::nullopt);
    }
}

}  // namespace

net::Task<void> answer_echo_json(http::Exchange& exchange, int status, std::string body) {
    const std::array<http::Field, 1> fields{{{"Content-Type", "application/json"}}};
    const std::array<std::string_view, 1> parts{body};
    const net::Io written = co_await exchange.respond(status, fields, parts);
    static_cast<void>(written);
}

net::Task<void> answer_echo_error(http::Exchange& exchange, int status, std::string message,
                                  std::string parameter, std::optional<int> retry_after) {
    nlohmann::ordered_json error;
    error["error"]["message"] = message;
    error["error"]["type"] = status == 429  ? "rate_limit_error"
                             : status < 500 ? "invalid_request_error"
                                            : "server_error";
    error["error"]["param"] = nullptr;
    if (!parameter.empty()) {
        error["error"]["param"] = parameter;
    }
    error["error"]["code"] = status;
    const std::string body =
        error.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    std::vector<http::Field> fields{{"Content-Type", "application/json"}};
    const std::string seconds = std::to_string(retry_after.value_or(0));
    if (retry_after) {
        fields.push_back({"Retry-After", seconds});
    }
    const std::array<std::string_view, 1> parts{body};
    const net::Io written = co_await exchange.respond(status, fields, parts);
    static_cast<void>(written);
}

http::Handler echo_handler(net::Loop& loop, EchoOptions options) {
    auto shared = std::make_shared<Shared>(Shared{loop, options, {}});
    return [shared](http::Exchange& exchange) { return serve(shared, exchange); };
}

}  // namespace orrery::gateway
