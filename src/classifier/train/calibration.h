#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace orrery::classifier {

/// How logits become probabilities that are right as often as they say.
struct Calibration {
    double temperature = 1;  ///< Logits are divided by it.
    double doubt = 0;        ///< Share of the probability that is spread evenly over the topics.
    double accuracy = 0;     ///< Share of the texts whose likeliest topic is theirs.
};

/// A text that the model has not seen.
struct HeldOut {
    std::vector<double> logits;  ///< Before temperature.
    std::uint16_t topic = 0;
    double words = 1;  ///< How long it is.
};

/// Finds temperature and doubt. What is fitted is what is reported: the confidence of the use of
/// the likeliest topic against whether it is the text's, by the logarithmic score; every use counts
/// the same, and within it a text as much as it has words: people's prompts are longer than a
/// corpus's. Temperature alone cannot be right both for texts that are unlike all others and for
/// those whose words leave no doubt and are wrong one time in ten. `uses` has the use of each
/// topic.
[[nodiscard]] Calibration calibrate(std::span<const HeldOut> texts,
                                    std::span<const std::uint16_t> uses);

}  // namespace orrery::classifier
