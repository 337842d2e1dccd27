#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "http/server.h"

namespace orrery::gateway {

struct EchoOptions {
    std::chrono::milliseconds first_token{0};  ///< Before the first token.
    std::chrono::milliseconds each_token{0};   ///< Between tokens.
};

/// Returns the handler of the echo provider: it speaks OpenAI's chat completions, embeddings and
/// list of models (below /v1) and answers deterministically, token by token where a stream is asked
/// for.
///
/// The answer is a sentence about the last user message and its words, of at most max_tokens
/// tokens; the same request has the same answer. `tools` with a tool_choice, or a message that
/// names one, give a tool call with arguments made to fit its JSON schema; `response_format` gives
/// JSON that fits its schema; models with `reasoning` in their name reason first, by
/// `reasoning.max_tokens` or the effort. `n`, `stop` and `stream_options` are heeded. A last
/// message that holds `[[echo: status=429 retry_after=2]]`, `[[echo: cut_after=5]]`,
/// `[[echo: error_after=3]]`, `[[echo: tokens=200 delay_ms=5]]` or `[[echo: stall_ms=3000]]` asks
/// for that; see directive.h.
///
/// Usage is exact, so that tests can compare: words of the messages' texts are prompt tokens; words
/// of text and of reasoning, and each 12 bytes begun of JSON, are completion tokens. A prefix of
/// prompts of 1,024 tokens and more that was seen before is cached, in blocks of 128 tokens.
[[nodiscard]] http::Handler echo_handler(net::Loop& loop, EchoOptions options);

}  // namespace orrery::gateway
