#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "dialect/answer.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Reads a Responses request into the neutral form. Fails with `bad_input` as `read_request` does.
[[nodiscard]] Result<Request> read_responses(std::string_view body);
/// Writes answers as the Responses API gives them.
[[nodiscard]] std::unique_ptr<AnswerWriter> make_responses_writer(bool is_stream,
                                                                  AnswerContext context);

}  // namespace orrery::dialect
