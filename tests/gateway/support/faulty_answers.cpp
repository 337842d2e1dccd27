#include "gateway/support/faulty_answers.h"

#include <fmt/format.h>

#include "base/format/json.h"

namespace orrery::test_support {
namespace {

using Json = nlohmann::ordered_json;

std::string event(const Json& data) {
    return fmt::format("data: {}\n\n", data.dump());
}

std::string named_event(const Json& data) {
    return fmt::format("event: {}\ndata: {}\n\n", data["type"].get<std::string>(), data.dump());
}

std::int64_t cached_of(const FaultPlan& plan) {
    return plan.fault == Fault::wrong_usage ? plan.prompt + 1000 : plan.cached;
}

/// Puts the usage where the dialect has it, or what the fault puts in its place.
void put_usage(Json& into, const char* name, const FaultPlan& plan, const Json& usage) {
    if (plan.fault == Fault::null_usage) {
        into[name] = nullptr;
    } else if (plan.fault != Fault::missing_usage) {
        into[name] = usage;
    }
}

Json openai_usage(const FaultPlan& plan, std::int64_t completion) {
    Json usage;
    usage["prompt_tokens"] = plan.prompt;
    usage["completion_tokens"] = completion;
    usage["total_tokens"] = plan.prompt + completion;
    usage["prompt_tokens_details"]["cached_tokens"] = cached_of(plan);
    usage["completion_tokens_details"]["reasoning_tokens"] = std::min(plan.reasoning, completion);
    return usage;
}

/// Disjoint: input_tokens is what was neither read from nor written to the cache.
Json anthropic_usage(const FaultPlan& plan, std::int64_t completion) {
    Json usage;
    usage["input_tokens"] = plan.fault == Fault::wrong_usage ? -1000 : plan.prompt - plan.cached;
    usage["cache_creation_input_tokens"] = 0;
    usage["cache_read_input_tokens"] = cached_of(plan);
    usage["output_tokens"] = completion;
    return usage;
}

Json gemini_usage(const FaultPlan& plan, std::int64_t completion) {
    const std::int64_t thoughts = std::min(plan.reasoning, completion);
    Json usage;
    usage["promptTokenCount"] = plan.prompt;
    usage["cachedContentTokenCount"] = cached_of(plan);
    usage["candidatesTokenCount"] = completion - thoughts;
    usage["thoughtsTokenCount"] = thoughts;
    usage["totalTokenCount"] = plan.prompt + completion;
    return usage;
}

std::string finish_of(Wire wire, const FaultPlan& plan) {
    if (plan.fault == Fault::unknown_finish) {
        return "walked_away";
    }
    return wire == Wire::openai ? "stop" : wire == Wire::anthropic ? "end_turn" : "STOP";
}

std::string text_of(const FaultPlan& plan) {
    std::string text;
    for (std::int64_t i = 0; i < plan.pieces; ++i) {
        text += faulty_word(i);
    }
    return text;
}

FaultyScript openai_script(const FaultPlan& plan, const std::string& id, const std::string& model) {
    const auto chunk = [&](const Json& delta, const Json& finish) {
        Json one;
        one["id"] = id;
        one["object"] = "chat.completion.chunk";
        one["created"] = 1'700'000'000;
        one["model"] = model;
        one["choices"][0]["index"] = 0;
        one["choices"][0]["delta"] = delta;
        one["choices"][0]["finish_reason"] = finish;
        return one;
    };
    FaultyScript script;
    Json opening;
    opening["role"] = "assistant";
    opening["content"] = "";
    script.opening.push_back(event(chunk(opening, nullptr)));
    for (std::int64_t i = 0; i < plan.pieces; ++i) {
        Json delta;
        delta["content"] = faulty_word(i);
        Json piece = chunk(delta, nullptr);
        if (plan.fault == Fault::usage_everywhere) {
            piece["usage"] = openai_usage(plan, i + 1);
        }
        script.pieces.push_back(event(piece));
    }
    script.closing.push_back(event(chunk(Json::object(), finish_of(Wire::openai, plan))));
    Json last = chunk(Json::object(), nullptr);
    last["choices"] = Json::array();
    put_usage(last, "usage", plan, openai_usage(plan, plan.completion));
    script.closing.push_back(event(last));
    script.last_word = "data: [DONE]\n\n";
    script.error = fmt::format("data: {}\n\n", faulty_error(Wire::openai, 502));
    return script;
}

FaultyScript anthropic_script(const FaultPlan& plan, const std::string& id,
                              const std::string& model) {
    FaultyScript script;
    Json start;
    start["type"] = "message_start";
    start["message"]["id"] = id;
    start["message"]["type"] = "message";
    start["message"]["role"] = "assistant";
    start["message"]["model"] = model;
    start["message"]["content"] = Json::array();
    start["message"]["stop_reason"] = nullptr;
    put_usage(start["message"], "usage", plan, anthropic_usage(plan, 1));
    script.opening.push_back(named_event(start));
    Json block;
    block["type"] = "content_block_start";
    block["index"] = 0;
    block["content_block"]["type"] = "text";
    block["content_block"]["text"] = "";
    script.opening.push_back(named_event(block));
    for (std::int64_t i = 0; i < plan.pieces; ++i) {
        Json piece;
        piece["type"] = "content_block_delta";
        piece["index"] = 0;
        piece["delta"]["type"] = "text_delta";
        piece["delta"]["text"] = faulty_word(i);
        script.pieces.push_back(named_event(piece));
    }
    Json stop;
    stop["type"] = "content_block_stop";
    stop["index"] = 0;
    script.closing.push_back(named_event(stop));
    Json delta;
    delta["type"] = "message_delta";
    delta["delta"]["stop_reason"] = finish_of(Wire::anthropic, plan);
    delta["delta"]["stop_sequence"] = nullptr;
    put_usage(delta, "usage", plan, anthropic_usage(plan, plan.completion));
    script.closing.push_back(named_event(delta));
    Json over;
    over["type"] = "message_stop";
    script.last_word = named_event(over);
    script.error = fmt::format("event: error\ndata: {}\n\n", faulty_error(Wire::anthropic, 529));
    return script;
}

Json gemini_chunk(const FaultPlan& plan, const std::string& id, const std::string& model,
                  const std::string& text, bool is_last, std::int64_t completion) {
    Json chunk;
    chunk["candidates"][0]["index"] = 0;
    chunk["candidates"][0]["content"]["role"] = "model";
    chunk["candidates"][0]["content"]["parts"][0]["text"] = text;
    if (is_last) {
        chunk["candidates"][0]["finishReason"] = finish_of(Wire::gemini, plan);
    }
    if (is_last || plan.fault == Fault::usage_everywhere) {
        put_usage(chunk, "usageMetadata", plan, gemini_usage(plan, completion));
    }
    chunk["modelVersion"] = model;
    chunk["responseId"] = id;
    return chunk;
}

FaultyScript gemini_script(const FaultPlan& plan, const std::string& id, const std::string& model) {
    FaultyScript script;
    for (std::int64_t i = 0; i < plan.pieces; ++i) {
        script.pieces.push_back(event(gemini_chunk(plan, id, model, faulty_word(i), false, i + 1)));
    }
    script.closing.push_back(event(gemini_chunk(plan, id, model, "", true, plan.completion)));
    script.error = fmt::format("data: {}\n\n", faulty_error(Wire::gemini, 503));
    return script;
}

}  // namespace

FaultyScript faulty_script(Wire wire, const FaultPlan& plan, const std::string& id,
                           const std::string& model) {
    switch (wire) {
        case Wire::anthropic:
            return anthropic_script(plan, id, model);
        case Wire::gemini:
            return gemini_script(plan, id, model);
        default:
            return openai_script(plan, id, model);
    }
}

std::string faulty_body(Wire wire, const FaultPlan& plan, const std::string& id,
                        const std::string& model) {
    Json body;
    if (wire == Wire::gemini) {
        return gemini_chunk(plan, id, model, text_of(plan), true, plan.completion).dump();
    }
    body["id"] = id;
    body["model"] = model;
    if (wire == Wire::anthropic) {
        body["type"] = "message";
        body["role"] = "assistant";
        body["content"][0]["type"] = "text";
        body["content"][0]["text"] = text_of(plan);
        body["stop_reason"] = finish_of(wire, plan);
        put_usage(body, "usage", plan, anthropic_usage(plan, plan.completion));
        return body.dump();
    }
    body["object"] = "chat.completion";
    body["created"] = 1'700'000'000;
    body["choices"][0]["index"] = 0;
    body["choices"][0]["message"]["role"] = "assistant";
    body["choices"][0]["message"]["content"] = text_of(plan);
    body["choices"][0]["finish_reason"] = finish_of(wire, plan);
    put_usage(body, "usage", plan, openai_usage(plan, plan.completion));
    return body.dump();
}

std::string faulty_error(Wire wire, int status) {
    Json body;
    if (wire == Wire::anthropic) {
        body["type"] = "error";
    }
    body["error"]["message"] = "made to fail";
    if (wire == Wire::gemini) {
        body["error"]["code"] = status;
        body["error"]["status"] = status == 429 ? "RESOURCE_EXHAUSTED" : "UNAVAILABLE";
    } else {
        body["error"]["type"] = wire == Wire::anthropic ? "overloaded_error" : "server_error";
    }
    if (wire == Wire::openai) {
        body["error"]["code"] = status;
    }
    return body.dump();
}

std::string faulty_word(std::int64_t index) {
    return fmt::format("w{} ", index);
}

}  // namespace orrery::test_support
