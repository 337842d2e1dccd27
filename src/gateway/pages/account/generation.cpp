#include <optional>
#include <string>
#include <utility>

#include "gateway/pages/account/pages.h"
#include "gateway/pages/moment.h"
#include "ledger/identity.h"
#include "record/generation.h"

namespace orrery::gateway {
namespace {

template <typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json();
}

/// OpenRouter knows two of our kinds of API: all but embeddings are completions.
Json api_type(const std::optional<std::string>& ours) {
    if (!ours) {
        return nullptr;
    }
    return *ours == "embeddings" ? "embeddings" : "completions";
}

void add_tokens(const record::Generation& record, Json& json) {
    json["tokens_prompt"] = or_null(record.prompt_tokens);
    json["tokens_completion"] = or_null(record.completion_tokens);
    json["native_tokens_prompt"] = or_null(record.prompt_tokens);
    json["native_tokens_completion"] = or_null(record.completion_tokens);
    json["native_tokens_reasoning"] = or_null(record.reasoning_tokens);
    json["native_tokens_cached"] = or_null(record.cache_read_tokens);
    json["native_tokens_cache_write"] = or_null(record.cache_write_tokens);
    json["native_tokens_completion_images"] = nullptr;
    json["num_media_prompt"] = or_null(record.media_prompt);
    json["num_media_completion"] = or_null(record.media_completion);
    json["num_input_audio_prompt"] = nullptr;
    json["num_search_results"] = nullptr;
    json["num_fetches"] = nullptr;
    json["usage_provenance"] = or_null(record.usage_provenance);
}

/// What was charged is nothing where no cost is known: that is what the account was debited.
void add_money(const record::Generation& record, Json& json) {
    const Json charged = usd(record.cost_nano_usd.value_or(0));
    json["total_cost"] = charged;
    json["usage"] = charged;
    json["upstream_inference_cost"] = usd_or_null(record.upstream_cost_nano_usd);
    json["cache_discount"] = usd_or_null(record.cache_discount_nano_usd);
    json["is_byok"] = record.is_byok.value_or(false);
    json["price_id"] = or_null(record.price_id);
}

void add_outcome(const record::Generation& record, Json& json) {
    const bool is_streamed = record.streamed.value_or(false);
    json["streamed"] = or_null(record.streamed);
    json["cancelled"] = or_null(record.cancelled);
    json["finish_reason"] = or_null(record.finish_reason);
    json["native_finish_reason"] = or_null(record.native_finish_reason);
    json["terminal_state"] = or_null(record.terminal_state);
    json["http_status"] = or_null(record.http_status);
    json["latency"] = or_null(is_streamed ? record.ttft_ms : record.generation_ms);
    json["generation_time"] = or_null(record.generation_ms);
    json["moderation_latency"] = nullptr;
    json["attempts"] = or_null(record.attempts);
}

Json generation_json(const record::Generation& record) {
    Json json = {
        {"id", or_null(record.generation_id)},
        {"request_id", or_null(record.request_id)},
        {"upstream_id", or_null(record.upstream_id)},
        {"created_at", record.created_at ? moment_text(*record.created_at) : std::string()},
        {"model", record.model.value_or(record.model_requested.value_or(""))},
        {"model_permaslug", or_null(record.permaslug)},
        {"provider_name", or_null(record.provider)},
        {"provider_responses", nullptr},
        {"api_type", api_type(record.api_type)},
        {"router", or_null(record.strategy)},
        {"app_id", nullptr},
        {"app", or_null(record.app)},
        {"origin", record.app.value_or("")},
        {"http_referer", nullptr},
        {"user_agent", nullptr},
        {"external_user", nullptr},
        {"session_id", or_null(record.session_hash)},
        {"data_region", "global"},
        {"preset_id", nullptr},
        {"response_cache_source_id", nullptr},
        {"service_tier", nullptr},
        {"web_search_engine", nullptr},
        {"workspace_id", workspace_id},
    };
    add_tokens(record, json);
    add_money(record, json);
    add_outcome(record, json);
    return json;
}

}  // namespace

Answer generation_page(const Question& question) {
    const auto text = question.parameter("id");
    if (!text) {
        return answer_error(400, "id: is needed");
    }
    const auto id = ledger::parse_generation_id(*text);
    if (!id) {
        return answer_error(404, "id: a generation's is gen- and 16 hexadecimal digits");
    }
    const auto found = question.shared->ledger.generation(*id, question.account().id);
    if (!found) {
        return answer_error(found.error());
    }
    if (!*found) {
        return answer_error(404, "The account has no such generation, or it is not settled yet");
    }
    return answer_json({{"data", generation_json(**found)}});
}

}  // namespace orrery::gateway
