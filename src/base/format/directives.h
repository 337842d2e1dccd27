#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace orrery {

/// The head of one of our SQL files: comment lines `-- name: value`, where a line that is only
/// `--   more` (three spaces or more) continues the value above it on a new line.
struct Directives {
    std::vector<std::pair<std::string, std::string>> entries;  ///< In the order of the file.
    std::string body;                                          ///< The SQL below the head.

    /// Returns the value of a name, or an empty text.
    [[nodiscard]] std::string one(std::string_view name) const;

    /// Returns a comma-separated value as its trimmed parts.
    [[nodiscard]] std::vector<std::string> list(std::string_view name) const;

    /// Returns the continuation lines of a name, trimmed, blanks left out.
    [[nodiscard]] std::vector<std::string> lines(std::string_view name) const;
};

/// Parses the head of an SQL file. Fails when there is no SQL below it.
[[nodiscard]] Result<Directives> parse_directives(std::string_view text, const std::string& where);

/// Returns the text without white space at its ends.
[[nodiscard]] std::string trimmed(std::string_view text);

/// Puts a text for every token; what was put in is not searched again.
[[nodiscard]] std::string replaced(std::string text, std::string_view token, std::string_view by);

/// Splits at a character and trims the parts; an empty text has no parts.
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);

}  // namespace orrery
