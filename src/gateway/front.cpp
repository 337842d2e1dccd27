#include "gateway/front.h"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/gateway.h"
#include "gateway/relay/inference.h"
#include "gateway/relay/reply.h"

namespace orrery::gateway {
namespace {

using dialect::Ingress;

constexpr std::size_t site_body_bytes_max = std::size_t{64} * 1024;

constexpr std::array<std::pair<std::string_view, Ingress>, 5> inference_paths = {{
    {"/chat/completions", Ingress::chat},
    {"/messages", Ingress::messages},
    {"/responses", Ingress::responses},
    {"/completions", Ingress::completions},
    {"/embeddings", Ingress::embeddings},
}};

std::optional<Ingress> ingress_of(std::string_view path) {
    for (const auto& [known, ingress] : inference_paths) {
        if (path == known) {
            return ingress;
        }
    }
    return std::nullopt;
}

/// Takes the base off a path: /api/v1, and /v1 for clients that expect it.
std::string_view below_base(std::string_view path) {
    for (const std::string_view base : {"/api/v1", "/v1"}) {
        if (path.starts_with(base) && path.size() > base.size() && path[base.size()] == '/') {
            return path.substr(base.size());
        }
    }
    return path;
}

/// Whether a path is an operator's, which the gateway answers itself.
bool is_operation(std::string_view path) {
    return path == "/healthz" || path == "/readyz" || path == "/metrics";
}

SiteRequest site_request(const http::Exchange& exchange, bool is_tls) {
    const http::RequestHead& head = exchange.head();
    SiteRequest request;
    request.method = head.method;
    request.path = head.path();
    request.query = head.query();
    request.body = exchange.body();
    request.authorization = head.field("authorization");
    request.cookie = head.field("cookie");
    request.origin = head.field("origin");
    request.host = head.field("host");
    request.fetch_site = head.field("sec-fetch-site");
    request.content_type = head.field("content-type");
    request.if_none_match = head.field("if-none-match");
    request.is_tls = is_tls;
    return request;
}

/// Notes a request that made no generation.
void report_page(Station& station, http::Exchange& exchange) {
    RequestReport report;
    std::string client;
    if (station.shared.access_log != nullptr) {
        client = exchange.stream().peer_address();
    }
    report.client = client;
    report.method = exchange.head().method;
    report.path = exchange.head().path();
    report.status = exchange.status();
    report.began_us = unix_us();
    report.sent_bytes = exchange.sent_bytes();
    station.report(report);
}

}  // namespace

Caller Front::identify(const http::RequestHead& head) const {
    Caller caller;
    caller.directory = station_.directory();
    if (const std::string_view secret = secret_of(head); !secret.empty()) {
        caller.key = caller.directory->find(secret);
    } else if (station_.serving->config.allows_anonymous) {
        const ledger::Account* account = caller.directory->account(anonymous_account);
        for (const ledger::Key& key : caller.directory->keys()) {
            if (account != nullptr && key.account == account->id) {
                caller.key = &key;
                break;
            }
        }
    }
    return caller;
}

net::Task<void> Front::handle(http::Exchange& exchange) {
    const http::RequestHead& head = exchange.head();
    const std::string_view path = head.path();
    const std::string_view below = below_base(path);
    const std::optional<Ingress> ingress = below == path ? std::nullopt : ingress_of(below);
    Caller caller = identify(head);
    if (ingress && head.method == "POST") {
        co_await infer(exchange, *ingress, std::move(caller));
        co_return;
    }
    if (ingress) {
        (void)co_await reply_error(exchange, *ingress, 405, "use POST", {}, {});
    } else if (below == path && station_.shared.site && !is_operation(path)) {
        co_await visit(exchange);
    } else {
        std::string page(below);
        co_await pages_.serve(exchange, std::move(page), std::move(caller));
    }
    report_page(station_, exchange);
}

net::Task<void> Front::visit(http::Exchange& exchange) {
    if (exchange.body().size() > site_body_bytes_max) {
        (void)co_await reply_error(exchange, Ingress::chat, 413, "The body is too long", {}, {});
        co_return;
    }
    auto work = [site = &station_.shared.site,
                 request =
                     site_request(exchange, !station_.serving->config.tls_certificate.empty())] {
        return (*site)(request);
    };
    auto answered = co_await station_.shared.site_workers->run(station_.loop, std::move(work));
    if (!answered) {
        (void)co_await reply_error(exchange, Ingress::chat, 503,
                                   "Too many pages are being answered; try again", {}, {}, 1);
        co_return;
    }
    std::vector<http::Field> fields = {{"content-type", answered->content_type}};
    for (const auto& [name, value] : answered->fields) {
        fields.push_back({name, value});
    }
    const std::array<std::string_view, 1> parts = {answered->body};
    (void)co_await exchange.respond(answered->status, fields, parts);
}

net::Task<void> Front::infer(http::Exchange& exchange, Ingress ingress, Caller caller) {
    if (caller.key == nullptr) {
        const bool has_secret = !secret_of(exchange.head()).empty();
        std::string message = has_secret ? "this key is not known here"
                                         : "no key: send `Authorization: Bearer <key>`";
        (void)co_await reply_error(exchange, ingress, 401, std::move(message), {}, {});
    } else if (caller.key->kind == ledger::KeyKind::management) {
        (void)co_await reply_error(exchange, ingress, 403,
                                   "a management key manages; requests to models take an "
                                   "inference key",
                                   {}, {});
    } else {
        const ledger::Key& key = *caller.key;
        Inference inference(station_, exchange, ingress, std::move(caller.directory), key);
        co_await inference.run();
        co_return;
    }
    report_page(station_, exchange);
}

}  // namespace orrery::gateway
