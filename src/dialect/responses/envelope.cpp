#include "dialect/responses/envelope.h"

#include <utility>

#include "dialect/json/parse.h"
#include "dialect/wire/cost.h"
#include "dialect/wire/field.h"

namespace orrery::dialect {

namespace {

Json or_null(const Json& object, std::string_view key) {
    const Json* value = value_at(object, key);
    return value == nullptr ? Json() : *value;
}

Json tools_of(const Json& chat) {
    Json tools = Json::array();
    for (const Json& tool : list_at(chat, "tools")) {
        const Json* function = value_at(tool, "function");
        if (function == nullptr) {
            continue;
        }
        tools.push_back({{"type", "function"},
                         {"name", or_null(*function, "name")},
                         {"description", or_null(*function, "description")},
                         {"parameters", or_null(*function, "parameters")},
                         {"strict", or_null(*function, "strict")}});
    }
    return tools;
}

Json tool_choice_of(const Json& chat) {
    const Json* choice = value_at(chat, "tool_choice");
    if (choice == nullptr) {
        return "auto";
    }
    const Json* function = value_at(*choice, "function");
    return function == nullptr ? *choice
                               : Json{{"type", "function"}, {"name", or_null(*function, "name")}};
}

Json text_config_of(const Json& chat) {
    Json format = {{"type", "text"}};
    if (const Json* asked = value_at(chat, "response_format")) {
        format["type"] = or_null(*asked, "type");
        if (const Json* schema = value_at(*asked, "json_schema")) {
            copy_members(*schema, format, {"name", "description", "schema", "strict"});
        }
    }
    Json config = {{"format", std::move(format)}};
    copy_members(chat, config, {"verbosity"});
    return config;
}

Json reasoning_of(const Json& chat) {
    const Json* reasoning = value_at(chat, "reasoning");
    const Json none = Json::object();
    const Json& asked = reasoning == nullptr ? none : *reasoning;
    return {{"effort", or_null(asked, "effort")}, {"summary", or_null(asked, "summary")}};
}

}  // namespace

Json response_envelope(const AnswerContext& context, std::string_view status) {
    static const Json nothing = Json::object();
    const Json& chat = context.request == nullptr ? nothing : *context.request;
    Json response = {{"id", context.generation_id},
                     {"object", "response"},
                     {"created_at", context.created_s},
                     {"status", status},
                     {"completed_at", nullptr},
                     {"background", false},
                     {"error", nullptr},
                     {"incomplete_details", nullptr},
                     {"instructions", nullptr},
                     {"model", context.model},
                     {"provider", context.provider},
                     {"output", Json::array()},
                     {"previous_response_id", nullptr},
                     {"prompt_cache_key", or_null(chat, "prompt_cache_key")},
                     {"max_output_tokens", or_null(chat, "max_tokens")},
                     {"max_tool_calls", nullptr},
                     {"parallel_tool_calls", flag_at(chat, "parallel_tool_calls").value_or(true)},
                     {"reasoning", reasoning_of(chat)},
                     {"safety_identifier", nullptr},
                     {"service_tier", or_null(chat, "service_tier")},
                     {"store", false},
                     {"temperature", or_null(chat, "temperature")},
                     {"text", text_config_of(chat)},
                     {"tool_choice", tool_choice_of(chat)},
                     {"tools", tools_of(chat)},
                     {"top_logprobs", or_null(chat, "top_logprobs")},
                     {"top_p", or_null(chat, "top_p")},
                     {"frequency_penalty", or_null(chat, "frequency_penalty")},
                     {"presence_penalty", or_null(chat, "presence_penalty")},
                     {"truncation", "disabled"},
                     {"user", or_null(chat, "user")},
                     {"metadata", or_null(chat, "metadata")},
                     {"usage", nullptr}};
    if (!response["metadata"].is_object()) {
        response["metadata"] = Json::object();
    }
    if (!context.dropped.empty()) {
        response["orrery"] = {{"dropped", context.dropped}};
    }
    return response;
}

Json responses_usage(const Bill& bill, bool is_byok) {
    const Usage& usage = bill.usage;
    if (!usage.prompt || !usage.completion) {
        return {};
    }
    // The dialect has no way to leave a part out or unknown: one that is not known counts nothing.
    Json written = {
        {"input_tokens", *usage.prompt},
        {"input_tokens_details", {{"cached_tokens", usage.cache_read.value_or(0)}}},
        {"output_tokens", *usage.completion},
        {"output_tokens_details", {{"reasoning_tokens", usage.reasoning.value_or(0)}}},
        {"total_tokens", *usage.prompt + *usage.completion},
    };
    if (usage.cache_write) {
        written["input_tokens_details"]["cache_write_tokens"] = *usage.cache_write;
    }
    add_cost(written, bill, is_byok);
    return written;
}

Json flat_annotation(std::string_view annotation, std::size_t position) {
    const auto read = parse_object(annotation);
    if (!read) {
        return {};
    }
    const std::string type(text_at(*read, "type"));
    const Json* inside = value_at(*read, type);
    if (inside == nullptr || !inside->is_object()) {
        return *read;
    }
    Json flat = {{"type", type}, {"start_index", position}, {"end_index", position}};
    flat.update(*inside);
    return flat;
}

bool wants_summary(const AnswerContext& context) {
    const Json* reasoning =
        context.request == nullptr ? nullptr : value_at(*context.request, "reasoning");
    return reasoning != nullptr && !text_at(*reasoning, "summary").empty();
}

}  // namespace orrery::dialect
