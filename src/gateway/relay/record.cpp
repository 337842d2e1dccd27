// What is written down of a generation, once, before its answer ends.

#include <fmt/format.h>

#include <utility>

#include "base/format/json.h"
#include "gateway/relay/inference.h"
#include "gateway/relay/reply.h"

namespace orrery::gateway {
namespace {

std::string_view name_of(dialect::Provenance provenance) {
    switch (provenance) {
        case dialect::Provenance::unknown:
            return "unknown";
        case dialect::Provenance::estimated:
            return "estimated";
        case dialect::Provenance::provider_partial:
            return "provider_partial";
        case dialect::Provenance::provider_final:
            return "provider_final";
    }
    return "unknown";
}

}  // namespace

void Inference::describe_request(record::Generation& generation) const {
    generation.created_at = created_us_;
    generation.source = "gateway";
    generation.api_type = std::string(dialect::api_type_of(ingress_));
    if (!app_.empty()) {
        generation.app = app_;
    }
    if (asked_.session != 0) {
        generation.session_hash = fmt::format("{:016x}", asked_.session);
    }
    if (!asked_.model.empty()) {
        generation.model_requested = asked_.model;
        generation.streamed = asked_.stream;
        generation.tools_offered = asked_.has_tools;
        generation.turns = asked_.turns;
        generation.media_prompt = asked_.media;
    }
}

void Inference::describe_answer(record::Generation& generation, const Heard& heard) const {
    const Endpoint& endpoint = *candidate_.endpoint;
    const ServedModel& model = serving_->config.models[endpoint.model];
    generation.model = model.slug;
    if (!model.permaslug.empty()) {
        generation.permaslug = model.permaslug;
    }
    generation.variant = endpoint.variant;
    generation.provider = serving_->config.providers[endpoint.provider].display_name;
    generation.strategy = candidate_.is_byok ? "byok" : std::string(strategy_);
    generation.attempts = static_cast<std::int32_t>(attempts_.size());
    generation.is_byok = candidate_.is_byok;
    generation.is_free = endpoint.is_free;
    if (!heard.upstream_id.empty()) {
        generation.upstream_id = heard.upstream_id;
    }
    if (heard.finish) {
        generation.finish_reason = std::string(dialect::name_of(*heard.finish));
        generation.native_finish_reason = heard.native_finish;
        generation.tool_calls = heard.tool_calls;
        generation.media_completion = heard.media;
    }
    generation.ttft_ms = ttft_ms_;
}

void Inference::settle(std::string_view terminal, int status) {
    record::Generation& generation = generation_;
    describe_request(generation);
    const bool is_done = terminal == "done";
    const Heard heard = passage_ ? passage_->heard() : Heard{};
    if (candidate_.endpoint != nullptr) {
        describe_answer(generation, heard);
        Metered metered =
            meter(*candidate_.endpoint, heard.usage, static_cast<std::int64_t>(asked_.body.size()),
                  heard.content_bytes, is_done, created_us_);
        generation.prompt_tokens = metered.usage.prompt;
        generation.completion_tokens = metered.usage.completion;
        generation.reasoning_tokens = metered.usage.reasoning;
        generation.cache_read_tokens = metered.usage.cache_read;
        generation.cache_write_tokens = metered.usage.cache_write;
        generation.usage_provenance = std::string(name_of(metered.usage.provenance));
        generation.upstream_cost_nano_usd = metered.usage.cost_nano_usd;
        bill_.usage = metered.usage;
        bill_.upstream_cost_nano_usd = metered.usage.cost_nano_usd;
        if (metered.charge) {
            bill_.cost_nano_usd = candidate_.is_byok ? 0 : metered.charge->cost_nano_usd;
            if (candidate_.is_byok) {
                bill_.upstream_cost_nano_usd = metered.charge->cost_nano_usd;
                bill_.upstream_completion_cost_nano_usd = metered.charge->completion_nano_usd;
                bill_.upstream_prompt_cost_nano_usd =
                    metered.charge->cost_nano_usd - metered.charge->completion_nano_usd;
                generation.upstream_cost_nano_usd = metered.charge->cost_nano_usd;
            }
            generation.cost_nano_usd = bill_.cost_nano_usd;
            generation.cache_discount_nano_usd = metered.charge->cache_discount_nano_usd;
            generation.price_id = std::string(metered.charge->price_id);
        }
    }
    if (!is_done && !generation.finish_reason) {
        generation.finish_reason = "error";
    }
    generation.cancelled = terminal == "client_gone";
    generation.terminal_state = std::string(terminal);
    if (status != 0) {
        generation.http_status = status;
    }
    const std::int64_t now_us = steady_us();
    generation.generation_ms = static_cast<double>(now_us - began_us_) / 1000.0;
    if (dispatched_us_ != 0) {
        const std::int64_t after = last_piece_us_ == 0 ? 0 : now_us - last_piece_us_;
        generation.gateway_us = dispatched_us_ - began_us_ + after;
    }
    station_.shared.ledger.settle(std::move(*ticket_), generation);
    ticket_.reset();
    generation.generation_id = generation_id_;
    is_recorded_ = true;
}

void Inference::report(int status) {
    RequestReport report;
    report.generation = is_recorded_ ? &generation_ : nullptr;
    report.method = exchange_.head().method;
    report.path = exchange_.head().path();
    report.status = status;
    report.began_us = created_us_;
    report.took_us = steady_us() - began_us_;
    report.sent_bytes = exchange_.sent_bytes();
    if (key_.owner != nullptr) {
        report.account = key_.owner->name;
        report.account_id = key_.owner->record_id;
        report.country = key_.owner->country;
    }
    report.api_key_id = key_.record_id;
    report.key_label = key_.label;
    std::string client;
    if (station_.shared.access_log != nullptr) {
        client = exchange_.stream().peer_address();
    }
    report.client = client;
    report.trace_parent = trace_parent_;
    report.span_id = span_id_;
    report.attempts = &attempts_;
    station_.report(report);
}

/// Once the client has its answer, so that nobody waits for it.
void Inference::sample_prompt(std::uint64_t id) const {
    Labeller* const labeller = station_.shared.labeller;
    if (labeller != nullptr && is_recorded_ && key_.owner != nullptr) {
        labeller->consider(id, generation_id_, *key_.owner, asked_);
    }
}

std::string Inference::attempts_metadata() const {
    auto trail = nlohmann::json::array();
    for (const Attempt& attempt : attempts_) {
        trail.push_back({{"provider", attempt.provider},
                         {"status", attempt.status},
                         {"failure", std::string(attempt.failure)}});
    }
    nlohmann::json metadata = {{"attempts", trail}};
    if (!attempts_.empty()) {
        metadata["provider_name"] = attempts_.back().provider;
    }
    return metadata.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace orrery::gateway
