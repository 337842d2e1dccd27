#include "classifier/train/calibration.h"

#include <algorithm>

#include "classifier/model/exponential.h"
#include "classifier/model/model.h"

namespace orrery::classifier {
namespace {

constexpr double temperature_least = 0.2;
constexpr double temperature_most = 3;
constexpr double temperature_step = 1.05;
constexpr double doubt_most = 0.3;
constexpr double doubt_step = 0.02;

/// The use of a text's likeliest topic, which is the same at every temperature.
struct Best {
    double confidence = 0;  ///< Without doubt.
    double even = 0;        ///< Share of the topics that the use has.
    bool right = false;
    double weight = 0;
};

class Calibrator {
public:
    Calibrator(std::span<const HeldOut> texts, std::span<const std::uint16_t> uses)
        : texts_(texts), uses_(uses), even_(*std::ranges::max_element(uses) + 1U, 0) {
        for (const std::uint16_t use : uses) {
            even_[use] += 1 / static_cast<double>(uses.size());
        }
        std::vector<double> counts(even_.size(), 0);
        for (const HeldOut& text : texts) {
            counts[uses[text.topic]] += text.words;
        }
        for (const HeldOut& text : texts) {
            weights_.push_back(text.words / counts[uses[text.topic]]);
        }
    }

    [[nodiscard]] std::vector<Best> best_at(double temperature) const {
        std::vector<Best> all;
        std::vector<double> sums;
        std::vector<double> probabilities;
        for (std::size_t i = 0; i < texts_.size(); ++i) {
            probabilities = texts_[i].logits;
            softmax(probabilities, temperature);
            sums.assign(even_.size(), 0);
            for (std::size_t topic = 0; topic < probabilities.size(); ++topic) {
                sums[uses_[topic]] += probabilities[topic];
            }
            const std::uint16_t use = uses_[best_topic(texts_[i])];
            all.push_back({sums[use], even_[use], use == uses_[texts_[i].topic], weights_[i]});
        }
        return all;
    }

    /// Returns the negative log-likelihood of being right and wrong as often as it was.
    static double loss(const std::vector<Best>& all, double doubt) {
        double loss = 0;
        for (const Best& best : all) {
            const double confidence = (1 - doubt) * best.confidence + doubt * best.even;
            loss -=
                best.weight * logarithm(std::max(best.right ? confidence : 1 - confidence, 1e-9));
        }
        return loss;
    }

    [[nodiscard]] double accuracy() const {
        std::size_t right = 0;
        for (const HeldOut& text : texts_) {
            right += best_topic(text) == text.topic ? 1 : 0;
        }
        return static_cast<double>(right) / static_cast<double>(texts_.size());
    }

private:
    static std::size_t best_topic(const HeldOut& text) {
        return static_cast<std::size_t>(std::ranges::max_element(text.logits) -
                                        text.logits.begin());
    }

    std::span<const HeldOut> texts_;
    std::span<const std::uint16_t> uses_;
    std::vector<double> even_;
    std::vector<double> weights_;  ///< Of the texts.
};

}  // namespace

Calibration calibrate(std::span<const HeldOut> texts, std::span<const std::uint16_t> uses) {
    Calibration found;
    if (texts.empty()) {
        return found;
    }
    const Calibrator calibrator(texts, uses);
    found.accuracy = calibrator.accuracy();
    double least = 1e300;
    for (double temperature = temperature_least; temperature < temperature_most;
         temperature *= temperature_step) {
        const std::vector<Best> all = calibrator.best_at(temperature);
        for (double doubt = 0; doubt < doubt_most; doubt += doubt_step) {
            if (const double loss = Calibrator::loss(all, doubt); loss < least) {
                least = loss;
                found.temperature = temperature;
                found.doubt = doubt;
            }
        }
    }
    return found;
}

}  // namespace orrery::classifier
