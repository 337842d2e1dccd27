#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialect/event.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Writes `batchEmbedContents` (ai.google.dev, "Embeddings"): one request a text.
[[nodiscard]] Result<Outgoing> write_gemini_embeddings(const Request& request,
                                                       std::string_view model);
/// Reads its answer: one event a vector.
[[nodiscard]] Status read_gemini_embeddings(const Json& body, std::vector<Event>& events);

}  // namespace orrery::dialect
