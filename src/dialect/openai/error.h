#pragma once

#include <string>
#include <string_view>

#include "dialect/answer.h"
#include "dialect/event.h"

namespace orrery::dialect {

/// Reads the message and the code out of an error body as OpenAI and those like it write them.
/// Where there is no message, the body itself, cut to 500 bytes.
[[nodiscard]] ProviderError read_openai_error(std::string_view body);

/// Makes an event of the value of `error`, an object or a text. Its status is the code where that
/// is an HTTP status, else what its word stands for, else 502.
[[nodiscard]] Event openai_error_event(std::string_view error);

/// Writes `{"error":{"code":…,"message":…,"metadata":…}}`. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string chat_error_body(int status, std::string_view message,
                                          std::string_view metadata);

}  // namespace orrery::dialect
