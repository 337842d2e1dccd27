#include "gateway/front.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "gateway/gateway.h"
#include "gateway/relay/inference.h"
#include "gateway/relay/reply.h"

namespace orrery::gateway {
namespace {

using dialect::Ingress;

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

/// Notes a request that made no generation.
void report_page(Station& station, const http::Exchange& exchange) {
    RequestReport report;
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
    } else {
        std::string page(below);
        co_await pages_.serve(exchange, std::move(page), std::move(caller));
    }
    report_page(station_, exchange);
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
