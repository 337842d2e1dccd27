#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "catalog/taxonomy/taxonomy.h"
#include "classifier/model/model.h"

namespace orrery::classifier {

/// A name with its probability: a path, a category, a bucket or a use.
struct Score {
    std::string name;
    double confidence = 0;
};

/// Where the topics of a model belong, as positions worked out once: which paths lie above each,
/// and what each counts as in a view of the taxonomy. Safe to read from many threads.
class Rollup {
public:
    /// REQUIRES: the taxonomy outlives the rollup.
    Rollup(const ModelHead& head, const catalog::Taxonomy& taxonomy);

    /// Names of one mapping, and the position among them for each topic.
    struct View {
        std::vector<std::string> names;
        std::vector<std::uint16_t> at;
    };
    View categories;
    View buckets;
    View uses;

    /// Returns every path and parent whose topics sum to `least`, the likeliest first.
    [[nodiscard]] std::vector<Score> labels(std::span<const double> topics, double least) const;

    /// Returns the likeliest topics, at most `count`.
    [[nodiscard]] std::vector<Score> likeliest(std::span<const double> topics,
                                               std::size_t count) const;

    /// Returns the sum of each name of a view, the likeliest first.
    [[nodiscard]] static std::vector<Score> sums(const View& view, std::span<const double> topics);

    /// Returns the position of the likeliest topic that counts as a category.
    [[nodiscard]] std::size_t best_of(const std::string& category,
                                      std::span<const double> topics) const;

    /// Returns a topic's tag; nothing where no rule holds.
    [[nodiscard]] const std::string& tag(std::size_t topic) const { return tags_[topic]; }

private:
    [[nodiscard]] bool before(std::size_t a, std::size_t b, std::span<const double> topics) const;

    std::vector<std::string> topics_;
    std::vector<std::string> tags_;
    std::vector<std::string> nodes_;           ///< Paths of topics and their parents, sorted.
    std::vector<std::uint16_t> node_at_;       ///< Nodes of the topics, one topic after the other.
    std::vector<std::uint32_t> nodes_before_;  ///< Where in node_at_ a topic's nodes begin.
};

}  // namespace orrery::classifier
