#pragma once

#include <functional>
#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "classifier/classifier.h"

namespace orrery::cli {

/// Returns the text to classify on a line: the line itself, or of a JSON object its `messages`
/// (the last user turn, then the system prompt), `prompt` or `text`. A line that begins with a
/// brace and is no JSON is a text. Fails on an object without any of the three.
[[nodiscard]] Result<std::string> text_of_line(std::string_view line, const std::string& where);

/// Gives the texts of the input to `use`, one a line as text_of_line has them, or where it is to be
/// taken whole the one that it is. `file` is what errors call it. Ends with the first failure.
[[nodiscard]] Status for_each_text(std::istream& input, const std::string& file, bool is_whole,
                                   const std::function<Status(std::string text)>& use);

/// Returns the first `count` scores as JSON, each with name and confidence.
[[nodiscard]] nlohmann::ordered_json scores_json(const std::vector<classifier::Score>& scores,
                                                 std::size_t count);

}  // namespace orrery::cli
