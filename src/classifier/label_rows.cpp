#include "classifier/label_rows.h"

#include <fmt/format.h>

#include "classifier/sampling.h"

namespace orrery::classifier {
namespace {

/// A topic that is no path of the taxonomy stands for none.
std::string stored_path(const std::string& path) {
    return path.starts_with('/') ? path : std::string();
}

}  // namespace

std::vector<LabelRow> label_rows(const Labelling& labelling) {
    if (!labelling.tagged) {
        return {LabelRow{}};
    }
    std::vector<LabelRow> rows{
        {stored_path(labelling.path), labelling.tag, labelling.category, labelling.confidence}};
    for (const Score& label : labelling.labels) {
        if (label.name.starts_with('/') && label.name != labelling.path) {
            rows.push_back({label.name, {}, {}, label.confidence});
        }
    }
    return rows;
}

std::string labelled_by(std::string_view classifier, std::string_view salt) {
    return fmt::format("{} salt {}", classifier, salt_version(salt));
}

}  // namespace orrery::classifier
