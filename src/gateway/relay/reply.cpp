#include "gateway/relay/reply.h"

#include <algorithm>
#include <array>
#include <vector>

#include "dialect/answer.h"

namespace orrery::gateway {
namespace {

constexpr std::size_t app_bytes_max = 200;

}  // namespace

net::Task<net::Io> reply_error(http::Exchange& exchange, dialect::Ingress ingress, int status,
                               std::string message, std::string metadata, std::string generation_id,
                               std::int64_t retry_after_s) {
    const std::string body = dialect::error_body(ingress, status, message, metadata);
    const std::string wait = std::to_string(retry_after_s);
    std::vector<http::Field> fields = {{"content-type", "application/json"}};
    if (!generation_id.empty()) {
        fields.push_back({"x-generation-id", generation_id});
    }
    if (retry_after_s > 0) {
        fields.push_back({"retry-after", wait});
    }
    if (status == 401) {
        fields.push_back({"www-authenticate", "Bearer"});
    }
    const std::array<std::string_view, 1> parts = {body};
    const net::Io sent = co_await exchange.respond(status, fields, parts);
    co_return sent;
}

net::Task<net::Io> reply_json(http::Exchange& exchange, int status, std::string body,
                              std::string generation_id) {
    std::array<http::Field, 2> fields = {http::Field{"content-type", "application/json"},
                                         http::Field{"x-generation-id", generation_id}};
    const std::array<std::string_view, 1> parts = {body};
    const std::span<const http::Field> sent_fields(fields.data(), generation_id.empty() ? 1U : 2U);
    const net::Io sent = co_await exchange.respond(status, sent_fields, parts);
    co_return sent;
}

std::string app_of(const http::RequestHead& head) {
    for (const std::string_view name : {"x-title", "x-openrouter-title", "http-referer"}) {
        const std::string_view value = head.field(name);
        if (value.empty()) {
            continue;
        }
        std::string app(value.substr(0, app_bytes_max));
        std::erase_if(app, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
        return app;
    }
    return {};
}

std::string_view secret_of(const http::RequestHead& head) {
    const std::string_view authorization = head.field("authorization");
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() > scheme.size() &&
        http::same_name(authorization.substr(0, scheme.size()), scheme)) {
        std::string_view secret = authorization.substr(scheme.size());
        while (secret.starts_with(' ')) {
            secret.remove_prefix(1);
        }
        return secret;
    }
    return head.field("x-api-key");
}

}  // namespace orrery::gateway
