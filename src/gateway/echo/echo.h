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

/// Returns the handler of the echo provider: it speaks OpenAI's chat completions and embeddings
/// (below /v1) and answers deterministically, token by token where a stream is asked for.
///
/// The answer is a sentence about the last user message and its words, of at most max_tokens
/// tokens; the same request has the same answer. `tools` with a tool_choice, or a message that
/// names one, give a tool call with arguments made to fit its JSON schema; `response_format` gives
/// JSON that fits its schema; `echo-reasoning` models reason first. A last message that holds
/// `[[echo: status=429 retry_after=2]]`, `[[echo: cut_after=5]]`, `[[echo: error_after=3]]`,
/// `[[echo: tokens=200 delay_ms=5]]` or `[[echo: stall_ms=3000]]` asks for that. Usage counts words
/// as tokens, includes cached tokens for a prefix seen before (prompts of 1,024 tokens and more),
/// and is exact, so that tests can compare.
[[nodiscard]] http::Handler echo_handler(net::Loop& loop, EchoOptions options);

}  // namespace orrery::gateway
