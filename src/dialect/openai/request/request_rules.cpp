#include "dialect/openai/request/request_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "dialect/json/parse.h"

namespace orrery::dialect {
namespace {

using enum ParameterType;

constexpr std::array<ParameterRule, 28> shared_rules = {{
    {"model", text},
    {"models", array},
    {"provider", object},
    {"session_id", text},
    {"prompt_cache_key", text},
    {"transforms", array},
    {"plugins", array},
    {"usage", object},
    {"route", text},
    {"user", text},
    {"stream", flag},
    {"stream_options", object},
    {"max_tokens", positive},
    {"max_completion_tokens", positive},
    {"n", positive},
    {"temperature", number},
    {"top_p", number},
    {"top_k", number},
    {"top_a", number},
    {"min_p", number},
    {"seed", integer},
    {"stop", text_or_array},
    {"frequency_penalty", number},
    {"presence_penalty", number},
    {"repetition_penalty", number},
    {"logit_bias", object},
    {"response_format", object},
    {"reasoning", object},
}};

bool fits(const Json& value, ParameterType type) {
    switch (type) {
        case text:
            return value.is_string();
        case number:
            return value.is_number();
        case integer:
            return value.is_number_integer();
        case positive:
            return value.is_number_integer() && value > 0;
        case flag:
            return value.is_boolean();
        case array:
            return value.is_array();
        case object:
            return value.is_object();
        case text_or_array:
            return value.is_string() || value.is_array();
    }
    return false;
}

std::string_view described(ParameterType type) {
    switch (type) {
        case text:
            return "a string";
        case number:
            return "a number";
        case integer:
            return "an integer";
        case positive:
            return "an integer of at least 1";
        case flag:
            return "true or false";
        case array:
            return "an array";
        case object:
            return "an object";
        case text_or_array:
            return "a string or an array";
    }
    return "something else";
}

std::unexpected<Error> wrong(std::string where, std::string_view expected) {
    return fail(ErrorKind::bad_input, fmt::format("must be {}", expected), std::move(where));
}

Status check_content(const Json& content, const std::string& path) {
    if (content.is_string() || content.is_null()) {
        return {};
    }
    if (!content.is_array()) {
        return wrong(path, "a string or an array");
    }
    for (std::size_t at = 0; at < content.size(); ++at) {
        if (text_of(content[at], "type").empty()) {
            return wrong(fmt::format("{}[{}].type", path, at), "a string");
        }
    }
    return {};
}

Status check_tool_calls(const Json& calls, const std::string& path) {
    if (calls.is_null()) {
        return {};
    }
    if (!calls.is_array()) {
        return wrong(path, "an array");
    }
    for (std::size_t at = 0; at < calls.size(); ++at) {
        const Json* const function = member(calls[at], "function");
        const Json* const arguments =
            function != nullptr ? member(*function, "arguments") : nullptr;
        if (function != nullptr && text_of(*function, "name").empty()) {
            return wrong(fmt::format("{}[{}].function.name", path, at), "a string");
        }
        if (arguments != nullptr && !arguments->is_string()) {
            return wrong(fmt::format("{}[{}].function.arguments", path, at), "a string");
        }
        if (!calls[at].is_object()) {
            return wrong(fmt::format("{}[{}]", path, at), "an object");
        }
    }
    return {};
}

Status check_message(const Json& message, const std::string& path) {
    static constexpr std::array<std::string_view, 6> roles = {"system",    "developer", "user",
                                                              "assistant", "tool",      "function"};
    if (!message.is_object()) {
        return wrong(path, "an object");
    }
    if (std::ranges::find(roles, text_of(message, "role")) == roles.end()) {
        return wrong(path + ".role", "system, developer, user, assistant or tool");
    }
    if (const Json* const content = member(message, "content"); content != nullptr) {
        if (Status checked = check_content(*content, path + ".content"); !checked) {
            return checked;
        }
    }
    const Json* const calls = member(message, "tool_calls");
    return calls != nullptr ? check_tool_calls(*calls, path + ".tool_calls") : Status();
}

}  // namespace

Status check_parameters(const Json& body, std::span<const ParameterRule> rules) {
    for (const ParameterRule& rule : rules) {
        const Json* const value = member(body, rule.name);
        if (value != nullptr && !value->is_null() && !fits(*value, rule.type)) {
            return wrong(std::string(rule.name), described(rule.type));
        }
    }
    return {};
}

Status check_shared_parameters(const Json& body) {
    return check_parameters(body, shared_rules);
}

Status check_messages(const Json& body) {
    const Json* const messages = member(body, "messages");
    if (messages == nullptr || !messages->is_array() || messages->empty()) {
        return wrong("messages", "an array with at least one message");
    }
    for (std::size_t at = 0; at < messages->size(); ++at) {
        if (Status checked = check_message((*messages)[at], fmt::format("messages[{}]", at));
            !checked) {
            return checked;
        }
    }
    return {};
}

}  // namespace orrery::dialect
