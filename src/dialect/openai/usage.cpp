#include "dialect/openai/usage.h"

#include <fmt/format.h>

#include "dialect/json/cursor.h"
#include "dialect/json/money.h"

namespace orrery::dialect {
namespace {

using Count = std::optional<std::int64_t>;

void keep(Count& count, std::string_view raw) {
    if (const auto value = read_count(raw)) {
        count = value;
    }
}

void read_prompt_details(JsonCursor& cursor, Usage& usage) {
    cursor.open('{');
    for (JsonText key; cursor.next_member(key);) {
        const std::string_view raw = cursor.skip();
        if (key.inside == "cached_tokens") {
            keep(usage.cache_read, raw);
        } else if (key.inside == "cache_write_tokens" || key.inside == "cache_creation_tokens") {
            keep(usage.cache_write, raw);
        } else if (key.inside == "audio_tokens") {
            keep(usage.audio_prompt, raw);
        }
    }
}

void read_completion_details(JsonCursor& cursor, Usage& usage) {
    cursor.open('{');
    for (JsonText key; cursor.next_member(key);) {
        const std::string_view raw = cursor.skip();
        if (key.inside == "reasoning_tokens") {
            keep(usage.reasoning, raw);
        } else if (key.inside == "audio_tokens") {
            keep(usage.audio_completion, raw);
        }
    }
}

/// Perplexity gives an object with total_cost where others give a number.
void read_cost(JsonCursor& cursor, Usage& usage) {
    std::string_view raw;
    if (cursor.peek() == '{') {
        cursor.open('{');
        for (JsonText key; cursor.next_member(key);) {
            const std::string_view value = cursor.skip();
            raw = key.inside == "total_cost" ? value : raw;
        }
    } else {
        raw = cursor.skip();
    }
    if (const auto cost = read_usd(raw)) {
        usage.cost_nano_usd = cost;
    }
}

void read_flat(std::string_view key, std::string_view raw, Usage& usage, Count& total) {
    if (key == "prompt_tokens") {
        keep(usage.prompt, raw);
    } else if (key == "completion_tokens") {
        keep(usage.completion, raw);
    } else if (key == "total_tokens") {
        keep(total, raw);
    } else if (key == "prompt_cache_hit_tokens" || key == "cache_read_input_tokens" ||
               key == "cached_tokens") {
        keep(usage.cache_read, raw);
    } else if (key == "cache_creation_input_tokens" || key == "cache_write_tokens") {
        keep(usage.cache_write, raw);
    } else if (key == "reasoning_tokens") {
        keep(usage.reasoning, raw);
    }
}

/// Appends a member whose name needs no escapes.
void append_count(std::string& out, std::string_view name, std::int64_t count) {
    const fmt::format_int digits(count);
    out += '"';
    out += name;
    out += "\":";
    out.append(digits.data(), digits.size());
}

void append_details(std::string& out, std::string_view name,
                    std::initializer_list<std::pair<std::string_view, Count>> details) {
    bool is_first = true;
    for (const auto& [key, count] : details) {
        if (count) {
            out += is_first ? ",\"" : ",";
            if (is_first) {
                out += name;
                out += "\":{";
            }
            is_first = false;
            append_count(out, key, *count);
        }
    }
    out += is_first ? "" : "}";
}

/// OpenRouter's schema wants the parts beside the whole; without them the object is left out.
void append_cost_details(std::string& out, const Bill& bill) {
    if (!bill.upstream_cost_nano_usd || !bill.upstream_prompt_cost_nano_usd ||
        !bill.upstream_completion_cost_nano_usd) {
        return;
    }
    out += ",\"cost_details\":{\"upstream_inference_cost\":";
    append_usd(out, *bill.upstream_cost_nano_usd);
    out += ",\"upstream_inference_prompt_cost\":";
    append_usd(out, *bill.upstream_prompt_cost_nano_usd);
    out += ",\"upstream_inference_completions_cost\":";
    append_usd(out, *bill.upstream_completion_cost_nano_usd);
    out += '}';
}

}  // namespace

void read_openai_usage(std::string_view object, Usage& usage) {
    JsonCursor cursor(object);
    Count total;
    cursor.open('{');
    for (JsonText key; cursor.next_member(key);) {
        const bool is_object = cursor.peek() == '{';
        if (is_object && key.inside == "prompt_tokens_details") {
            read_prompt_details(cursor, usage);
        } else if (is_object && key.inside == "completion_tokens_details") {
            read_completion_details(cursor, usage);
        } else if (key.inside == "cost") {
            read_cost(cursor, usage);
        } else {
            read_flat(key.inside, cursor.skip(), usage, total);
        }
    }
    const std::int64_t reasoning = usage.reasoning.value_or(0);
    if (reasoning > 0 && usage.prompt && usage.completion && total &&
        *total == *usage.prompt + *usage.completion + reasoning) {
        *usage.completion += reasoning;
    }
}

void append_openai_usage(std::string& out, const Bill& bill, bool is_byok, UsageShape shape) {
    const Usage& usage = bill.usage;
    const bool is_embedding = shape == UsageShape::embedding;
    if (!usage.prompt || (!usage.completion && !is_embedding)) {
        return;
    }
    out += "\"usage\":{";
    append_count(out, "prompt_tokens", *usage.prompt);
    if (!is_embedding) {
        out += ',';
        append_count(out, "completion_tokens", *usage.completion);
    }
    out += ',';
    append_count(out, "total_tokens", *usage.prompt + (is_embedding ? 0 : *usage.completion));
    append_details(out, "prompt_tokens_details",
                   {{"cached_tokens", usage.cache_read},
                    {"cache_write_tokens", usage.cache_write},
                    {"audio_tokens", usage.audio_prompt}});
    append_details(
        out, "completion_tokens_details",
        {{"reasoning_tokens", usage.reasoning}, {"audio_tokens", usage.audio_completion}});
    out += ",\"cost\":";
    append_usd(out, bill.cost_nano_usd);
    out += is_byok ? ",\"is_byok\":true" : ",\"is_byok\":false";
    append_cost_details(out, bill);
    out += '}';
}

}  // namespace orrery::dialect
