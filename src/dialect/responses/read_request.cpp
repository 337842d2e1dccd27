#include <utility>

#include "dialect/json/parse.h"
#include "dialect/responses/items.h"
#include "dialect/responses/responses.h"
#include "dialect/wire/field.h"

namespace orrery::dialect {

namespace {

/// Nothing is kept between requests, so what refers to something kept is refused, not ignored.
Status check_stateless(const Json& body) {
    for (const std::string_view name : {"previous_response_id", "conversation", "prompt"}) {
        if (value_at(body, name) != nullptr) {
            return fail(ErrorKind::bad_input,
                        "nothing is kept between requests here: send the whole conversation as "
                        "input",
                        std::string(name));
        }
    }
    if (flag_at(body, "background").value_or(false)) {
        return fail(ErrorKind::bad_input, "requests in the background are not supported",
                    "background");
    }
    return {};
}

Status read_input(const Json& body, Json& messages) {
    if (const std::string_view text = text_at(body, "instructions"); !text.empty()) {
        messages.push_back({{"role", "system"}, {"content", text}});
    }
    const Json* input = value_at(body, "input");
    if (input != nullptr && input->is_string()) {
        messages.push_back({{"role", "user"}, {"content", *input}});
        return {};
    }
    if (input == nullptr || !input->is_array() || input->empty()) {
        return fail(ErrorKind::bad_input, "input must be text or an array of items", "input");
    }
    ItemsReader reader(messages);
    for (std::size_t i = 0; i < input->size(); ++i) {
        const std::string where = "input[" + std::to_string(i) + "]";
        if (const auto added = reader.add((*input)[i], where); !added) {
            return added;
        }
    }
    reader.finish();
    return {};
}

Status read_tools(const Json& body, Json& chat, std::vector<std::string>& dropped) {
    Json tools = Json::array();
    const Json& given = list_at(body, "tools");
    for (std::size_t i = 0; i < given.size(); ++i) {
        const Json& tool = given[i];
        const std::string_view type = text_at(tool, "type");
        if (type != "function") {
            add_dropped(dropped, "tools." + std::string(type));
            continue;
        }
        if (text_at(tool, "name").empty()) {
            return fail(ErrorKind::bad_input, "a function needs a name",
                        "tools[" + std::to_string(i) + "].name");
        }
        Json function = Json::object();
        copy_members(tool, function, {"name", "description", "parameters", "strict"});
        Json read = {{"type", "function"}, {"function", std::move(function)}};
        copy_members(tool, read, {"cache_control"});
        tools.push_back(std::move(read));
    }
    if (!tools.empty()) {
        chat["tools"] = std::move(tools);
    }
    return {};
}

void read_tool_choice(const Json& body, Json& chat, std::vector<std::string>& dropped) {
    const Json* choice = value_at(body, "tool_choice");
    if (choice == nullptr) {
        return;
    }
    if (choice->is_string()) {
        chat["tool_choice"] = *choice;
    } else if (text_at(*choice, "type") == "function") {
        chat["tool_choice"] = {{"type", "function"},
                               {"function", {{"name", text_at(*choice, "name")}}}};
    } else {
        add_dropped(dropped, "tool_choice");
    }
}

void read_text(const Json& body, Json& chat) {
    const Json* text = value_at(body, "text");
    if (text == nullptr) {
        return;
    }
    copy_members(*text, chat, {"verbosity"});
    const Json* format = value_at(*text, "format");
    if (format == nullptr) {
        return;
    }
    const std::string_view type = text_at(*format, "type");
    if (type == "json_schema") {
        Json schema = Json::object();
        copy_members(*format, schema, {"name", "description", "schema", "strict"});
        chat["response_format"] = {{"type", type}, {"json_schema", std::move(schema)}};
    } else if (type == "json_object") {
        chat["response_format"] = {{"type", type}};
    }
}

void read_include(const Json& body, Json& chat, std::vector<std::string>& dropped) {
    for (const Json& wanted : list_at(body, "include")) {
        if (text_of(wanted) == "message.output_text.logprobs") {
            chat["logprobs"] = true;
        } else if (text_of(wanted) != "reasoning.encrypted_content") {  // It always is.
            add_dropped(dropped, "include");
        }
    }
    if (const auto count = integer_at(body, "top_logprobs"); count && *count > 0) {
        chat["logprobs"] = true;
        chat["top_logprobs"] = *count;
    }
}

void copy_parameters(const Json& body, Json& chat) {
    copy_members(body, chat,
                 {"model",
                  "temperature",
                  "top_p",
                  "top_k",
                  "min_p",
                  "top_a",
                  "seed",
                  "frequency_penalty",
                  "presence_penalty",
                  "repetition_penalty",
                  "parallel_tool_calls",
                  "reasoning",
                  "service_tier",
                  "metadata",
                  "user",
                  "models",
                  "provider",
                  "route",
                  "session_id",
                  "prompt_cache_key",
                  "transforms",
                  "plugins",
                  "usage",
                  "trace",
                  "cache_control",
                  "modalities"});
}

void read_parameters(const Json& body, Json& chat, std::vector<std::string>& dropped) {
    copy_parameters(body, chat);
    if (const Json* bound = value_at(body, "max_output_tokens")) {
        chat["max_tokens"] = *bound;
    }
    if (!chat.contains("user") && !text_at(body, "safety_identifier").empty()) {
        chat["user"] = text_at(body, "safety_identifier");
    }
    if (text_at(body, "truncation") == "auto") {
        add_dropped(dropped, "truncation");
    }
    add_uncarried(body,
                  {"temperature",
                   "top_p",
                   "top_k",
                   "min_p",
                   "top_a",
                   "seed",
                   "frequency_penalty",
                   "presence_penalty",
                   "repetition_penalty",
                   "parallel_tool_calls",
                   "reasoning",
                   "service_tier",
                   "user",
                   "cache_control",
                   "modalities",
                   "max_output_tokens",
                   "safety_identifier",
                   "truncation",
                   "input",
                   "instructions",
                   "tools",
                   "tool_choice",
                   "text",
                   "include",
                   "top_logprobs"},
                  dropped);
}

}  // namespace

Result<Request> read_responses(std::string_view text) {
    const auto body = parse_object(text);
    if (!body) {
        return std::unexpected(body.error());
    }
    if (const auto checked = check_stateless(*body); !checked) {
        return std::unexpected(checked.error());
    }
    Request request;
    request.ingress = Ingress::responses;
    request.chat = Json::object();
    Json messages = Json::array();
    if (const auto read = read_input(*body, messages); !read) {
        return std::unexpected(read.error());
    }
    Json& chat = request.chat;
    chat["messages"] = std::move(messages);
    if (const auto read = read_tools(*body, chat, request.dropped); !read) {
        return std::unexpected(read.error());
    }
    read_tool_choice(*body, chat, request.dropped);
    read_text(*body, chat);
    read_include(*body, chat, request.dropped);
    read_parameters(*body, chat, request.dropped);
    request.stream = flag_at(*body, "stream").value_or(false);
    chat["stream"] = request.stream;
    return request;
}

}  // namespace orrery::dialect
