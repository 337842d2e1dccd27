#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/taxonomy/taxonomy.h"
#include "classifier/train/corpus.h"
#include "classifier/train/examples.h"
#include "classifier/train/learner.h"

namespace orrery::classifier {

/// Everything that a model depends on beside its corpus.
struct Training {
    Expansion expansion;
    Fitting fitting;
    float act_weight = 0.3F;
    double act_file_weight = 0.7;  ///< Of the texts of an act against those of a class.
    /// The files of one use share weight: each counts files^-power, so that a use with many files
    /// is expected more than one with few, but not by as much as it has files.
    double use_power = 0.6;
    /// What the weights may take in all. Of the buckets' rows the largest stay.
    std::size_t weight_bytes_max = std::size_t{11} << 20U;
    /// The temperature is fitted with a model that has not seen the prompts of the corpus and is
    /// less sure than the one that has; it is lowered by this factor.
    float temperature_factor = 0.95F;
};

/// What training saw and reached, for whoever runs it.
struct TrainingReport {
    std::size_t examples = 0;
    std::size_t topics = 0;
    std::size_t acts = 0;
    double held_out_accuracy = 0;  ///< On prompts, by a model of terms and templates alone.
    float temperature = 1;
    float doubt = 0;
};

/// Trains a model and returns its bytes, the same for the same corpus on every machine. It is
/// calibrated on the prompts of the corpus by a model that has seen none of them. Fails
/// on a path that the taxonomy does not know, and on more topics and acts than a model can have.
[[nodiscard]] Result<std::string> train_model(const Corpus& corpus,
                                              const catalog::Taxonomy& taxonomy,
                                              const Training& how, TrainingReport& report);

/// Lists the topics of a corpus: the paths of its classes and acts, each once, and "none" last.
[[nodiscard]] std::vector<std::string> topics_of(const Corpus& corpus);

}  // namespace orrery::classifier
