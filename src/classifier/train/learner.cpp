#include "classifier/train/learner.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "classifier/model/exponential.h"
#include "classifier/model/model.h"
#include "classifier/train/random.h"

namespace orrery::classifier {
namespace {

/// e^x for x <= 0 in single precision, from IEEE operations alone: 2^-10 of the way by a cubic,
/// then squared ten times. Good to 1e-4, which is plenty for a gradient.
float quick_exponential(float x) {
    if (x < -30) {
        return 0;
    }
    const float y = x * (1.0F / 1024);
    float e = 1 + y * (1 + y * (0.5F + y * (1.0F / 6)));
    for (int i = 0; i < 10; ++i) {
        e *= e;
    }
    return e;
}

class Descent {
public:
    Descent(const FeatureTable& table, std::size_t topics, std::size_t acts, const Fitting& how)
        : table_(table), topics_(topics), acts_(acts), how_(how) {
        weights_.stride = (topics + acts + 15) / 16 * 16;
        weights_.rows.assign(weights_.stride << how.bucket_bits, 0);
        weights_.biases.assign(weights_.stride, 0);
        squares_.assign(std::size_t{1} << how.bucket_bits, 1e-3F);
        scores_.assign(weights_.stride, 0);
    }

    void step(std::size_t example, const Target& target) {
        score(example);
        const std::size_t end = topics_ + acts_;
        to_gradient(0, topics_, target.topic, target.weight, how_.smoothing);
        to_gradient(topics_, end, target.act, target.weight, 0);
        std::fill(scores_.begin() + static_cast<std::ptrdiff_t>(end), scores_.end(), 0.0F);
        update(example);
    }

    Weights take() { return std::move(weights_); }

private:
    float* row(std::uint32_t bucket) { return weights_.rows.data() + bucket * weights_.stride; }

    void score(std::size_t example) {
        std::ranges::copy(weights_.biases, scores_.begin());
        for (std::size_t group = 0; group < groups; ++group) {
            const auto buckets = table_.buckets(example, group);
            const float value = feature_value(how_.gains[group], buckets.size());
            for (std::size_t i = 0; i < buckets.size(); ++i) {
                prefetch(buckets, i + 4);
                const float* weights = row(buckets[i]);
                for (std::size_t c = 0; c < weights_.stride; ++c) {
                    scores_[c] += value * weights[c];
                }
            }
        }
    }

    void prefetch(std::span<const std::uint32_t> buckets, std::size_t i) {
        if (i < buckets.size()) {
            const float* next = row(buckets[i]);
            for (std::size_t c = 0; c < weights_.stride; c += 16) {
                __builtin_prefetch(next + c, 1);
            }
        }
    }

    /// Replaces the scores of a head by the gradient of its cross entropy times the weight.
    void to_gradient(std::size_t begin, std::size_t end, std::uint16_t target, float weight,
                     float smoothing) {
        if (target == Target::none || begin == end) {
            std::fill(scores_.begin() + static_cast<std::ptrdiff_t>(begin),
                      scores_.begin() + static_cast<std::ptrdiff_t>(end), 0.0F);
            return;
        }
        float most = scores_[begin];
        for (std::size_t c = begin; c < end; ++c) {
            most = std::max(most, scores_[c]);
        }
        float sum = 0;
        for (std::size_t c = begin; c < end; ++c) {
            scores_[c] = quick_exponential(scores_[c] - most);
            sum += scores_[c];
        }
        const float spread = smoothing / static_cast<float>(end - begin);
        for (std::size_t c = begin; c < end; ++c) {
            const float wanted = spread + (c == target ? 1 - smoothing : 0);
            scores_[c] = weight * (scores_[c] / sum - wanted);
        }
    }

    void update(std::size_t example) {
        float square = 0;
        for (const float gradient : scores_) {
            square += gradient * gradient;
        }
        for (std::size_t group = 0; group < groups; ++group) {
            const auto buckets = table_.buckets(example, group);
            const float value = feature_value(how_.gains[group], buckets.size());
            for (std::size_t i = 0; i < buckets.size(); ++i) {
                prefetch(buckets, i + 4);
                float& seen = squares_[buckets[i]];
                seen += value * value * square;
                const float rate = how_.rate / std::sqrt(seen);
                const float keep = 1 - rate * how_.decay;
                const float move = rate * value;
                float* weights = row(buckets[i]);
                for (std::size_t c = 0; c < weights_.stride; ++c) {
                    weights[c] = weights[c] * keep - move * scores_[c];
                }
            }
        }
        bias_square_ += square;
        const float rate = 0.1F * how_.rate / std::sqrt(bias_square_);
        for (std::size_t c = 0; c < weights_.stride; ++c) {
            weights_.biases[c] -= rate * scores_[c];
        }
    }

    const FeatureTable& table_;
    std::size_t topics_;
    std::size_t acts_;
    const Fitting& how_;
    Weights weights_;
    std::vector<float> squares_;  ///< Sum of squared gradients of each bucket.
    float bias_square_ = 1;
    std::vector<float> scores_;
};

}  // namespace

void FeatureTable::add(const Features& features) {
    auto& begins = begins_.emplace_back();
    for (std::size_t group = 0; group < groups; ++group) {
        begins[group] = static_cast<std::uint32_t>(buckets_.size());
        buckets_.insert(buckets_.end(), features[group].begin(), features[group].end());
    }
    begins[groups] = static_cast<std::uint32_t>(buckets_.size());
}

std::span<const std::uint32_t> FeatureTable::buckets(std::size_t example, std::size_t group) const {
    const auto& begins = begins_[example];
    return std::span(buckets_).subspan(begins[group], begins[group + 1] - begins[group]);
}

std::vector<std::uint32_t> FeatureTable::counts(std::size_t buckets) const {
    std::vector<std::uint32_t> counts(buckets, 0);
    for (const std::uint32_t bucket : buckets_) {
        ++counts[bucket];
    }
    return counts;
}

Weights fit(const FeatureTable& table, const std::vector<Target>& targets, std::size_t topics,
            std::size_t acts, const Fitting& how) {
    Descent descent(table, topics, acts, how);
    Random random(how.seed);
    std::vector<std::uint32_t> order(targets.size());
    std::iota(order.begin(), order.end(), 0U);
    for (int epoch = 0; epoch < how.epochs; ++epoch) {
        random.shuffle(order);
        for (const std::uint32_t example : order) {
            if (targets[example].weight > 0) {
                descent.step(example, targets[example]);
            }
        }
    }
    return descent.take();
}

}  // namespace orrery::classifier
