#pragma once

#include <string_view>

#include "dialect/answer.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Writes the response object around its output: identity, and what it repeats of the request (in
/// its neutral form). `output`, `usage`, `error` and `incomplete_details` are the caller's to fill;
/// the last three are null, the first is empty.
[[nodiscard]] Json response_envelope(const AnswerContext& context, std::string_view status);

/// Writes usage as the Responses API has it; null where a total is unknown, for the dialect demands
/// numbers.
[[nodiscard]] Json responses_usage(const Bill& bill, bool is_byok);

/// Returns an annotation as the Responses API has it, without the wrapping member that chat has.
/// `position` stands for indices that are not given.
[[nodiscard]] Json flat_annotation(std::string_view annotation, std::size_t position);

/// Tells whether the request asked for reasoning as a summary.
[[nodiscard]] bool wants_summary(const AnswerContext& context);

}  // namespace orrery::dialect
