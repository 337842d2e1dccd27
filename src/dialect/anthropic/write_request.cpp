#include <algorithm>
#include <utility>

#include "dialect/anthropic/anthropic.h"
#include "dialect/anthropic/content.h"
#include "dialect/anthropic/thinking.h"
#include "dialect/json/parse.h"
#include "dialect/wire/field.h"

namespace orrery::dialect {

namespace {

void write_tools(const Json& chat, Json& body, std::vector<std::string>& dropped) {
    for (const Json& tool : list_at(chat, "tools")) {
        const Json* function = value_at(tool, "function");
        if (function == nullptr) {
            add_dropped(dropped, "tools." + std::string(text_at(tool, "type")));
            continue;
        }
        const Json* schema = value_at(*function, "parameters");
        Json written = {{"name", text_at(*function, "name")}};
        copy_members(*function, written, {"description"});
        written["input_schema"] =
            schema != nullptr ? *schema : Json{{"type", "object"}, {"properties", Json::object()}};
        copy_members(*function, written, {"strict"});
        copy_members(tool, written, {"cache_control"});
        body["tools"].push_back(std::move(written));
    }
}

void write_tool_choice(const Json& chat, Json& body, std::vector<std::string>& dropped) {
    const Json* choice = value_at(chat, "tool_choice");
    const auto parallel = flag_at(chat, "parallel_tool_calls");
    if (!body.contains("tools")) {
        return;
    }
    Json written;
    if (choice != nullptr) {
        const std::string_view word = text_of(*choice);
        const Json* function = value_at(*choice, "function");
        if (function != nullptr) {
            written = {{"type", "tool"}, {"name", text_at(*function, "name")}};
        } else if (word == "auto" || word == "none") {
            written = {{"type", word}};
        } else if (word == "required") {
            written = {{"type", "any"}};
        } else {
            add_dropped(dropped, "tool_choice");
        }
    }
    if (parallel && (!*parallel || !written.is_null())) {
        written = written.is_null() ? Json{{"type", "auto"}} : std::move(written);
        if (text_at(written, "type") != "none") {
            written["disable_parallel_tool_use"] = !*parallel;
        }
    }
    if (!written.is_null()) {
        body["tool_choice"] = std::move(written);
    }
}

/// Temperature goes to 2 with OpenAI and to 1 here. With a thinking budget it must be 1, top_k
/// must not be set and top_p not be below 0.95.
void write_sampling(const Json& chat, ClaudeAbility ability, Json& body,
                    std::vector<std::string>& dropped) {
    const bool thinks = body.contains("thinking");
    const auto temperature = number_at(chat, "temperature");
    if (temperature && (!ability.sampling || (thinks && *temperature != 1.0))) {
        add_dropped(dropped, "temperature");
    } else if (temperature) {
        if (*temperature > 1.0) {
            add_dropped(dropped, "temperature");
        }
        body["temperature"] = *temperature > 1.0 ? Json(1.0) : chat.at("temperature");
    }
    const auto top_p = number_at(chat, "top_p");
    const bool is_beside = body.contains("temperature") && !ability.both;
    if (top_p && (!ability.sampling || is_beside || (thinks && *top_p < 0.95))) {
        if (*top_p != 1.0) {
            add_dropped(dropped, "top_p");
        }
    } else {
        copy_members(chat, body, {"top_p"});
    }
    const auto top_k = integer_at(chat, "top_k");
    if (top_k && *top_k > 0) {
        if (!ability.sampling || thinks) {
            add_dropped(dropped, "top_k");
        } else {
            body["top_k"] = *top_k;
        }
    }
}

void write_stop(const Json& chat, Json& body, std::vector<std::string>& dropped) {
    const Json* stop = value_at(chat, "stop");
    if (stop == nullptr) {
        return;
    }
    Json written = Json::array();
    for (const Json& text : stop->is_array() ? *stop : Json::array({*stop})) {
        if (text_of(text).find_first_not_of(" \t\r\n") == std::string_view::npos) {
            add_dropped(dropped, "stop");
        } else {
            written.push_back(text);
        }
    }
    if (!written.empty()) {
        body["stop_sequences"] = std::move(written);
    }
}

/// Structured output is `output_config.format` (platform.claude.com, "Structured outputs"); plain
/// JSON mode has no counterpart.
void write_format(const Json& chat, Json& body, std::vector<std::string>& dropped) {
    const Json* format = value_at(chat, "response_format");
    const std::string_view type = format == nullptr ? "text" : text_at(*format, "type");
    const Json* wrapped = format == nullptr ? nullptr : value_at(*format, "json_schema");
    const Json* schema = wrapped == nullptr ? nullptr : value_at(*wrapped, "schema");
    if (type == "json_schema" && schema != nullptr) {
        body["output_config"]["format"] = {{"type", "json_schema"}, {"schema", *schema}};
    } else if (type != "text") {
        add_dropped(dropped, "response_format");
    }
}

void write_account(const Json& chat, Json& body, std::vector<std::string>& dropped) {
    if (const std::string_view user = text_at(chat, "user"); !user.empty()) {
        body["metadata"] = {{"user_id", user}};
    }
    const std::string_view tier = text_at(chat, "service_tier");
    if (tier == "auto" || tier == "priority") {
        body["service_tier"] = "auto";
    } else if (tier == "default" || tier == "standard") {
        body["service_tier"] = "standard_only";
    } else if (!tier.empty()) {
        add_dropped(dropped, "service_tier");
    }
    copy_members(chat, body, {"cache_control"});
}

/// Takes the white space off the end of an answer that the client began: the API refuses it.
void trim_prefill(Json& turns) {
    if (text_at(turns.back(), "role") != "assistant") {
        return;
    }
    Json& last = turns.back()["content"].back();
    if (text_at(last, "type") == "text") {
        std::string text(text_at(last, "text"));
        text.erase(text.find_last_not_of(" \t\r\n") + 1);
        last["text"] = std::move(text);
    }
}

}  // namespace

Result<Outgoing> write_anthropic(const Request& request, std::string_view model,
                                 std::int64_t max_tokens_default) {
    const Json& chat = request.chat;
    TurnsWriter writer;
    const Json& messages = list_at(chat, "messages");
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (const auto added = writer.add(messages[i], i); !added) {
            return std::unexpected(added.error());
        }
    }
    if (writer.turns.empty()) {
        return fail(ErrorKind::bad_input, "this provider needs a message that is not the system's",
                    "messages");
    }
    trim_prefill(writer.turns);

    Outgoing outgoing;
    outgoing.target = "/v1/messages";
    outgoing.fields.emplace_back("anthropic-version", "2023-06-01");
    outgoing.dropped = std::move(writer.dropped);
    const ClaudeAbility ability = ability_of(model);
    Json body = {{"model", model}, {"max_tokens", 0}, {"messages", std::move(writer.turns)}};
    if (!writer.system.empty()) {
        body["system"] = std::move(writer.system);
    }
    write_tools(chat, body, outgoing.dropped);
    write_tool_choice(chat, body, outgoing.dropped);
    write_thinking(chat, ability, max_tokens_default, body, outgoing.dropped);
    write_sampling(chat, ability, body, outgoing.dropped);
    write_stop(chat, body, outgoing.dropped);
    write_format(chat, body, outgoing.dropped);
    write_account(chat, body, outgoing.dropped);
    if (request.stream) {
        body["stream"] = true;
    }
    add_uncarried(
        chat,
        {"max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k", "stop", "tools",
         "tool_choice", "parallel_tool_calls", "reasoning", "reasoning_effort", "include_reasoning",
         "verbosity", "response_format", "user", "service_tier", "cache_control"},
        outgoing.dropped);
    outgoing.body = to_text(body);
    return outgoing;
}

}  // namespace orrery::dialect
