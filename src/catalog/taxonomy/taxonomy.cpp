#include "catalog/taxonomy/taxonomy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "catalog/csv.h"

namespace orrery::catalog {
namespace {

/// Returns the positions of the columns that are asked for.
template <std::size_t N>
Result<std::array<std::size_t, N>> bind(const CsvFile& csv, const std::string& file,
                                        const std::array<std::string_view, N>& names) {
    std::array<std::size_t, N> positions{};
    for (std::size_t i = 0; i < N; ++i) {
        const auto found = std::ranges::find(csv.header, names[i]);
        if (found == csv.header.end()) {
            return fail(ErrorKind::bad_input, fmt::format("the column '{}' is missing", names[i]),
                        file + ":1", fmt::format("the header needs: {}", fmt::join(names, ",")));
        }
        positions[i] = static_cast<std::size_t>(found - csv.header.begin());
    }
    return positions;
}

Status checked_path(const std::string& path, const std::string& file, int line) {
    if (path.size() < 2 || path.front() != '/' || path.back() == '/') {
        return fail(ErrorKind::bad_input, fmt::format("'{}' is not a path", path),
                    fmt::format("{}:{}", file, line),
                    "write it as Google does: /Finance/Banking, without a slash at its end");
    }
    return {};
}

}  // namespace

Result<Taxonomy> Taxonomy::read(std::string_view paths_csv, std::string_view rules_csv) {
    Taxonomy taxonomy;
    if (auto read = taxonomy.add_paths(paths_csv, "catalog/taxonomy.csv"); !read) {
        return std::unexpected(read.error());
    }
    if (auto read = taxonomy.add_rules(rules_csv, "catalog/tags.csv"); !read) {
        return std::unexpected(read.error());
    }
    return taxonomy;
}

Status Taxonomy::add_paths(std::string_view text, const std::string& file) {
    const auto csv = read_csv(text, file);
    if (!csv) {
        return std::unexpected(csv.error());
    }
    const auto at = bind<1>(*csv, file, {"path"});
    if (!at) {
        return std::unexpected(at.error());
    }
    for (const auto& row : csv->rows) {
        const std::string& path = row.cells[(*at)[0]];
        if (auto checked = checked_path(path, file, row.line); !checked) {
            return checked;
        }
        paths_.push_back(path);
    }
    std::ranges::sort(paths_);
    const auto repeated = std::ranges::unique(paths_);
    paths_.erase(repeated.begin(), repeated.end());
    return {};
}

Status Taxonomy::add_rules(std::string_view text, const std::string& file) {
    const auto csv = read_csv(text, file);
    if (!csv) {
        return std::unexpected(csv.error());
    }
    const auto at =
        bind<7>(*csv, file, {"path_prefix", "tag", "category", "bucket", "use", "note", "version"});
    if (!at) {
        return std::unexpected(at.error());
    }
    for (const auto& row : csv->rows) {
        const auto cell = [&](std::size_t i) { return row.cells[(*at)[i]]; };
        TagRule rule{cell(0), cell(1), cell(2), cell(3), cell(4), cell(5), cell(6)};
        if (auto checked = checked_path(rule.path_prefix, file, row.line); !checked) {
            return checked;
        }
        if (rule.category.empty()) {
            rule.category = "others";
        }
        const auto [place, added] = rule_at_.emplace(rule.path_prefix, rules_.size());
        if (added) {
            rules_.push_back(std::move(rule));
        } else {
            rules_[place->second] = std::move(rule);
        }
    }
    return {};
}

const TagRule* Taxonomy::tag_of(std::string_view path) const {
    for (; !path.empty(); path = parent_path(path)) {
        if (const auto found = rule_at_.find(path); found != rule_at_.end()) {
            return &rules_[found->second];
        }
    }
    return nullptr;
}

bool Taxonomy::knows(std::string_view path) const {
    const auto found = std::ranges::lower_bound(paths_, path);
    if (found != paths_.end() && *found == path) {
        return true;
    }
    const std::string below = std::string(path) + "/";
    const auto child = std::ranges::lower_bound(paths_, below);
    return !path.empty() && child != paths_.end() && child->starts_with(below);
}

std::string Taxonomy::fingerprint() const {
    std::string all;
    for (const auto& path : paths_) {
        all += path + '\n';
    }
    for (const auto& rule : rules_) {
        all += fmt::format("{}\t{}\t{}\t{}\t{}\n", rule.path_prefix, rule.tag, rule.category,
                           rule.bucket, rule.use);
    }
    return orrery::fingerprint(all);
}

std::string_view parent_path(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace orrery::catalog
