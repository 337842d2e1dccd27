#include <utility>

#include "dialect/answer.h"
#include "dialect/anthropic/anthropic.h"
#include "dialect/gemini/gemini.h"
#include "dialect/json/parse.h"
#include "dialect/openai/error.h"
#include "dialect/openai/openai.h"
#include "dialect/request.h"
#include "dialect/responses/responses.h"

namespace orrery::dialect {
namespace {

/// Says in the neutral form what OpenAI has a newer or a shorter word for.
Request neutral(const Request& request) {
    Request same = request;
    const Json* const bound = member(request.chat, "max_completion_tokens");
    if (bound != nullptr) {
        if (!bound->is_null()) {
            same.chat["max_tokens"] = *bound;
        }
        same.chat.erase("max_completion_tokens");
    }
    const std::string effort = text_of(request.chat, "reasoning_effort");
    if (same.chat.erase("reasoning_effort") > 0 && !effort.empty()) {
        Json& reasoning = same.chat["reasoning"];
        if (text_of(reasoning, "effort").empty()) {
            reasoning = reasoning.is_object() ? std::move(reasoning) : Json::object();
            reasoning["effort"] = effort;
        }
    }
    return same;
}

}  // namespace

std::string_view api_type_of(Ingress ingress) {
    switch (ingress) {
        case Ingress::chat:
            return "chat";
        case Ingress::completions:
            return "completion";
        case Ingress::responses:
            return "responses";
        case Ingress::messages:
            return "messages";
        case Ingress::embeddings:
            return "embeddings";
    }
    return "chat";
}

std::string_view name_of(Egress egress) {
    switch (egress) {
        case Egress::openai:
            return "openai";
        case Egress::anthropic:
            return "anthropic";
        case Egress::gemini:
            return "gemini";
    }
    return "openai";
}

Result<Request> read_request(Ingress ingress, std::string_view body) {
    switch (ingress) {
        case Ingress::chat:
            return read_chat(body);
        case Ingress::completions:
            return read_completions(body);
        case Ingress::responses:
            return read_responses(body);
        case Ingress::messages:
            return read_messages(body);
        case Ingress::embeddings:
            return read_embeddings(body);
    }
    return fail(ErrorKind::internal, "no such dialect");
}

Result<Outgoing> write_request(Egress egress, const Request& request, std::string_view model,
                               std::int64_t max_tokens_default) {
    switch (egress) {
        case Egress::openai:
            return write_openai(request, model);
        case Egress::anthropic:
            return write_anthropic(neutral(request), model, max_tokens_default);
        case Egress::gemini:
            return write_gemini(neutral(request), model, max_tokens_default);
    }
    return fail(ErrorKind::internal, "no such dialect");
}

std::unique_ptr<AnswerReader> make_answer_reader(Egress egress, Ingress ingress) {
    switch (egress) {
        case Egress::anthropic:
            return make_anthropic_reader();
        case Egress::gemini:
            return make_gemini_reader(ingress);
        default:
            return make_openai_reader(ingress);
    }
}

ProviderError read_error(Egress egress, std::string_view body) {
    switch (egress) {
        case Egress::anthropic:
            return read_anthropic_error(body);
        case Egress::gemini:
            return read_gemini_error(body);
        default:
            return read_openai_error(body);
    }
}

std::unique_ptr<AnswerWriter> make_answer_writer(Ingress ingress, bool is_stream,
                                                 AnswerContext context) {
    switch (ingress) {
        case Ingress::completions:
            return make_completions_writer(is_stream, std::move(context));
        case Ingress::responses:
            return make_responses_writer(is_stream, std::move(context));
        case Ingress::messages:
            return make_messages_writer(is_stream, std::move(context));
        case Ingress::embeddings:
            return make_embeddings_writer(std::move(context));
        default:
            return make_chat_writer(is_stream, std::move(context));
    }
}

std::string error_body(Ingress ingress, int status, std::string_view message,
                       std::string_view metadata) {
    return ingress == Ingress::messages ? messages_error_body(status, message)
                                        : chat_error_body(status, message, metadata);
}

}  // namespace orrery::dialect
