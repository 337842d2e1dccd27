#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "dialect/answer.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Reads a Messages request into the neutral form. Fails with `bad_input` as `read_request` does.
[[nodiscard]] Result<Request> read_messages(std::string_view body);
/// Writes a request for the Messages API, `max_tokens_default` where the client gave no bound.
[[nodiscard]] Result<Outgoing> write_anthropic(const Request& request, std::string_view model,
                                               std::int64_t max_tokens_default);
/// Reads answers of the Messages API, streamed or whole.
[[nodiscard]] std::unique_ptr<AnswerReader> make_anthropic_reader();
/// Writes answers as the Messages API gives them.
[[nodiscard]] std::unique_ptr<AnswerWriter> make_messages_writer(bool is_stream,
                                                                 AnswerContext context);
/// Writes `{"type":"error","error":{"type","message"}}`.
[[nodiscard]] std::string messages_error_body(int status, std::string_view message);
/// Reads the message and the type out of an Anthropic error body.
[[nodiscard]] ProviderError read_anthropic_error(std::string_view body);

}  // namespace orrery::dialect
