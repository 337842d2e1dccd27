#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "classifier/features/features.h"

namespace orrery::classifier {

/// What a prompt asks to do whatever its topic, and the path that it speaks for.
struct Act {
    std::string name;  ///< "translate"; the first act is "none".
    std::string path;
};

/// Everything of a model but its weights.
struct ModelHead {
    std::string version;              ///< Hash of the corpus and of the code that trained it.
    std::vector<std::string> topics;  ///< Paths of the taxonomy, and "none".
    std::vector<Act> acts;
    unsigned bucket_bits = 0;
    std::array<float, groups> gains{};  ///< How much each group of features counts.
    float temperature = 1;              ///< Logits are divided by it.
    float doubt = 0;                    ///< Share of the probability that all topics have alike.
    float act_weight = 0;               ///< Of an act's log-odds in the logit of its path.
    std::vector<float> scales;          ///< One a column: what an integer weight stands for.
    std::vector<float> biases;          ///< One a column.

    [[nodiscard]] std::size_t columns() const { return topics.size() + acts.size(); }
    /// Returns the bytes of a bucket's row of weights: the columns, filled up to 16.
    [[nodiscard]] std::size_t stride() const { return (columns() + 15) / 16 * 16; }
};

/// A probability for each topic, and one for each act; each list sums to 1 or is empty.
struct Probabilities {
    std::vector<double> topics;
    std::vector<double> acts;
};

/// A hashed linear model with int8 weights: a column for each topic, then each act, and a row for
/// each bucket that is worth one; a bitmap says which those are, the others weigh nothing. Sums of
/// weights are integers; what follows uses only IEEE operations and square roots, so that scores
/// are equal on every machine. Safe to use from many threads.
class Model {
public:
    /// Reads a model's bytes. They are not copied and must outlive the model. Fails on another
    /// format, sizes that do not fit, and numbers that are not finite; `where` names the file.
    [[nodiscard]] static Result<Model> read(std::string_view bytes, const std::string& where);

    [[nodiscard]] const ModelHead& head() const { return head_; }

    /// Returns the probabilities: of topics by softmax over their logits joined with the acts'
    /// log-odds, mixed with the doubt that any topic may be meant; of acts by a softmax of their
    /// own.
    [[nodiscard]] Probabilities probabilities(const Features& features) const;

    /// Returns the joined logits of the topics before temperature, to fit one.
    [[nodiscard]] std::vector<double> logits(const Features& features) const;

    /// Returns what a few features add to a topic's logit more than to the mean topic's, as part of
    /// a text with so many features in each group.
    [[nodiscard]] double share_of(const Features& few, const Features& whole,
                                  std::size_t topic) const;

private:
    Model() = default;
    [[nodiscard]] std::vector<double> columns_of(const Features& features,
                                                 const Features& whole) const;

    [[nodiscard]] std::vector<double> biased_columns(const Features& features) const;
    [[nodiscard]] std::vector<double> acts_of(const std::vector<double>& columns) const;
    [[nodiscard]] std::vector<double> joined(std::vector<double> columns,
                                             const std::vector<double>& acts) const;

    ModelHead head_;
    std::vector<std::uint64_t> has_row_;      ///< A bit for each bucket.
    std::vector<std::uint32_t> rows_before_;  ///< Rows of the buckets before each word of has_row_.
    const std::int8_t* weights_ = nullptr;    ///< Rows x stride.
};

/// Writes a model. has_row has a bit for each bucket; weights are the rows of those buckets in
/// order.
[[nodiscard]] std::string write_model(const ModelHead& head, std::span<const std::uint64_t> has_row,
                                      std::span<const std::int8_t> weights);

/// Returns what each feature of a group counts in a text that has so many of them.
[[nodiscard]] float feature_value(float gain, std::size_t features_in_group);

/// Replaces logits by probabilities at a temperature.
void softmax(std::span<double> logits, double temperature);

}  // namespace orrery::classifier
