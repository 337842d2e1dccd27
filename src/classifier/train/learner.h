#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "classifier/features/features.h"

namespace orrery::classifier {

/// Features of many examples, one after the other.
class FeatureTable {
public:
    /// Appends the features of one example.
    void add(const Features& features);

    [[nodiscard]] std::size_t size() const { return begins_.size(); }
    /// Returns the buckets of an example's group.
    [[nodiscard]] std::span<const std::uint32_t> buckets(std::size_t example,
                                                         std::size_t group) const;

    /// Returns how often each bucket occurs.
    [[nodiscard]] std::vector<std::uint32_t> counts(std::size_t buckets) const;

private:
    std::vector<std::uint32_t> buckets_;
    std::vector<std::array<std::uint32_t, groups + 1>> begins_;
};

/// What an example is to be taken for.
struct Target {
    static constexpr std::uint16_t none = 0xFFFF;
    std::uint16_t topic = none;  ///< Column, or none where the topic is open.
    std::uint16_t act = none;    ///< Column after the topics, or none where it is open.
    float weight = 1;
};

/// How the model is fitted.
struct Fitting {
    unsigned bucket_bits = 18;
    std::array<float, groups> gains{1.5F, 1.5F, 0.5F};
    int epochs = 3;
    float rate = 2.0F;       ///< Of AdaGrad, before its division.
    float decay = 1e-4F;     ///< What a weight loses at each visit, times the rate (L2).
    float smoothing = 0.0F;  ///< Probability that is spread over all topics in each target.
    std::uint64_t seed = 1;
};

/// The fitted weights: buckets x stride, and a bias a column.
struct Weights {
    std::size_t stride = 0;
    std::vector<float> rows;
    std::vector<float> biases;
};

/// Fits two softmax regressions over the same features (topics in columns 0 to topics - 1, acts in
/// those after) by stochastic gradient descent with one AdaGrad rate a bucket (Duchi, Hazan, Singer
/// 2011). Examples come in an order drawn from the seed; the same input gives the same bits.
[[nodiscard]] Weights fit(const FeatureTable& table, const std::vector<Target>& targets,
                          std::size_t topics, std::size_t acts, const Fitting& how);

}  // namespace orrery::classifier
