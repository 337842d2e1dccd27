#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/names.h"

namespace orrery::catalog {

/// One rule of tags.csv: what every path below a prefix counts as, in each of three views.
struct TagRule {
    std::string path_prefix;  ///< "/Finance/Banking"
    std::string tag;          ///< What the study's figures on tags show: "Banking"
    std::string category;     ///< One of the twelve plotted categories, or "others".
    std::string bucket;       ///< The study's own list of classes (its section 2.2).
    std::string use;          ///< What the text is used for; see docs/classifier.md.
    std::string note;
    std::string version;  ///< Of the rules as a whole, stored with what they labelled.
};

/// Google's content categories (version 2) and the rules that map their paths to tags.
/// Safe to read from many threads; views that it returns live as long as it does.
class Taxonomy {
public:
    /// Reads the embedded taxonomy.csv and tags.csv, then those of the overlay directories: a rule
    /// with a prefix already there replaces it. Fails with file and line on malformed CSV, a
    /// missing column, or a path that does not begin with a slash.
    [[nodiscard]] static Result<Taxonomy> load(
        const std::vector<std::filesystem::path>& overlays = {});

    /// Reads the texts of a taxonomy.csv and a tags.csv alone.
    [[nodiscard]] static Result<Taxonomy> read(std::string_view paths_csv,
                                               std::string_view rules_csv);

    /// Finds the rule with the longest prefix of a path, at a slash. A path that no list knows is
    /// taken the same way. Null if no rule holds.
    [[nodiscard]] const TagRule* tag_of(std::string_view path) const;

    /// Tells whether the path is listed, or is a parent of one that is.
    [[nodiscard]] bool knows(std::string_view path) const;

    /// Lists the paths, sorted.
    [[nodiscard]] std::span<const std::string> paths() const { return paths_; }
    [[nodiscard]] std::span<const TagRule> rules() const { return rules_; }

    /// Returns 16 hex digits that change when any path or rule changes.
    [[nodiscard]] std::string fingerprint() const;

private:
    Taxonomy() = default;
    [[nodiscard]] Status add_paths(std::string_view csv, const std::string& file);
    [[nodiscard]] Status add_rules(std::string_view csv, const std::string& file);

    std::vector<std::string> paths_;
    std::vector<TagRule> rules_;
    TextMap<std::size_t> rule_at_;
};

/// Returns the path one level up: "/Finance" for "/Finance/Banking", and nothing for "/Finance".
[[nodiscard]] std::string_view parent_path(std::string_view path);

}  // namespace orrery::catalog
