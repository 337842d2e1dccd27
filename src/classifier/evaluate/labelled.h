#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace orrery::classifier {

/// A text with what somebody found it to be.
struct Labelled {
    std::string text;
    std::string category;                 ///< In one of the three views; empty if only the language
                                          ///< is known.
    std::vector<std::string> also_right;  ///< Categories that are not wrong either.
    std::string language;                 ///< Empty if unknown.
    std::string source;                   ///< Where it comes from; intervals resample sources.
};

/// Reads JSONL with text, and category (with alt, a list or null) or lang or both, and source.
/// Fails with the line on what is no JSON object, lacks a text, or has neither category nor lang.
[[nodiscard]] Result<std::vector<Labelled>> read_labelled(const std::filesystem::path& file);

}  // namespace orrery::classifier
