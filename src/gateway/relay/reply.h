#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dialect/request.h"
#include "http/server.h"

namespace orrery::gateway {

/// Answers with an error in the shape of the client's dialect. `metadata` is JSON or empty;
/// `generation_id` may be empty; `retry_after_s` 0 leaves the field out.
[[nodiscard]] net::Task<net::Io> reply_error(http::Exchange& exchange, dialect::Ingress ingress,
                                             int status, std::string message, std::string metadata,
                                             std::string generation_id,
                                             std::int64_t retry_after_s = 0);

/// Answers with a JSON body.
[[nodiscard]] net::Task<net::Io> reply_json(http::Exchange& exchange, int status, std::string body,
                                            std::string generation_id = {});

/// Returns how the application announces itself: X-Title or X-OpenRouter-Title, else HTTP-Referer;
/// printable, at most 200 bytes; empty when it does not.
[[nodiscard]] std::string app_of(const http::RequestHead& head);

/// Returns the secret that a request shows: `Authorization: Bearer …`, else `x-api-key`.
[[nodiscard]] std::string_view secret_of(const http::RequestHead& head);

}  // namespace orrery::gateway
