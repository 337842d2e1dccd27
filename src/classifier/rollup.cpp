#include "classifier/rollup.h"

#include <algorithm>

namespace orrery::classifier {
namespace {

constexpr std::string_view unmapped = "others";

void sort_scores(std::vector<Score>& scores) {
    std::ranges::sort(scores, [](const Score& a, const Score& b) {
        return a.confidence != b.confidence ? a.confidence > b.confidence : a.name < b.name;
    });
}

Rollup::View view_of(const ModelHead& head, const catalog::Taxonomy& taxonomy,
                     std::string catalog::TagRule::* member) {
    Rollup::View view;
    for (const std::string& path : head.topics) {
        const catalog::TagRule* rule = taxonomy.tag_of(path);
        const std::string name = rule == nullptr ? std::string(unmapped) : rule->*member;
        const auto found = std::ranges::find(view.names, name);
        view.at.push_back(static_cast<std::uint16_t>(found - view.names.begin()));
        if (found == view.names.end()) {
            view.names.push_back(name);
        }
    }
    return view;
}

template <typename Use>
void for_each_node(std::string_view path, Use use) {
    for (std::string_view at = path; at.starts_with('/'); at = catalog::parent_path(at)) {
        use(at);
    }
}

}  // namespace

Rollup::Rollup(const ModelHead& head, const catalog::Taxonomy& taxonomy)
    : categories(view_of(head, taxonomy, &catalog::TagRule::category)),
      buckets(view_of(head, taxonomy, &catalog::TagRule::bucket)),
      uses(view_of(head, taxonomy, &catalog::TagRule::use)),
      topics_(head.topics) {
    for (const std::string& path : topics_) {
        const catalog::TagRule* rule = taxonomy.tag_of(path);
        tags_.push_back(rule == nullptr ? std::string() : rule->tag);
        for_each_node(path, [&](std::string_view node) { nodes_.emplace_back(node); });
    }
    std::ranges::sort(nodes_);
    const auto repeated = std::ranges::unique(nodes_);
    nodes_.erase(repeated.begin(), repeated.end());
    for (const std::string& path : topics_) {
        nodes_before_.push_back(static_cast<std::uint32_t>(node_at_.size()));
        for_each_node(path, [&](std::string_view node) {
            const auto found = std::ranges::lower_bound(nodes_, node);
            node_at_.push_back(static_cast<std::uint16_t>(found - nodes_.begin()));
        });
    }
    nodes_before_.push_back(static_cast<std::uint32_t>(node_at_.size()));
}

bool Rollup::before(std::size_t a, std::size_t b, std::span<const double> topics) const {
    return topics[a] != topics[b] ? topics[a] > topics[b] : topics_[a] < topics_[b];
}

std::vector<Score> Rollup::labels(std::span<const double> topics, double least) const {
    std::vector<double> sums(nodes_.size(), 0);
    for (std::size_t topic = 0; topic < topics.size(); ++topic) {
        for (auto i = nodes_before_[topic]; i < nodes_before_[topic + 1]; ++i) {
            sums[node_at_[i]] += topics[topic];
        }
    }
    std::vector<Score> labels;
    for (std::size_t node = 0; node < sums.size(); ++node) {
        if (sums[node] >= least) {
            labels.push_back({nodes_[node], std::min(sums[node], 1.0)});
        }
    }
    sort_scores(labels);
    return labels;
}

std::vector<Score> Rollup::likeliest(std::span<const double> topics, std::size_t count) const {
    std::vector<std::uint16_t> order(topics.size());
    for (std::size_t topic = 0; topic < order.size(); ++topic) {
        order[topic] = static_cast<std::uint16_t>(topic);
    }
    count = std::min(count, order.size());
    std::ranges::partial_sort(
        order, order.begin() + static_cast<std::ptrdiff_t>(count),
        [&](std::uint16_t a, std::uint16_t b) { return before(a, b, topics); });
    std::vector<Score> scores;
    for (std::size_t i = 0; i < count; ++i) {
        scores.push_back({topics_[order[i]], topics[order[i]]});
    }
    return scores;
}

std::vector<Score> Rollup::sums(const View& view, std::span<const double> topics) {
    std::vector<Score> scores;
    scores.reserve(view.names.size());
    for (const std::string& name : view.names) {
        scores.push_back({name, 0});
    }
    for (std::size_t topic = 0; topic < topics.size(); ++topic) {
        scores[view.at[topic]].confidence += topics[topic];
    }
    sort_scores(scores);
    return scores;
}

std::size_t Rollup::best_of(const std::string& category, std::span<const double> topics) const {
    std::size_t best = topics.size();
    for (std::size_t topic = 0; topic < topics.size(); ++topic) {
        const bool counts = categories.names[categories.at[topic]] == category;
        if (counts && (best == topics.size() || before(topic, best, topics))) {
            best = topic;
        }
    }
    return best;
}

}  // namespace orrery::classifier
