#include <string>
#include <utility>

#include "dialect/json/parse.h"
#include "dialect/openai/openai.h"

namespace orrery::dialect {
namespace {

/// Says OpenRouter's `reasoning` in OpenAI's one word for it. A budget in tokens has none:
/// reasoning that is asked for without an effort becomes medium, OpenAI's own default.
void carry_reasoning(Json& body, std::vector<std::string>& dropped) {
    const Json* const found = member(body, "reasoning");
    if (found == nullptr) {
        return;
    }
    const Json reasoning = *found;
    body.erase("reasoning");
    std::string effort = text_of(reasoning, "effort");
    const Json* const enabled = member(reasoning, "enabled");
    const Json* const budget = member(reasoning, "max_tokens");
    if (enabled != nullptr && enabled->is_boolean() && effort.empty()) {
        effort = enabled->get<bool>() ? "medium" : "none";
    }
    if (budget != nullptr && budget->is_number()) {
        dropped.emplace_back("reasoning.max_tokens");
        effort = effort.empty() ? "medium" : effort;
    }
    for (const char* const name : {"exclude", "summary"}) {
        const Json* const part = member(reasoning, name);
        if (part != nullptr && !part->is_null() && *part != false) {
            dropped.push_back(std::string("reasoning.") + name);
        }
    }
    if (!effort.empty() && text_of(body, "reasoning_effort").empty()) {
        body["reasoning_effort"] = std::move(effort);
    }
}

/// Takes out what the Messages and Responses dialects say beyond a chat: the mark of a failed tool,
/// marks for the cache outside of content, and metadata that are only for the answer.
void leave_out_foreign(Json& body, Ingress ingress, std::vector<std::string>& dropped) {
    if (ingress != Ingress::messages && ingress != Ingress::responses) {
        return;
    }
    body.erase("metadata");
    bool has_marks = body.erase("cache_control") > 0;
    bool has_errors = false;
    const auto found = body.find("messages");
    if (found != body.end() && found->is_array()) {
        for (Json& message : *found) {
            if (!message.is_object()) {
                continue;
            }
            has_errors = message.erase("is_error") > 0 || has_errors;
            has_marks = message.erase("cache_control") > 0 || has_marks;
            const auto calls = message.find("tool_calls");
            if (calls == message.end() || !calls->is_array()) {
                continue;
            }
            for (Json& call : *calls) {
                has_marks = (call.is_object() && call.erase("cache_control") > 0) || has_marks;
            }
        }
    }
    if (has_errors) {
        dropped.emplace_back("messages.is_error");
    }
    if (has_marks) {
        dropped.emplace_back("cache_control");
    }
}

void ask_for_usage(Json& body, bool is_stream) {
    if (!is_stream) {
        body.erase("stream_options");
        return;
    }
    body["stream"] = true;
    Json& options = body["stream_options"];
    if (!options.is_object()) {
        options = Json::object();
    }
    options["include_usage"] = true;
}

}  // namespace

Result<Outgoing> write_openai(const Request& request, std::string_view model) {
    Outgoing outgoing;
    Json body = request.chat;
    for (const char* const name :
         {"models", "provider", "session_id", "transforms", "plugins", "usage", "route"}) {
        body.erase(name);
    }
    body["model"] = model;
    if (request.ingress == Ingress::embeddings) {
        outgoing.target = "/embeddings";
    } else {
        outgoing.target = "/chat/completions";
        body.erase("prompt");
        leave_out_foreign(body, request.ingress, outgoing.dropped);
        carry_reasoning(body, outgoing.dropped);
        ask_for_usage(body, request.stream);
    }
    outgoing.body = to_text(body);
    return outgoing;
}

}  // namespace orrery::dialect
