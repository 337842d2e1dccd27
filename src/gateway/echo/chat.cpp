#include "gateway/echo/chat.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/hash.h"
#include "gateway/echo/answer.h"

namespace orrery::gateway {
namespace {

std::string dumped(const EchoJson& json) {
    return json.dump(-1, ' ', false, EchoJson::error_handler_t::replace);
}

/// What is the same in every chunk and in the whole body.
struct Frame {
    std::string id;
    std::string model;
    std::int64_t created_s = 0;

    [[nodiscard]] EchoJson json(const char* object) const {
        EchoJson head;
        head["id"] = id;
        head["object"] = object;
        head["created"] = created_s;
        head["model"] = model;
        return head;
    }
};

EchoJson usage_json(const EchoRequest& request, const std::vector<EchoChoice>& choices,
                    std::int64_t cached) {
    std::int64_t completion = 0;
    std::int64_t reasoning = 0;
    for (const EchoChoice& choice : choices) {
        completion += choice.tokens();
        reasoning += std::ssize(choice.reasoning);
    }
    EchoJson usage;
    usage["prompt_tokens"] = request.prompt.size();
    usage["completion_tokens"] = completion;
    usage["total_tokens"] = std::ssize(request.prompt) + completion;
    usage["prompt_tokens_details"]["cached_tokens"] = cached;
    usage["completion_tokens_details"]["reasoning_tokens"] = reasoning;
    return usage;
}

std::string joined(const std::vector<std::string>& tokens) {
    return fmt::format("{}", fmt::join(tokens, ""));
}

EchoJson call_json(const EchoCall& call, std::string_view arguments) {
    EchoJson json;
    json["id"] = call.id;
    json["type"] = "function";
    json["function"]["name"] = call.name;
    json["function"]["arguments"] = arguments;
    return json;
}

EchoJson choice_json(const EchoRequest& request, const EchoChoice& choice, std::size_t index) {
    EchoJson message;
    message["role"] = "assistant";
    message["content"] = choice.calls.empty() ? EchoJson(joined(choice.text)) : EchoJson();
    message["refusal"] = nullptr;
    if (!choice.reasoning.empty() && request.shows_reasoning) {
        message["reasoning"] = joined(choice.reasoning);
    }
    for (const EchoCall& call : choice.calls) {
        message["tool_calls"].push_back(call_json(call, joined(call.arguments)));
    }
    EchoJson json;
    json["index"] = index;
    json["message"] = std::move(message);
    json["logprobs"] = nullptr;
    json["finish_reason"] = choice.finish_reason;
    return json;
}

/// One piece of a stream: the `delta`, and how many tokens it carries.
struct Piece {
    std::size_t choice = 0;
    EchoJson delta;
    std::int64_t tokens = 0;
    const std::string* finish_reason = nullptr;
};

EchoJson delta_of(const char* name, const std::string& token) {
    EchoJson delta;
    delta[name] = token;
    return delta;
}

void add_calls(const EchoChoice& choice, std::size_t index, std::vector<Piece>& pieces) {
    for (std::size_t i = 0; i < choice.calls.size(); ++i) {
        EchoJson first = call_json(choice.calls[i], "");
        first["index"] = i;
        EchoJson delta;
        delta["tool_calls"].push_back(std::move(first));
        pieces.push_back({index, std::move(delta), 0, nullptr});
        for (const std::string& token : choice.calls[i].arguments) {
            EchoJson next;
            next["index"] = i;
            next["function"]["arguments"] = token;
            EchoJson more;
            more["tool_calls"].push_back(std::move(next));
            pieces.push_back({index, std::move(more), 1, nullptr});
        }
    }
}

std::vector<Piece> pieces_of(const EchoRequest& request, const std::vector<EchoChoice>& choices) {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const EchoChoice& choice = choices[i];
        EchoJson start;
        start["role"] = "assistant";
        start["content"] = choice.calls.empty() ? EchoJson("") : EchoJson();
        pieces.push_back({i, std::move(start), 0, nullptr});
        for (const std::string& token : choice.reasoning) {
            EchoJson delta =
                request.shows_reasoning ? delta_of("reasoning", token) : EchoJson::object();
            pieces.push_back({i, std::move(delta), 1, nullptr});
        }
        for (const std::string& token : choice.text) {
            pieces.push_back({i, delta_of("content", token), 1, nullptr});
        }
        add_calls(choice, i, pieces);
        pieces.push_back({i, EchoJson::object(), 0, &choice.finish_reason});
    }
    return pieces;
}

std::string chunk_text(const EchoJson& frame, const EchoRequest& request, const Piece& piece) {
    EchoJson chunk = frame;
    EchoJson choice;
    choice["index"] = piece.choice;
    choice["delta"] = piece.delta;
    choice["logprobs"] = nullptr;
    choice["finish_reason"] =
        piece.finish_reason != nullptr ? EchoJson(*piece.finish_reason) : EchoJson();
    chunk["choices"].push_back(std::move(choice));
    if (request.includes_usage) {
        chunk["usage"] = nullptr;
    }
    return fmt::format("data: {}\n\n", dumped(chunk));
}

std::string last_text(EchoJson frame, const EchoRequest& request, EchoJson usage) {
    if (!request.includes_usage) {
        return "data: [DONE]\n\n";
    }
    frame["choices"] = EchoJson::array();
    frame["usage"] = std::move(usage);
    return fmt::format("data: {}\n\ndata: [DONE]\n\n", dumped(frame));
}

constexpr std::string_view stream_error =
    "data: {\"error\":{\"message\":\"the echo was asked to fail\",\"type\":\"server_error\","
    "\"code\":500}}\n\n";

/// Writes the pieces one by one; ends early where a directive or the client's leaving asks for it.
net::Task<void> stream_pieces(net::Loop& loop, EchoOptions options, http::Exchange& exchange,
                              const EchoRequest& request, std::vector<Piece> pieces, Frame frame,
                              EchoJson usage) {
    const std::array<http::Field, 2> fields{
        {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-cache"}}};
    exchange.begin(200, fields);
    const EchoJson head = frame.json("chat.completion.chunk");
    const auto each = request.directive.delay.value_or(options.each_token);
    std::int64_t sent = 0;
    for (const Piece& piece : pieces) {
        if (request.directive.cut_after && piece.tokens > 0 &&
            sent >= *request.directive.cut_after) {
            exchange.abort();
            co_return;
        }
        if (request.directive.error_after && piece.tokens > 0 &&
            sent >= *request.directive.error_after) {
            const std::array<std::string_view, 1> parts{stream_error};
            const net::Io written = co_await exchange.write(parts, true);
            static_cast<void>(written);
            co_return;
        }
        const auto pause = piece.tokens == 0 ? std::chrono::milliseconds(0)
                           : sent == 0       ? options.first_token
                                             : each;
        if (pause.count() > 0) {
            co_await loop.pause_until(loop.in(pause));
        }
        const std::string text = chunk_text(head, request, piece);
        const std::array<std::string_view, 1> parts{text};
        const net::Io written = co_await exchange.write(parts);
        if (written != net::Io::done || exchange.stream().is_gone()) {
            co_return;
        }
        sent += piece.tokens;
    }
    const std::string text = last_text(head, request, std::move(usage));
    const std::array<std::string_view, 1> parts{text};
    const net::Io written = co_await exchange.write(parts, true);
    static_cast<void>(written);
}

/// Sends half of a body and breaks the connection.
net::Task<void> cut_body(http::Exchange& exchange, std::string body) {
    const std::array<http::Field, 1> fields{{{"Content-Type", "application/json"}}};
    exchange.begin(200, fields);
    const std::array<std::string_view, 1> parts{std::string_view(body).substr(0, body.size() / 2)};
    const net::Io written = co_await exchange.write(parts);
    static_cast<void>(written);
    exchange.abort();
}

net::Task<void> answer_whole(net::Loop& loop, EchoOptions options, http::Exchange& exchange,
                             const EchoRequest& request, std::vector<EchoChoice> choices,
                             Frame frame, EchoJson usage) {
    std::int64_t tokens = 0;
    EchoJson body = frame.json("chat.completion");
    for (std::size_t i = 0; i < choices.size(); ++i) {
        tokens += choices[i].tokens();
        body["choices"].push_back(choice_json(request, choices[i], i));
    }
    body["usage"] = std::move(usage);
    const auto each = request.directive.delay.value_or(options.each_token);
    const auto pause = options.first_token + each * std::max<std::int64_t>(tokens - 1, 0);
    if (pause.count() > 0) {
        co_await loop.pause_until(loop.in(pause));
    }
    if (request.directive.cut_after) {
        co_await cut_body(exchange, dumped(body));
    } else if (request.directive.error_after) {
        co_await answer_echo_error(exchange, 500, "the echo was asked to fail", "", std::nullopt);
    } else {
        co_await answer_echo_json(exchange, 200, dumped(body));
    }
}

}  // namespace

net::Task<void> answer_echo_chat(net::Loop& loop, EchoOptions options, PrefixCache& cache,
                                 http::Exchange& exchange) {
    const auto request = read_echo_request(exchange.body());
    if (!request) {
        co_await answer_echo_error(exchange, 400, request.error().what, request.error().where,
                                   std::nullopt);
        co_return;
    }
    const EchoDirective& directive = request->directive;
    if (directive.stall.count() > 0) {
        co_await loop.pause_until(loop.in(directive.stall));
    }
    if (directive.status) {
        co_await answer_echo_error(exchange, *directive.status,
                                   "the echo was asked for this status", "", directive.retry_after);
        co_return;
    }
    const std::int64_t cached = cache.seen(fnv1a(request->model), request->prompt);
    std::vector<EchoChoice> choices;
    for (std::int64_t i = 0; i < request->choices; ++i) {
        choices.push_back(make_echo_choice(*request, i));
    }
    Frame frame;
    frame.id = echo_id("chatcmpl-echo-", exchange.body());
    frame.model = request->model;
    frame.created_s = std::chrono::duration_cast<std::chrono::seconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count();
    EchoJson usage = usage_json(*request, choices, cached);
    if (request->is_stream) {
        std::vector<Piece> pieces = pieces_of(*request, choices);
        co_await stream_pieces(loop, options, exchange, *request, std::move(pieces), frame,
                               std::move(usage));
    } else {
        co_await answer_whole(loop, options, exchange, *request, std::move(choices), frame,
                              std::move(usage));
    }
}

}  // namespace orrery::gateway
