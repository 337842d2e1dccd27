#include "gateway/pages/pages.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "dialect/answer.h"
#include "gateway/pages/catalogue/pages.h"
#include "gateway/pages/moment.h"
#include "gateway/pages/operations/operations.h"
#include "gateway/relay/reply.h"
#include "net/workers.h"

namespace orrery::gateway {
namespace {

constexpr std::int64_t busy_retry_s = 1;

/// Says why a caller may not see a page; nothing where it may.
std::optional<Answer> refusal(Access access, const Caller& caller, std::int64_t now_us) {
    if (access == Access::everyone) {
        return std::nullopt;
    }
    const ledger::Key* key = caller.key;
    if (key == nullptr) {
        return answer_error(401, "No valid API key: send Authorization: Bearer");
    }
    if (key->is_disabled || (key->expires_at_us && *key->expires_at_us <= now_us)) {
        return answer_error(401, "This API key is disabled or has expired");
    }
    if (key->owner->is_disabled) {
        return answer_error(403, "This account is disabled");
    }
    if (access == Access::management && key->kind != ledger::KeyKind::management) {
        return answer_error(403, "This page needs a management key; this one is for inference");
    }
    return std::nullopt;
}

net::Task<net::Io> reply(http::Exchange& exchange, const Answer& answer,
                         const std::string& allowed) {
    if (answer.message.empty()) {
        const std::array<http::Field, 2> fields = {http::Field{"content-type", answer.content_type},
                                                   http::Field{"cache-control", "no-store"}};
        const std::array<std::string_view, 1> parts = {answer.body};
        const net::Io sent = co_await exchange.respond(answer.status, fields, parts);
        co_return sent;
    }
    if (answer.status == 405) {
        const std::string body =
            dialect::error_body(dialect::Ingress::chat, answer.status, answer.message, {});
        const std::array<http::Field, 2> fields = {http::Field{"content-type", "application/json"},
                                                   http::Field{"allow", allowed}};
        const std::array<std::string_view, 1> parts = {body};
        const net::Io sent = co_await exchange.respond(answer.status, fields, parts);
        co_return sent;
    }
    const std::int64_t retry_after_s = answer.status == 503 ? busy_retry_s : 0;
    const net::Io sent = co_await reply_error(exchange, dialect::Ingress::chat, answer.status,
                                              answer.message, {}, {}, retry_after_s);
    co_return sent;
}

}  // namespace

Pages::Pages(Station& station, const std::vector<std::unique_ptr<Station>>& stations,
             std::function<bool()> is_draining, ServerCountsOf server_counts)
    : station_(station),
      stations_(stations),
      is_draining_(std::move(is_draining)),
      server_counts_(std::move(server_counts)) {}

net::Task<void> Pages::serve(http::Exchange& exchange, std::string path, Caller caller) {
    const std::string_view method = exchange.head().method;
    const bool is_operation = path == "/healthz" || path == "/readyz" || path == "/metrics";
    Found found;
    if (is_operation) {
        found.allowed = "GET, HEAD";
    } else {
        found = find_route(method, path);
    }
    Answer answer;
    if (is_operation && (method == "GET" || method == "HEAD")) {
        if (path == "/healthz") {
            answer = answer_json({{"status", "alive"}});
        } else if (path == "/readyz") {
            answer = ready_answer(station_.shared.ledger.readiness(), is_draining_());
        } else if (may_observe(exchange.head())) {
            answer = co_await write_metrics_page();
        } else {
            answer = answer_error(401, "Send Authorization: Bearer with the operator's token");
        }
    } else if (found.route == nullptr) {
        answer = found.allowed.empty() ? answer_error(404, "There is no such page")
                                       : answer_error(405, "This page does not take that method");
    } else {
        Question question;
        question.names = std::move(found.names);
        question.query = exchange.head().query();
        question.body = exchange.body().substr(0, found.route->body_bytes_max);
        question.caller = std::move(caller);
        question.serving = station_.serving;
        question.shared = &station_.shared;
        question.now_us = unix_us();
        auto refused = refusal(found.route->access, question.caller, question.now_us);
        if (refused) {
            answer = std::move(*refused);
        } else if (exchange.body().size() > found.route->body_bytes_max) {
            answer = answer_error(
                413, fmt::format("The body is longer than {} bytes", found.route->body_bytes_max));
        } else {
            answer = co_await ask(*found.route, std::move(question));
        }
    }
    const net::Io sent = co_await reply(exchange, answer, found.allowed);
    // A client that left is seen by the server, too; there is nothing to undo.
    static_cast<void>(sent);
}

bool Pages::may_observe(const http::RequestHead& head) const {
    const auto& may = station_.shared.may_observe;
    return !may || station_.serving->config.has_open_metrics || may(head.field("authorization"));
}

net::Task<Answer> Pages::ask(const Route& route, Question question) {
    if (route.answer == models_page && question.query.empty()) {
        Answer answer;
        answer.body = plain_models(question);
        co_return answer;
    }
    const bool is_blocking = route.place == Place::worker ||
                             (route.place == Place::worker_if_asked && !question.query.empty());
    if (!is_blocking) {
        co_return route.answer(question);
    }
    auto work = [answer = route.answer, question = std::move(question)] {
        return answer(question);
    };
    auto answered = co_await station_.shared.workers.run(station_.loop, std::move(work));
    if (!answered) {
        co_return answer_error(503, "Too many pages are being answered; try again");
    }
    co_return std::move(*answered);
}

const std::string& Pages::plain_models(const Question& question) {
    const std::int64_t day = day_of(question.now_us);
    if (models_of_ != question.serving || models_day_ != day) {
        models_ = models_page(question).body;
        models_of_ = question.serving;
        models_day_ = day;
    }
    return models_;
}

}  // namespace orrery::gateway
