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
        carry_reasoning(body, outgoing.dropped);
        ask_for_usage(body, request.stream);
    }
    outgoing.body = to_text(body);
    return outgoing;
}

}  // namespace orrery::dialect
