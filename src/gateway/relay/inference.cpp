#include "gateway/relay/inference.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/relay/reply.h"

namespace orrery::gateway {
namespace {

constexpr std::int64_t tokens_of_linked_media = 2048;
constexpr std::int64_t completion_tokens_unbounded = 16'384;

struct Refused {
    int status;
    std::string_view message;
};

Refused refused(ledger::Refusal refusal) {
    switch (refusal) {
        case ledger::Refusal::no_credits:
            return {402, "the account's credits do not cover what this request may cost"};
        case ledger::Refusal::key_limit:
            return {403, "the key's limit does not cover what this request may cost"};
        case ledger::Refusal::key_disabled:
            return {401, "the key is disabled"};
        case ledger::Refusal::key_expired:
            return {401, "the key has expired"};
        case ledger::Refusal::account_disabled:
            return {403, "the account is disabled"};
        case ledger::Refusal::not_recording:
            break;
    }
    return {503, "generations cannot be recorded at the moment, so none is begun"};
}

}  // namespace

Inference::Inference(Station& station, http::Exchange& exchange, dialect::Ingress ingress,
                     std::shared_ptr<const ledger::Directory> directory, const ledger::Key& key)
    : station_(station),
      exchange_(exchange),
      ingress_(ingress),
      directory_(std::move(directory)),
      key_(key),
      serving_(station.serving),
      app_(app_of(exchange.head())),
      created_us_(unix_us()),
      began_us_(steady_us()),
      heart_(exchange, station.serving->config.keep_alive_comment, generation_id_) {}

net::Task<void> Inference::run() {
    const bool has_place = co_await station_.enter();
    if (!has_place) {
        co_await refuse(429, "too many requests at a time; try again shortly");
        co_return;
    }
    auto asked = read_asked(ingress_, exchange_.body());
    if (!asked) {
        co_await refuse(400, describe(asked.error()));
        station_.leave();
        co_return;
    }
    asked_ = std::move(*asked);
    if (asked_.sticky != 0) {
        // Two accounts may name their sessions alike.
        asked_.sticky = asked_.sticky * 31 + static_cast<std::uint64_t>(key_.account);
    }
    auto plan = choose();
    if (!plan) {
        co_await refuse(plan.error().status, plan.error().message);
        station_.leave();
        co_return;
    }
    strategy_ = plan->strategy;
    const std::uint64_t id = station_.ids.next(created_us_);
    ledger::Opening opening;
    opening.generation_id = id;
    opening.created_at_us = created_us_;
    opening.bound_nano_usd = bound(*plan);
    opening.model_requested = asked_.model;
    opening.app = app_;
    opening.api_type = dialect::api_type_of(ingress_);
    auto ticket = station_.shared.ledger.open_generation(station_.index, key_, opening);
    if (!ticket) {
        const Refused why = refused(ticket.error());
        co_await refuse(why.status, std::string(why.message));
        station_.leave();
        co_return;
    }
    ticket_.emplace(std::move(*ticket));
    generation_id_ = ledger::generation_id_text(id);
    begin_trace(id);
    co_await try_all(*plan);
    sample_prompt(id);
    if (heart_.is_beating_on()) {
        co_await heart_.hush();
    }
    report(exchange_.status());
    station_.leave();
}

void Inference::begin_trace(std::uint64_t id) {
    const std::string_view client = exchange_.head().field("traceparent");
    const auto parsed = parse_trace_parent(client);
    if (!parsed && station_.shared.spans == nullptr) {
        return;
    }
    span_id_ = fmt::format("{:016x}", id);
    forwarded_trace_ = trace_parent_text(parsed, span_id_);
    trace_parent_ = parsed ? std::string(client) : forwarded_trace_;
}

std::expected<Plan, NoRoute> Inference::choose() {
    RouteRequest request;
    request.model = asked_.model;
    request.models = asked_.models;
    request.preferences = asked_.preferences ? &*asked_.preferences : nullptr;
    request.parameters = asked_.parameters;
    request.has_tools = asked_.has_tools;
    request.is_embedding = ingress_ == dialect::Ingress::embeddings;
    request.prompt_tokens = dialect::estimated_tokens(
        static_cast<std::int64_t>(asked_.media == 0 ? asked_.body.size() : std::size_t{0}));
    request.completion_tokens = asked_.completion_tokens_max.value_or(0);
    request.sticky = asked_.sticky;
    request.unix_us = created_us_;
    request.has_own_key = [this](std::size_t provider) {
        return !own_key(serving_->config.providers[provider]).empty();
    };
    return station_.router->plan(request, steady_us());
}

std::int64_t Inference::bound(const Plan& plan) const {
    std::int64_t most = 0;
    for (const Candidate& candidate : plan.candidates) {
        const Endpoint& endpoint = *candidate.endpoint;
        const PriceRow* row = endpoint.prices.at(created_us_);
        if (row == nullptr || candidate.is_byok) {
            continue;
        }
        // A token is at least a byte; of media by URL the bytes are not here.
        std::int64_t prompt =
            static_cast<std::int64_t>(asked_.body.size()) + asked_.media * tokens_of_linked_media;
        std::int64_t completion = asked_.completion_tokens_max.value_or(
            endpoint.completion_tokens_max > 0 ? endpoint.completion_tokens_max
                                               : completion_tokens_unbounded);
        if (endpoint.context_length > 0) {
            prompt = std::min(prompt, endpoint.context_length);
            completion = std::min(completion, endpoint.context_length);
        }
        most = std::max(most, bound_nano_usd(*row, prompt, completion * asked_.choices));
    }
    return most;
}

net::Task<void> Inference::refuse(int status, std::string message) {
    describe_request(generation_);
    generation_.generation_id = ledger::generation_id_text(station_.ids.next(created_us_));
    generation_.terminal_state = "rejected";
    generation_.http_status = status;
    station_.shared.ledger.record_refusal(station_.index, key_, generation_);
    is_recorded_ = true;
    (void)co_await reply_error(exchange_, ingress_, status, message, {},
                               *generation_.generation_id);
    report(status);
}

net::Task<void> Inference::try_all(const Plan& plan) {
    if (asked_.stream) {
        heart_.rest();
    }
    for (const Candidate& candidate : plan.candidates) {
        const Verdict verdict = co_await attempt(candidate);
        if (verdict == Verdict::answered) {
            co_return;
        }
        if (exchange_.stream().is_gone()) {
            settle("client_gone", 0);
            co_return;
        }
        if (verdict == Verdict::refused) {
            break;
        }
    }
    co_await answer_failure();
}

net::Task<void> Inference::answer_failure() {
    const bool is_timeout = error_status_ == 408;
    if (heart_.is_beating_on()) {
        co_await heart_.hush();
    }
    if (!exchange_.has_begun()) {
        settle(is_timeout ? "timeout" : "upstream_error", error_status_);
        const bool is_wait_asked = error_status_ == 429 || error_status_ == 503;
        const std::int64_t wait_s = is_wait_asked ? retry_after_s_ : 0;
        (void)co_await reply_error(exchange_, ingress_, error_status_, error_message_,
                                   attempts_metadata(), generation_id_, wait_s);
        co_return;
    }
    // A comment has gone out with status 200: the error follows in the stream.
    settle(is_timeout ? "timeout" : "upstream_error", 200);
    dialect::AnswerContext context;
    context.generation_id = generation_id_;
    context.model = asked_.model;
    out_.clear();
    dialect::make_answer_writer(ingress_, true, std::move(context))
        ->fail(error_status_, error_message_, out_);
    (void)co_await write_out(true);
}

}  // namespace orrery::gateway
