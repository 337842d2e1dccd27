#include "gateway/echo/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/hash.h"
#include "gateway/echo/schema_sample.h"

namespace orrery::gateway {
namespace {

constexpr std::size_t json_token_bytes = 12;

/// Splits a text before each word: the pieces, put together, are the text.
std::vector<std::string> text_tokens(std::string_view text) {
    std::vector<std::string> tokens;
    const char* done = text.data();
    for (const std::string_view word : words_of(text)) {
        const char* end = word.data() + word.size();
        tokens.emplace_back(done, end);
        done = end;
    }
    return tokens;
}

std::vector<std::string> json_tokens(const EchoJson& json) {
    const std::string text = json.dump(-1, ' ', true, EchoJson::error_handler_t::replace);
    std::vector<std::string> tokens;
    for (std::size_t at = 0; at < text.size(); at += json_token_bytes) {
        tokens.emplace_back(text.substr(at, json_token_bytes));
    }
    return tokens;
}

/// Repeats or cuts words until there are exactly so many.
std::vector<std::string> exactly(std::vector<std::string> tokens, std::int64_t count) {
    const std::size_t own = tokens.size();
    tokens.resize(static_cast<std::size_t>(count));
    for (std::size_t i = own; i < tokens.size(); ++i) {
        tokens[i] = own == 0 ? " echo" : " " + std::string(words_of(tokens[i % own]).front());
    }
    return tokens;
}

/// Cuts the text before the first stop sequence.
std::string cut_at_stops(const std::string& text, const std::vector<std::string>& stops) {
    auto end = std::string::npos;
    for (const std::string& stop : stops) {
        end = std::min(end, text.find(stop));
    }
    return end == std::string::npos ? text : text.substr(0, end);
}

std::string sentence(const EchoRequest& request, std::int64_t index) {
    const auto words = words_of(request.last_text);
    const std::string who = request.is_tool_result ? "The tool said" : "You said";
    const std::string which = index == 0 ? "" : fmt::format("Choice {}: ", index + 1);
    return fmt::format("{}{} {} {}: {}", which, who, words.size(),
                       words.size() == 1 ? "word" : "words", fmt::join(words, " "));
}

std::vector<std::string> reasoning_tokens(const EchoRequest& request) {
    const auto words = words_of(request.last_text);
    const std::string thought =
        fmt::format("The message has {} words. I shall repeat them.", words.size());
    return exactly(text_tokens(thought), request.reasoning_tokens);
}

/// Takes as many tokens as the budget has left; tells whether all fitted.
bool spend(std::vector<std::string>& tokens, std::int64_t& left) {
    const bool all_fit = std::ssize(tokens) <= left;
    if (!all_fit) {
        tokens.resize(static_cast<std::size_t>(left));
    }
    left -= std::ssize(tokens);
    return all_fit;
}

}  // namespace

std::int64_t EchoChoice::tokens() const {
    std::int64_t sum = std::ssize(reasoning) + std::ssize(text);
    for (const EchoCall& call : calls) {
        sum += std::ssize(call.arguments);
    }
    return sum;
}

EchoChoice make_echo_choice(const EchoRequest& request, std::int64_t index) {
    std::int64_t left = request.tokens_max.value_or(std::numeric_limits<std::int64_t>::max());
    EchoChoice choice;
    choice.reasoning = reasoning_tokens(request);
    bool all_fit = spend(choice.reasoning, left);
    const auto words = words_of(request.last_text);
    for (std::size_t i = 0; i < request.called.size() && left > 0; ++i) {
        const EchoTool& tool = request.called[i];
        EchoCall call;
        call.id =
            echo_id("call_", fmt::format("{} {} {} {}", tool.name, i, index, request.last_text));
        call.name = tool.name;
        const EchoJson arguments =
            tool.parameters.is_null() ? EchoJson::object() : schema_sample(tool.parameters, words);
        call.arguments = json_tokens(arguments);
        all_fit = spend(call.arguments, left) && all_fit;
        choice.calls.push_back(std::move(call));
    }
    if (request.called.empty()) {
        if (request.directive.tokens) {
            choice.text = exactly(text_tokens(sentence(request, index)), *request.directive.tokens);
        } else if (request.wants_json) {
            EchoJson said;
            said["echo"] = request.last_text;
            choice.text =
                json_tokens(request.schema.is_null() ? said : schema_sample(request.schema, words));
        } else {
            choice.text = text_tokens(cut_at_stops(sentence(request, index), request.stops));
        }
        all_fit = spend(choice.text, left) && all_fit;
    }
    choice.finish_reason = !all_fit || std::ssize(choice.calls) < std::ssize(request.called)
                               ? "length"
                           : request.called.empty() ? "stop"
                                                    : "tool_calls";
    return choice;
}

std::string echo_id(std::string_view prefix, std::string_view text) {
    return fmt::format("{}{}", prefix, fingerprint(text));
}

}  // namespace orrery::gateway
