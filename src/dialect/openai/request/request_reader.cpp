#include <array>
#include <string>
#include <utility>

#include "dialect/json/parse.h"
#include "dialect/openai/openai.h"
#include "dialect/openai/request/request_rules.h"

namespace orrery::dialect {
namespace {

using enum ParameterType;

constexpr std::array<ParameterRule, 7> chat_rules = {{
    {"tools", array},
    {"parallel_tool_calls", flag},
    {"logprobs", flag},
    {"top_logprobs", integer},
    {"reasoning_effort", text},
    {"modalities", array},
    {"metadata", object},
}};

constexpr std::array<ParameterRule, 5> completion_rules = {{
    {"suffix", text},
    {"echo", flag},
    {"best_of", positive},
    {"logprobs", integer},
    {"tools", array},
}};

constexpr std::array<ParameterRule, 6> embedding_rules = {{
    {"model", text},
    {"provider", object},
    {"session_id", text},
    {"user", text},
    {"dimensions", positive},
    {"encoding_format", text},
}};

bool is_true(const Json& body, std::string_view name) {
    const Json* const value = member(body, name);
    return value != nullptr && value->is_boolean() && value->get<bool>();
}

std::int64_t integer_or(const Json& body, std::string_view name, std::int64_t otherwise) {
    const Json* const value = member(body, name);
    return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : otherwise;
}

Request request_of(Ingress ingress, Json body) {
    Request request;
    request.ingress = ingress;
    request.stream = is_true(body, "stream");
    request.chat = std::move(body);
    return request;
}

std::unexpected<Error> refused(std::string where, std::string what) {
    return fail(ErrorKind::bad_input, std::move(what), std::move(where));
}

/// Refuses what the legacy API did and a chat cannot do.
Status check_carried(const Json& body) {
    if (!text_of(body, "suffix").empty()) {
        return refused("suffix", "is not served: completions are answered by chat models");
    }
    if (is_true(body, "echo")) {
        return refused("echo", "is not served: completions are answered by chat models");
    }
    const std::int64_t choices = integer_or(body, "n", 1);
    if (integer_or(body, "best_of", choices) != choices) {
        return refused("best_of", "is not served: ask for `n` choices instead");
    }
    return {};
}

Result<std::string> prompt_of(const Json& body) {
    const Json* prompt = member(body, "prompt");
    if (prompt != nullptr && prompt->is_array() && prompt->size() == 1) {
        prompt = &prompt->front();
    } else if (prompt != nullptr && prompt->is_array() && prompt->size() > 1 &&
               prompt->front().is_string()) {
        return refused("prompt", "must be one prompt: send one request for each");
    }
    if (prompt != nullptr && (prompt->is_array() || prompt->is_number())) {
        return refused("prompt", "must be text: prompts of tokens are not served");
    }
    if (prompt == nullptr || !prompt->is_string()) {
        return refused("prompt", "must be a string");
    }
    return prompt->get<std::string>();
}

/// The legacy `logprobs` is how many alternatives; a chat says it with two members.
void carry_logprobs(Json& body) {
    const Json* const asked = member(body, "logprobs");
    if (asked == nullptr || !asked->is_number_integer()) {
        body.erase("logprobs");
        return;
    }
    const Json alternatives = *asked;
    body["logprobs"] = true;
    body["top_logprobs"] = alternatives;
}

}  // namespace

Result<Request> read_chat(std::string_view text) {
    Result<Json> body = parse_object(text);
    if (!body) {
        return std::unexpected(std::move(body.error()));
    }
    Status checked = check_shared_parameters(*body);
    if (checked) {
        checked = check_parameters(*body, chat_rules);
    }
    if (checked) {
        checked = check_messages(*body);
    }
    if (!checked) {
        return std::unexpected(std::move(checked.error()));
    }
    return request_of(Ingress::chat, std::move(*body));
}

Result<Request> read_completions(std::string_view text) {
    Result<Json> body = parse_object(text);
    if (!body) {
        return std::unexpected(std::move(body.error()));
    }
    Status checked = check_shared_parameters(*body);
    if (checked) {
        checked = check_parameters(*body, completion_rules);
    }
    if (checked) {
        checked = check_carried(*body);
    }
    if (!checked) {
        return std::unexpected(std::move(checked.error()));
    }
    Result<std::string> prompt = prompt_of(*body);
    if (!prompt) {
        return std::unexpected(std::move(prompt.error()));
    }
    for (const char* const name : {"suffix", "echo", "best_of"}) {
        body->erase(name);
    }
    carry_logprobs(*body);
    Json message = Json::object();
    message["role"] = "user";
    message["content"] = *prompt;
    (*body)["messages"] = Json::array({std::move(message)});
    return request_of(Ingress::completions, std::move(*body));
}

Result<Request> read_embeddings(std::string_view text) {
    Result<Json> body = parse_object(text);
    if (!body) {
        return std::unexpected(std::move(body.error()));
    }
    if (Status checked = check_parameters(*body, embedding_rules); !checked) {
        return std::unexpected(std::move(checked.error()));
    }
    const Json* const input = member(*body, "input");
    if (input == nullptr || !(input->is_string() || (input->is_array() && !input->empty()))) {
        return refused("input", "must be a string or an array that is not empty");
    }
    const std::string format = text_of(*body, "encoding_format");
    if (!format.empty() && format != "float" && format != "base64") {
        return refused("encoding_format", "must be float or base64");
    }
    return request_of(Ingress::embeddings, std::move(*body));
}

}  // namespace orrery::dialect
