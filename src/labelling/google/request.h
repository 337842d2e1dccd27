#pragma once

#include <string>
#include <string_view>

#include "http/client.h"
#include "labelling/options.h"

namespace orrery::labelling::google {

/// Returns the most bytes that the body of a text can have.
[[nodiscard]] std::size_t body_bytes_max(std::string_view text);

/// Appends the body of documents:classifyText for a plain text, its language left to Google. What
/// is no UTF-8 becomes U+FFFD. v1 asks for the V2 categories, which v2 always has.
void append_body(std::string& body, GoogleApi api, std::string_view text);

/// Returns the head of the request. `authorization` is one whole field with its line end.
[[nodiscard]] std::string request_head(const http::Origin& endpoint, GoogleApi api,
                                       std::string_view authorization, std::size_t body_bytes);

}  // namespace orrery::labelling::google
