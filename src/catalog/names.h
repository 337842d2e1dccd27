#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalog/rows.h"

namespace orrery::catalog {

/// Lets a map of strings be searched with a view, without a copy.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

template <typename T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// Writes ASCII letters in lower case.
[[nodiscard]] std::string lower_case(std::string_view text);

/// What a reported name meant. Views live as long as the catalog.
struct Resolution {
    std::string_view slug;
    std::string_view variant;     ///< The suffix after ':' ("free"); empty if the name has none.
    std::string_view valid_from;  ///< First day of this meaning; empty means always.
    std::string_view valid_to;    ///< First day after it; empty means still.
};

/// Maps the names that tools report to catalog slugs. Case does not matter.
///
/// The suffix of a variant is cut off first: `openai/gpt-4o:free`. Then the name is tried
///   1. as it stands: a slug, an alias, a Hugging Face id (on its days an alias hides a slug of
///      the same spelling), or the bare name behind an author: `gpt-4o-mini`
///   2. with dots and dashes between digits taken as equal: `claude-opus-4-6`
///   3. so without the date at its end: `-20250514`, `-2024-07-18`, `@20240620`
///   4. all of that without the prefix of a gateway or cloud: `azure/gpt-4o-mini`,
///      `models/gemini-2.5-pro`, `us.anthropic.claude-3-5-sonnet-20241022-v2:0`
/// The first spelling that is known decides; one that could mean two models on the same day means
/// neither.
class NameIndex {
public:
    NameIndex() = default;
    NameIndex(std::span<const Model> models, std::span<const Alias> aliases);

    [[nodiscard]] std::optional<Resolution> resolve(std::string_view name,
                                                    std::string_view iso_day) const;
    [[nodiscard]] std::vector<Resolution> resolutions(std::string_view name) const;

private:
    /// One meaning of a name; an empty slug marks a window in which the name is ambiguous.
    struct Meaning {
        std::string slug;
        Window valid;
        int rank = 0;  ///< Of two meanings on one day the lower rank holds.
    };
    using Meanings = std::vector<Meaning>;
    using Names = TextMap<Meanings>;
    struct Found {
        const Meanings* timeline = nullptr;
        std::string_view variant;
    };

    static Meanings settle(const Meanings& claims);
    static void settle_all(Names& names);
    [[nodiscard]] Found find(std::string_view name) const;
    [[nodiscard]] const Meanings* find_form(std::string_view name) const;
    [[nodiscard]] const Meanings* find_bedrock(std::string_view name) const;

    // Each timeline is in order of time and without overlaps.
    Names written_;  ///< Slugs, aliases and Hugging Face ids as written, in lower case.
    Names bare_;     ///< The part of slugs and aliases after the author.
    Names dashed_;   ///< Both of these with `.` between digits written as `-`.
};

}  // namespace orrery::catalog
