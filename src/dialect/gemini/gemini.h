#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "dialect/answer.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Writes a request for generateContent, streamGenerateContent or batchEmbedContents.
[[nodiscard]] Result<Outgoing> write_gemini(const Request& request, std::string_view model,
                                            std::int64_t max_tokens_default);
/// Reads Gemini's answers; `ingress` tells embeddings from generations.
[[nodiscard]] std::unique_ptr<AnswerReader> make_gemini_reader(Ingress ingress);
/// Reads the message and the status out of a Google API error body.
[[nodiscard]] ProviderError read_gemini_error(std::string_view body);

}  // namespace orrery::dialect
