#pragma once

#include <optional>
#include <string_view>

#include "gateway/site.h"

namespace orrery::dashboard {

/// Whether a path is one of the dashboard's views; all are the same document, whose script shows
/// what the address says.
[[nodiscard]] bool is_page(std::string_view path);

/// The document. It holds no data; 401 where nobody is signed in, so that it asks for a token.
[[nodiscard]] gateway::SiteAnswer page_answer(bool is_signed_in);

/// Answers for /assets/…, the script and the style of the document; nothing for other paths. 304
/// where the browser has it already.
[[nodiscard]] std::optional<gateway::SiteAnswer> asset_answer(const gateway::SiteRequest& request);

}  // namespace orrery::dashboard
