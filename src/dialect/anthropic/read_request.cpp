#include <utility>

#include "dialect/anthropic/anthropic.h"
#include "dialect/anthropic/content.h"
#include "dialect/json/parse.h"
#include "dialect/wire/field.h"

namespace orrery::dialect {

namespace {

Status read_tools(const Json& body, Json& chat, std::vector<std::string>& dropped) {
    Json tools = Json::array();
    const Json& given = list_at(body, "tools");
    for (std::size_t i = 0; i < given.size(); ++i) {
        const Json& tool = given[i];
        const std::string_view type = text_at(tool, "type");
        const std::string_view name = text_at(tool, "name");
        if (!type.empty() && type != "custom") {
            add_dropped(dropped, "tools." + std::string(type));
            continue;
        }
        if (name.empty()) {
            return fail(ErrorKind::bad_input, "a tool needs a name",
                        "tools[" + std::to_string(i) + "].name");
        }
        Json function = {{"name", name}};
        copy_members(tool, function, {"description"});
        if (const Json* schema = value_at(tool, "input_schema")) {
            function["parameters"] = *schema;
        }
        copy_members(tool, function, {"strict"});
        Json read = {{"type", "function"}, {"function", std::move(function)}};
        copy_members(tool, read, {"cache_control"});
        tools.push_back(std::move(read));
    }
    if (!tools.empty()) {
        chat["tools"] = std::move(tools);
    }
    return {};
}

Status read_tool_choice(const Json& body, Json& chat) {
    const Json* choice = value_at(body, "tool_choice");
    if (choice == nullptr) {
        return {};
    }
    const std::string_view type = text_at(*choice, "type");
    if (type == "tool") {
        chat["tool_choice"] = {{"type", "function"},
                               {"function", {{"name", text_at(*choice, "name")}}}};
    } else if (type == "any") {
        chat["tool_choice"] = "required";
    } else if (type == "auto" || type == "none") {
        chat["tool_choice"] = type;
    } else {
        return fail(ErrorKind::bad_input, "type must be auto, any, tool or none",
                    "tool_choice.type");
    }
    if (const auto disabled = flag_at(*choice, "disable_parallel_tool_use")) {
        chat["parallel_tool_calls"] = !*disabled;
    }
    return {};
}

void read_reasoning(const Json& body, Json& chat, std::vector<std::string>& dropped) {
    Json reasoning = Json::object();
    if (const Json* thinking = value_at(body, "thinking")) {
        const std::string_view type = text_at(*thinking, "type");
        if (type == "enabled") {
            reasoning["enabled"] = true;
            if (const auto budget = integer_at(*thinking, "budget_tokens")) {
                reasoning["max_tokens"] = *budget;
            }
        } else if (type == "adaptive" || type == "disabled") {
            reasoning["enabled"] = type == "adaptive";
        } else {
            add_dropped(dropped, "thinking");
        }
        if (const std::string_view display = text_at(*thinking, "display"); !display.empty()) {
            reasoning["exclude"] = display == "omitted";
        }
    }
    if (const Json* config = value_at(body, "output_config")) {
        copy_members(*config, reasoning, {"effort"});
    }
    if (!reasoning.empty()) {
        chat["reasoning"] = std::move(reasoning);
    }
}

/// The format stands in `output_config` now and stood in `output_format` while it was in beta.
void read_format(const Json& body, Json& chat, std::vector<std::string>& dropped) {
    const Json* config = value_at(body, "output_config");
    const Json* format = config == nullptr ? nullptr : value_at(*config, "format");
    format = format == nullptr ? value_at(body, "output_format") : format;
    if (format == nullptr) {
        return;
    }
    const Json* schema = value_at(*format, "schema");
    if (text_at(*format, "type") != "json_schema" || schema == nullptr) {
        add_dropped(dropped, "output_config.format");
        return;
    }
    chat["response_format"] = {
        {"type", "json_schema"},
        {"json_schema", {{"name", "output"}, {"strict", true}, {"schema", *schema}}}};
}

void read_parameters(const Json& body, Json& chat, std::vector<std::string>& dropped) {
    copy_members(body, chat,
                 {"max_tokens", "temperature", "top_p", "top_k", "cache_control", "models",
                  "provider", "route", "session_id", "prompt_cache_key", "transforms", "plugins",
                  "usage", "trace", "user"});
    if (const Json* stop = value_at(body, "stop_sequences")) {
        chat["stop"] = *stop;
    }
    if (const Json* metadata = value_at(body, "metadata")) {
        const std::string_view user = text_at(*metadata, "user_id");
        if (!user.empty()) {
            chat["user"] = user;
        }
        if (metadata->size() > (user.empty() ? 0 : 1)) {
            add_dropped(dropped, "metadata");
        }
    }
    const std::string_view tier = text_at(body, "service_tier");
    if (tier == "auto" || tier == "standard_only") {
        chat["service_tier"] = tier == "auto" ? "auto" : "default";
    } else if (!tier.empty()) {
        add_dropped(dropped, "service_tier");
    }
    add_uncarried(body,
                  {"max_tokens", "temperature", "top_p", "top_k", "cache_control", "user", "stop",
                   "stop_sequences", "service_tier", "system", "tools", "tool_choice", "thinking",
                   "output_config", "output_format"},
                  dropped);
}

}  // namespace

Result<Request> read_messages(std::string_view body_text) {
    const auto body = parse_object(body_text);
    if (!body) {
        return std::unexpected(body.error());
    }
    Request request{
        .ingress = Ingress::messages, .chat = Json::object(), .stream = false, .dropped = {}};
    Json& chat = request.chat;
    copy_members(*body, chat, {"model"});
    Json messages = Json::array();
    if (const Json* system = value_at(*body, "system")) {
        auto content = read_content(*system, "system", request.dropped);
        if (!content) {
            return std::unexpected(content.error());
        }
        messages.push_back({{"role", "system"}, {"content", std::move(*content)}});
    }
    const Json* given = value_at(*body, "messages");
    if (given == nullptr || !given->is_array() || given->empty()) {
        return fail(ErrorKind::bad_input, "messages must be an array of at least one", "messages");
    }
    for (std::size_t i = 0; i < given->size(); ++i) {
        const std::string where = "messages[" + std::to_string(i) + "]";
        if (const auto read = read_message((*given)[i], where, messages, request.dropped); !read) {
            return std::unexpected(read.error());
        }
    }
    chat["messages"] = std::move(messages);
    if (const auto read = read_tools(*body, chat, request.dropped); !read) {
        return std::unexpected(read.error());
    }
    if (const auto read = read_tool_choice(*body, chat); !read) {
        return std::unexpected(read.error());
    }
    read_reasoning(*body, chat, request.dropped);
    read_format(*body, chat, request.dropped);
    read_parameters(*body, chat, request.dropped);
    request.stream = flag_at(*body, "stream").value_or(false);
    chat["stream"] = request.stream;
    return request;
}

}  // namespace orrery::dialect
