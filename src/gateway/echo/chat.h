#pragma once

#include "gateway/echo/echo.h"
#include "gateway/echo/prefix_cache.h"

namespace orrery::gateway {

/// Answers a chat request, streamed or whole, in the way that it asks for.
[[nodiscard]] net::Task<void> answer_echo_chat(net::Loop& loop, EchoOptions options,
                                               PrefixCache& cache, http::Exchange& exchange);

/// Answers with an error in OpenAI's shape. `parameter` may be empty.
[[nodiscard]] net::Task<void> answer_echo_error(http::Exchange& exchange, int status,
                                                std::string message, std::string parameter,
                                                std::optional<int> retry_after);

/// Answers with a whole JSON body.
[[nodiscard]] net::Task<void> answer_echo_json(http::Exchange& exchange, int status,
                                               std::string body);

}  // namespace orrery::gateway
