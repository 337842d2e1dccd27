#include "classifier/model/model.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "classifier/model/exponential.h"

namespace orrery::classifier {
namespace {

constexpr std::size_t columns_max = 256;

/// Adds the rows of the buckets. Rows of int8 are summed in 16 bits, at most 128 of them, which
/// cannot overflow, then in 32.
[[gnu::always_inline]] inline void add_rows(std::span<const std::uint32_t> rows,
                                            const std::int8_t* weights, std::size_t stride,
                                            std::int32_t* sums) {
    constexpr std::size_t batch = 128;
    constexpr std::size_t ahead = 12;
    constexpr std::size_t together = 4;
    alignas(64) std::array<std::int16_t, columns_max> short_sums;
    const auto row_at = [&](std::size_t i) { return weights + rows[i] * stride; };
    const auto fetch = [&](std::size_t i) {
        for (std::size_t at = 0; i < rows.size() && at < stride; at += 64) {
            __builtin_prefetch(row_at(i) + at);
        }
    };
    for (std::size_t begin = 0; begin < rows.size(); begin += batch) {
        const std::size_t end = std::min(begin + batch, rows.size());
        std::fill_n(short_sums.data(), stride, std::int16_t{0});
        std::size_t i = begin;
        for (; i + together <= end; i += together) {
            for (std::size_t next = 0; next < together; ++next) {
                fetch(i + ahead + next);
            }
            const std::array<const std::int8_t*, together> row{row_at(i), row_at(i + 1),
                                                               row_at(i + 2), row_at(i + 3)};
            for (std::size_t block = 0; block < stride; block += 16) {
                for (std::size_t c = block; c < block + 16; ++c) {
                    short_sums[c] = static_cast<std::int16_t>(short_sums[c] + row[0][c] +
                                                              row[1][c] + row[2][c] + row[3][c]);
                }
            }
        }
        for (; i < end; ++i) {
            const std::int8_t* row = row_at(i);
            for (std::size_t c = 0; c < stride; ++c) {
                short_sums[c] = static_cast<std::int16_t>(short_sums[c] + row[c]);
            }
        }
        for (std::size_t c = 0; c < stride; ++c) {
            sums[c] += short_sums[c];
        }
    }
}

/// Where a model's rows are.
struct Rows {
    std::span<const std::uint64_t> has_row;
    std::span<const std::uint32_t> before;
    const std::int8_t* weights;
    std::size_t stride;
};

/// Adds the rows of the buckets that have one.
[[gnu::always_inline]] inline void add_buckets_plainly(std::span<const std::uint32_t> buckets,
                                                       const Rows& all, std::int32_t* sums) {
    constexpr std::size_t rows_max = 256;
    std::array<std::uint32_t, rows_max> rows;
    std::size_t count = 0;
    for (const std::uint32_t bucket : buckets) {
        const std::uint64_t word = all.has_row[bucket / 64];
        const std::uint64_t bit = std::uint64_t{1} << (bucket % 64);
        rows[count] =
            all.before[bucket / 64] + static_cast<std::uint32_t>(std::popcount(word & (bit - 1)));
        count += (word & bit) != 0 ? 1U : 0U;
        if (count == rows_max) {
            add_rows({rows.data(), count}, all.weights, all.stride, sums);
            count = 0;
        }
    }
    add_rows({rows.data(), count}, all.weights, all.stride, sums);
}

using AddBuckets = void (*)(std::span<const std::uint32_t>, const Rows&, std::int32_t*);

void add_buckets_anywhere(std::span<const std::uint32_t> buckets, const Rows& all,
                          std::int32_t* sums) {
    add_buckets_plainly(buckets, all, sums);
}

#if defined(__x86_64__)
[[gnu::target("avx2,popcnt")]] void add_buckets_avx2(std::span<const std::uint32_t> buckets,
                                                     const Rows& all, std::int32_t* sums) {
    add_buckets_plainly(buckets, all, sums);
}
#endif

/// Returns the quickest that this processor runs; sums of integers are the same in all.
AddBuckets quickest_add_buckets() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("popcnt") != 0) {
        return add_buckets_avx2;
    }
#endif
    return add_buckets_anywhere;
}

}  // namespace

float feature_value(float gain, std::size_t features_in_group) {
    // n^-5/8, from square roots alone: between the mean of the features and their sum over sqrt(n).
    const float root = std::sqrt(static_cast<float>(std::max<std::size_t>(features_in_group, 1)));
    return gain / (root * std::sqrt(std::sqrt(root)));
}

void softmax(std::span<double> logits, double temperature) {
    if (logits.empty()) {
        return;
    }
    const double most = *std::ranges::max_element(logits);
    double sum = 0;
    for (double& logit : logits) {
        logit = exponential((logit - most) / temperature);
        sum += logit;
    }
    for (double& logit : logits) {
        logit /= sum;
    }
}

std::vector<double> Model::columns_of(const Features& features, const Features& whole) const {
    static const AddBuckets add_buckets = quickest_add_buckets();
    const Rows all{has_row_, rows_before_, weights_, head_.stride()};
    std::vector<double> scores(head_.columns(), 0);
    for (std::size_t group = 0; group < groups; ++group) {
        alignas(64) std::array<std::int32_t, columns_max> sums{};
        add_buckets(features[group], all, sums.data());
        const float value = feature_value(head_.gains[group], whole[group].size());
        for (std::size_t c = 0; c < scores.size(); ++c) {
            scores[c] += static_cast<double>(sums[c]) * static_cast<double>(value);
        }
    }
    for (std::size_t c = 0; c < scores.size(); ++c) {
        scores[c] *= static_cast<double>(head_.scales[c]);
    }
    return scores;
}

std::vector<double> Model::biased_columns(const Features& features) const {
    std::vector<double> columns = columns_of(features, features);
    for (std::size_t c = 0; c < columns.size(); ++c) {
        columns[c] += static_cast<double>(head_.biases[c]);
    }
    return columns;
}

std::vector<double> Model::acts_of(const std::vector<double>& columns) const {
    std::vector<double> acts(columns.begin() + static_cast<std::ptrdiff_t>(head_.topics.size()),
                             columns.end());
    softmax(acts, 1);
    return acts;
}

std::vector<double> Model::joined(std::vector<double> columns,
                                  const std::vector<double>& acts) const {
    columns.resize(head_.topics.size());
    for (std::size_t a = 1; a < acts.size(); ++a) {
        const auto topic = std::ranges::find(head_.topics, head_.acts[a].path);
        if (topic != head_.topics.end()) {
            // Odds of the act against none, of which only what speaks for it counts.
            const double odds = logarithm((acts[a] + 1e-6) / (acts[0] + 1e-6));
            columns[static_cast<std::size_t>(topic - head_.topics.begin())] +=
                static_cast<double>(head_.act_weight) * std::max(odds, 0.0);
        }
    }
    return columns;
}

std::vector<double> Model::logits(const Features& features) const {
    const std::vector<double> columns = biased_columns(features);
    return joined(columns, acts_of(columns));
}

Probabilities Model::probabilities(const Features& features) const {
    std::vector<double> columns = biased_columns(features);
    Probabilities both;
    both.acts = acts_of(columns);
    both.topics = joined(std::move(columns), both.acts);
    softmax(both.topics, static_cast<double>(head_.temperature));
    const auto doubt = static_cast<double>(head_.doubt);
    for (double& topic : both.topics) {
        topic = (1 - doubt) * topic + doubt / static_cast<double>(both.topics.size());
    }
    return both;
}

double Model::share_of(const Features& few, const Features& whole, std::size_t topic) const {
    const std::vector<double> columns = columns_of(few, whole);
    double sum = 0;
    for (std::size_t c = 0; c < head_.topics.size(); ++c) {
        sum += columns[c];
    }
    return columns[topic] - sum / static_cast<double>(head_.topics.size());
}

}  // namespace orrery::classifier
