#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/format/append.h"
#include "gateway/relay/inference.h"
#include "gateway/relay/reply.h"

namespace orrery::gateway {
namespace {

constexpr std::size_t refusal_bytes_max = 64 * 1024;
constexpr std::int64_t tokens_max_default = 4096;
constexpr std::int64_t hold_s_max = 60;

/// What a provider's status means for the client, and for the next endpoint.
struct Meaning {
    int status;
    bool is_final;  ///< Any other endpoint would refuse the request as well.
    Outcome outcome;
};

Meaning meaning_of(int status) {
    switch (status) {
        case 400:
        case 413:
        case 422:
            return {status, true, Outcome::client_fault};
        case 408:
        case 504:
            return {408, false, Outcome::failed};
        case 429:
            return {429, false, Outcome::rate_limited};
        case 503:
        case 529:
            return {503, false, Outcome::failed};
        default:
            // 401, 402 and 403 are about the gateway's own key, 404 about its configuration.
            return {502, false, Outcome::failed};
    }
}

std::optional<std::int64_t> retry_after_s(const http::ResponseHead& head) {
    const std::string_view text = head.field("retry-after");
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || seconds < 0) {
        return std::nullopt;
    }
    return std::min(seconds, hold_s_max);
}

}  // namespace

std::string_view Inference::own_key(const Provider& provider) const {
    return provider.takes_byok ? directory_->own_key(key_.account, provider.slug)
                               : std::string_view();
}

Status Inference::compose(const Candidate& candidate) {
    const Endpoint& endpoint = *candidate.endpoint;
    const Provider& provider = serving_->config.providers[endpoint.provider];
    const std::string_view key = candidate.is_byok ? own_key(provider) : provider.api_key;
    head_.clear();
    composed_.clear();
    parts_.clear();
    if (provider.dialect == dialect::Egress::openai && ingress_ == dialect::Ingress::chat) {
        dialect::splice_request(asked_.body, asked_.scan, endpoint.upstream_model, asked_.stream,
                                composed_, parts_);
        write_request_head(provider, "/chat/completions", key, head_);
    } else {
        auto canonical = asked_.canonical();
        if (!canonical) {
            return std::unexpected(canonical.error());
        }
        const std::int64_t tokens_max = endpoint.completion_tokens_max > 0
                                            ? endpoint.completion_tokens_max
                                            : tokens_max_default;
        auto outgoing = dialect::write_request(provider.dialect, **canonical,
                                               endpoint.upstream_model, tokens_max);
        if (!outgoing) {
            return std::unexpected(outgoing.error());
        }
        for (std::string& name : outgoing->dropped) {
            if (std::ranges::find(asked_.dropped, name) == asked_.dropped.end()) {
                asked_.dropped.push_back(std::move(name));
            }
        }
        write_request_head(provider, outgoing->target, key, head_);
        for (const auto& [name, value] : outgoing->fields) {
            head_ += fmt::format("{}: {}\r\n", name, value);
        }
        composed_ = std::move(outgoing->body);
        parts_.push_back(composed_);
    }
    std::size_t bytes = 0;
    for (const std::string_view part : parts_) {
        bytes += part.size();
    }
    if (!forwarded_trace_.empty()) {
        head_ += fmt::format("traceparent: {}\r\n", forwarded_trace_);
        if (const auto state = exchange_.head().field("tracestate"); !state.empty()) {
            head_ += fmt::format("tracestate: {}\r\n", state);
        }
    }
    if (serving_->config.forwards_client_address) {
        const std::string client = exchange_.stream().peer_address();
        head_ += fmt::format("x-forwarded-for: {}\r\n", client.substr(0, client.rfind(':')));
    }
    append(head_, "content-length: {}\r\n\r\n", bytes);
    parts_.insert(parts_.begin(), head_);
    return {};
}

bool Inference::is_full(const Provider& provider) const {
    if (provider.requests_max == 0) {
        return false;
    }
    std::int64_t running = 0;
    for (const Endpoint& endpoint : serving_->config.endpoints) {
        if (&serving_->config.providers[endpoint.provider] == &provider) {
            running += serving_->health.in_flight(endpoint.index);
        }
    }
    return running > provider.requests_max;
}

void Inference::begin_attempt(const Candidate& candidate) {
    candidate_ = candidate;
    passage_.reset();
    const Endpoint& endpoint = *candidate.endpoint;
    Attempt& attempt = attempts_.emplace_back();
    attempt.provider = serving_->config.providers[endpoint.provider].display_name;
    attempt.upstream_model = endpoint.upstream_model;
    attempt.began_us = unix_us();
    attempt.is_byok = candidate.is_byok;
    serving_->health.begin(endpoint.index);
}

void Inference::end_attempt(int status, std::string_view failure, Outcome outcome) {
    Attempt& attempt = attempts_.back();
    attempt.status = status;
    attempt.failure = failure;
    attempt.took_us = unix_us() - attempt.began_us;
    const std::size_t endpoint = candidate_.endpoint->index;
    serving_->health.end(endpoint);
    std::optional<double> throughput;
    if (outcome == Outcome::good && generation_.completion_tokens && attempt.took_us > 0) {
        const double answering_us =
            std::max(1000.0, static_cast<double>(attempt.took_us) - ttft_ms_.value_or(0) * 1000.0);
        throughput = static_cast<double>(*generation_.completion_tokens) * 1e6 / answering_us;
    }
    serving_->health.note(endpoint, outcome, outcome == Outcome::good ? ttft_ms_ : std::nullopt,
                          throughput, steady_us());
}

net::Stream* Inference::watched() const {
    const bool reads_on = serving_->config.on_disconnect == OnDisconnect::drain && !asked_.stream;
    return reads_on ? nullptr : &exchange_.stream();
}

net::Task<Inference::Verdict> Inference::attempt(const Candidate& candidate) {
    begin_attempt(candidate);
    const Provider& provider = serving_->config.providers[candidate.endpoint->provider];
    if (is_full(provider)) {
        error_status_ = 429;
        error_message_ = fmt::format("{} is answering as many requests as it may", provider.slug);
        end_attempt(0, "busy", Outcome::client_fault);
        co_return Verdict::next;
    }
    if (auto composed = compose(candidate); !composed) {
        error_status_ = 400;
        error_message_ = describe(composed.error());
        end_attempt(0, "unsupported", Outcome::client_fault);
        co_return Verdict::next;
    }
    http::Call call(station_.pool, provider.origin);
    dispatched_us_ = steady_us();
    const net::Deadline connected = station_.loop.in(provider.connect_time);
    const net::Deadline headed = station_.loop.in(provider.head_time);
    const auto head = co_await call.send(parts_, connected, headed, watched());
    if (!head) {
        co_return note_failure(head.error());
    }
    const bool is_good = (*head)->status == 200;
    const bool is_events = (*head)->field("content-type").starts_with("text/event-stream");
    if (!is_good || (asked_.stream && !is_events)) {
        co_return co_await read_refusal(call);
    }
    dialect::AnswerContext context;
    context.generation_id = generation_id_;
    context.model = serving_->config.models[candidate.endpoint->model].slug;
    context.provider = provider.display_name;
    context.created_s = created_us_ / 1'000'000;
    context.is_byok = candidate.is_byok;
    context.dropped = asked_.dropped;
    context.request = asked_.request ? &asked_.request->chat : nullptr;
    passage_ = make_passage(provider.dialect, ingress_, asked_.stream, std::move(context));
    if (asked_.stream) {
        co_return co_await relay_stream(call);
    }
    co_return co_await relay_whole(call);
}

Inference::Verdict Inference::note_failure(http::Failure failure) {
    const std::string_view name = http::name_of(failure);
    if (failure == http::Failure::client_gone) {
        settle("client_gone", 0);
        end_attempt(0, name, Outcome::client_fault);
        return Verdict::answered;
    }
    error_status_ = failure == http::Failure::timeout ? 408 : 502;
    error_message_ = fmt::format("{} did not answer: {}", attempts_.back().provider, name);
    end_attempt(0, name, Outcome::failed);
    return Verdict::next;
}

net::Task<Inference::Verdict> Inference::read_refusal(http::Call& call) {
    const int status = call.head().status;
    const Provider& provider = serving_->config.providers[candidate_.endpoint->provider];
    if (const auto wait_s = retry_after_s(call.head());
        wait_s && (status == 429 || status == 503)) {
        serving_->health.hold(candidate_.endpoint->index, steady_us() + *wait_s * 1'000'000);
        retry_after_s_ = *wait_s;
    }
    std::string body;
    const auto read = co_await call.read_all(
        body, refusal_bytes_max, station_.loop.in(provider.idle_time), &exchange_.stream());
    if (!read && read.error() == http::Failure::client_gone) {
        co_return note_failure(read.error());
    }
    const dialect::ProviderError error = dialect::read_error(provider.dialect, body);
    const Meaning meaning = meaning_of(status);
    error_status_ = meaning.status;
    error_message_ = error.message.empty()
                         ? fmt::format("{} answered with status {}", provider.slug, status)
                         : error.message;
    end_attempt(status, "status", meaning.outcome);
    co_return meaning.is_final ? Verdict::refused : Verdict::next;
}

}  // namespace orrery::gateway
