#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace orrery::bench {

/// A panel of the study as a question to the raw table, in the SQL of one engine.
struct Question {
    std::string panel;
    std::string sql;
    bool has_more = false;  ///< The answer has rows that the study leaves out.
};

/// Reads the questions of an engine's folder, ordered by panel. A file answers the panels of its
/// head: `-- panels: fig14 of=prompt_tokens, fig15 of=completion_tokens` puts `prompt_tokens` for
/// `{of}` in the first.
[[nodiscard]] Result<std::vector<Question>> load_questions(const std::filesystem::path& folder);

}  // namespace orrery::bench
