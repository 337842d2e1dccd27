#include "labelling/google/labels.h"

#include <algorithm>

namespace orrery::labelling::google {
namespace {

std::size_t depth_of(std::string_view path) {
    return static_cast<std::size_t>(std::ranges::count(path, '/'));
}

}  // namespace

classifier::Labelling labelling_of(std::vector<classifier::Score> labels,
                                   const catalog::Taxonomy& taxonomy) {
    std::erase_if(labels, [](const classifier::Score& label) {
        return label.confidence < classifier::confidence_min;
    });
    std::ranges::sort(labels, [](const classifier::Score& a, const classifier::Score& b) {
        return a.confidence != b.confidence ? a.confidence > b.confidence : a.name < b.name;
    });
    classifier::Labelling labelling;
    for (const classifier::Score& label : labels) {
        const catalog::TagRule* const rule = taxonomy.tag_of(label.name);
        const bool is_better = label.confidence > labelling.confidence ||
                               (label.confidence == labelling.confidence &&
                                depth_of(label.name) > depth_of(labelling.path));
        if (rule == nullptr || !is_better) {
            continue;
        }
        labelling.tagged = true;
        labelling.path = label.name;
        labelling.tag = rule->tag;
        labelling.category = rule->category;
        labelling.confidence = label.confidence;
    }
    labelling.labels = std::move(labels);
    return labelling;
}

}  // namespace orrery::labelling::google
