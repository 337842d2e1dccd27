#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/taxonomy/taxonomy.h"
#include "classifier/language/code.h"
#include "classifier/language/language.h"
#include "classifier/model/model.h"
#include "classifier/rollup.h"

namespace orrery::classifier {

/// Labels below this confidence are dropped, as the study does.
inline constexpr double confidence_min = 0.5;
/// A text of fewer words is tagged only if its confidence is above short_confidence_min.
inline constexpr std::size_t words_min = 5;
inline constexpr double short_confidence_min = 0.85;

/// A word that spoke for the best path, and by how much more than for the mean path, in logits.
struct Reason {
    std::string words;
    double weight = 0;
};

/// What the classifier says of one text. All lists run from the likeliest down, ties by name.
struct Classification {
    std::vector<Score> labels;      ///< Paths and parents of confidence_min or more.
    std::vector<Score> paths;       ///< The likeliest paths, whatever their confidence.
    std::vector<Score> categories;  ///< The twelve and "others": sums over paths.
    std::vector<Score> buckets;     ///< The study's list of classes.
    std::vector<Score> uses;        ///< The uses of docs/classifier.md.
    bool tagged = false;            ///< The first category is sure enough to be stored.
    std::string path;               ///< The likeliest path of the first category.
    std::string tag;                ///< Its tag.
    std::string act;                ///< What is asked for, or "none".
    double act_confidence = 0;
    LanguageGuess language;
    CodeGuess code;
};

/// Classifies texts in this process: nothing of a text leaves it and nothing is kept. Takes any
/// bytes; looks at the first code_points_max code points. Keeps buffers: one a thread; the model
/// and the taxonomy are shared.
class Classifier {
public:
    /// REQUIRES: model and taxonomy outlive the classifier.
    Classifier(const Model& model, const catalog::Taxonomy& taxonomy);

    [[nodiscard]] Classification classify(std::string_view text);

    /// Returns the words of the last text that spoke most for a path of the model, at most `count`.
    [[nodiscard]] std::vector<Reason> reasons(std::string_view path, std::size_t count);

private:
    const Model& model_;
    Rollup rollup_;
    std::unique_ptr<LanguageDetector> languages_;
    FeatureExtractor extractor_;
    Features features_;  ///< Of the last text.
};

}  // namespace orrery::classifier
