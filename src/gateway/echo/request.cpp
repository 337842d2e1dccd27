#include "gateway/echo/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/hash.h"

namespace orrery::gateway {
namespace {

constexpr std::int64_t choices_max = 8;

std::unexpected<Error> wrong(std::string what, std::string where) {
    return fail(ErrorKind::bad_input, std::move(what), std::move(where));
}

/// Returns a member that is there and not null, or null.
const EchoJson* member(const EchoJson& object, const char* name) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text_member(const EchoJson& object, const char* name) {
    const EchoJson* value = member(object, name);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

bool flag_member(const EchoJson& object, const char* name, bool otherwise) {
    const EchoJson* value = member(object, name);
    return value != nullptr && value->is_boolean() ? value->get<bool>() : otherwise;
}

/// Joins the texts of a message's content, a text or a list of parts.
std::string content_text(const EchoJson& message) {
    const EchoJson* content = member(message, "content");
    if (content == nullptr) {
        return {};
    }
    if (content->is_string()) {
        return content->get<std::string>();
    }
    std::string joined;
    for (const EchoJson& part : *content) {
        if (const std::string text = text_member(part, "text"); !text.empty()) {
            joined += (joined.empty() ? "" : "\n") + text;
        }
    }
    return joined;
}

Status read_messages(const EchoJson& body, EchoRequest& request) {
    const EchoJson* messages = member(body, "messages");
    if (messages == nullptr || !messages->is_array() || messages->empty()) {
        return wrong("messages must be a list that is not empty", "messages");
    }
    for (std::size_t i = 0; i < messages->size(); ++i) {
        const EchoJson& message = (*messages)[i];
        const std::string role = text_member(message, "role");
        if (role.empty()) {
            return wrong("a message needs a role", fmt::format("messages[{}].role", i));
        }
        const std::string text = content_text(message);
        for (const std::string_view word : words_of(text)) {
            request.prompt.push_back(fnv1a(word) ^ fnv1a(role));
        }
        if (role == "user" || role == "tool") {
            request.last_text = text;
        }
        request.is_tool_result = role == "tool";
    }
    auto directive = take_directive(request.last_text);
    if (!directive) {
        return wrong(directive.error().what, "messages");
    }
    request.directive = *std::move(directive);
    return {};
}

Status read_count(const EchoJson& body, const char* name, std::int64_t least,
                  std::optional<std::int64_t>& into) {
    const EchoJson* value = member(body, name);
    if (value == nullptr) {
        return {};
    }
    if (!value->is_number_integer() || value->get<std::int64_t>() < least) {
        return wrong(fmt::format("{} must be a whole number from {} on", name, least), name);
    }
    into = value->get<std::int64_t>();
    return {};
}

Status read_stops(const EchoJson& body, EchoRequest& request) {
    const EchoJson* stop = member(body, "stop");
    if (stop == nullptr) {
        return {};
    }
    const EchoJson list = stop->is_string() ? EchoJson::array({*stop}) : *stop;
    for (const EchoJson& one : list) {
        if (!one.is_string()) {
            return wrong("stop must be a text or a list of texts", "stop");
        }
        if (auto text = one.get<std::string>(); !text.empty()) {
            request.stops.push_back(std::move(text));
        }
    }
    return {};
}

bool names(std::string_view text, std::string_view tool) {
    return text.find(tool) != std::string_view::npos;
}

Status choose_tools(const EchoJson& body, std::vector<EchoTool> tools, EchoRequest& request) {
    const EchoJson* choice = member(body, "tool_choice");
    const bool is_word = choice != nullptr && choice->is_string();
    const std::string word = is_word ? choice->get<std::string>() : "auto";
    if (choice != nullptr && choice->is_object()) {
        const EchoJson* function = member(*choice, "function");
        const std::string wanted = text_member(function != nullptr ? *function : *choice, "name");
        const auto found = std::ranges::find(tools, wanted, &EchoTool::name);
        if (found == tools.end()) {
            return wrong("tool_choice names a tool that is not there", "tool_choice");
        }
        request.called.push_back(std::move(*found));
        return {};
    }
    if (word == "none" || tools.empty() || (word == "auto" && request.is_tool_result)) {
        return {};
    }
    const bool calls_many = flag_member(body, "parallel_tool_calls", true);
    for (EchoTool& tool : tools) {
        if (names(request.last_text, tool.name) && (calls_many || request.called.empty())) {
            request.called.push_back(tool);
        }
    }
    if (request.called.empty() && word == "required") {
        request.called.push_back(std::move(tools.front()));
    }
    return {};
}

Status read_tools(const EchoJson& body, EchoRequest& request) {
    const EchoJson* list = member(body, "tools");
    std::vector<EchoTool> tools;
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const EchoJson* function = list->is_array() ? member((*list)[i], "function") : nullptr;
        EchoTool tool;
        tool.name = function != nullptr ? text_member(*function, "name") : std::string();
        if (function == nullptr || tool.name.empty()) {
            return wrong("a tool needs a function with a name", fmt::format("tools[{}]", i));
        }
        if (const EchoJson* parameters = member(*function, "parameters")) {
            tool.parameters = *parameters;
        }
        tools.push_back(std::move(tool));
    }
    return choose_tools(body, std::move(tools), request);
}

Status read_format(const EchoJson& body, EchoRequest& request) {
    const EchoJson* format = member(body, "response_format");
    if (format == nullptr) {
        return {};
    }
    const std::string type = text_member(*format, "type");
    request.wants_json = type == "json_object" || type == "json_schema";
    if (type == "json_schema") {
        const EchoJson* named = member(*format, "json_schema");
        const EchoJson* schema = named != nullptr ? member(*named, "schema") : nullptr;
        if (schema == nullptr) {
            return wrong("json_schema needs a schema", "response_format.json_schema.schema");
        }
        request.schema = *schema;
    } else if (!request.wants_json && type != "text") {
        return wrong("response_format must be text, json_object or json_schema",
                     "response_format.type");
    }
    return {};
}

/// Tokens of reasoning by effort: doubled from step to step.
std::int64_t tokens_of_effort(std::string_view effort) {
    constexpr auto known = std::to_array<std::pair<std::string_view, std::int64_t>>(
        {{"none", 0}, {"minimal", 4}, {"low", 8}, {"medium", 16}, {"high", 32}, {"xhigh", 64}});
    for (const auto& [name, tokens] : known) {
        if (effort == name) {
            return tokens;
        }
    }
    return 16;
}

void read_reasoning(const EchoJson& body, EchoRequest& request) {
    const bool is_reasoner = names(request.model, "reasoning");
    std::string effort = text_member(body, "reasoning_effort");
    const EchoJson* reasoning = member(body, "reasoning");
    if (reasoning != nullptr) {
        request.shows_reasoning = !flag_member(*reasoning, "exclude", false);
        if (!flag_member(*reasoning, "enabled", true)) {
            return;
        }
        if (effort.empty()) {
            effort = text_member(*reasoning, "effort");
        }
    }
    if (!is_reasoner) {
        return;
    }
    request.reasoning_tokens = tokens_of_effort(effort);
    const EchoJson* most = reasoning != nullptr ? member(*reasoning, "max_tokens") : nullptr;
    if (most != nullptr && most->is_number_integer()) {
        request.reasoning_tokens = std::clamp<std::int64_t>(most->get<std::int64_t>(), 0, 4096);
    }
}

Status read_bounds(const EchoJson& body, EchoRequest& request) {
    for (const char* name : {"max_tokens", "max_completion_tokens"}) {
        if (const auto done = read_count(body, name, 1, request.tokens_max); !done) {
            return done;
        }
    }
    std::optional<std::int64_t> choices;
    if (const auto done = read_count(body, "n", 1, choices); !done) {
        return done;
    }
    request.choices = choices.value_or(1);
    if (request.choices > choices_max) {
        return wrong(fmt::format("n may be {} at most", choices_max), "n");
    }
    return {};
}

}  // namespace

Result<EchoRequest> read_echo_request(std::string_view body_text) {
    const EchoJson body = EchoJson::parse(body_text, nullptr, false);
    if (!body.is_object()) {
        return wrong("the body is not a JSON object", "");
    }
    EchoRequest request;
    request.model = text_member(body, "model");
    if (request.model.empty()) {
        return wrong("model must be a text", "model");
    }
    request.is_stream = flag_member(body, "stream", false);
    if (const EchoJson* options = member(body, "stream_options")) {
        request.includes_usage = flag_member(*options, "include_usage", false);
    }
    for (const auto read : {read_messages, read_bounds, read_stops, read_tools, read_format}) {
        if (const auto done = read(body, request); !done) {
            return std::unexpected(done.error());
        }
    }
    read_reasoning(body, request);
    return request;
}

std::vector<std::string_view> words_of(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\v\f";
    std::vector<std::string_view> words;
    for (auto start = text.find_first_not_of(blanks); start != std::string_view::npos;
         start = text.find_first_not_of(blanks)) {
        text.remove_prefix(start);
        const std::string_view word = text.substr(0, text.find_first_of(blanks));
        words.push_back(word);
        text.remove_prefix(word.size());
    }
    return words;
}

}  // namespace orrery::gateway
