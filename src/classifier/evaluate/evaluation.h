#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "classifier/classifier.h"
#include "classifier/evaluate/labelled.h"

namespace orrery::classifier {

/// Which mapping of paths the labels of a file speak of.
enum class LabelView { use, category, bucket };

/// How often something was right.
struct Tally {
    std::size_t right = 0;
    std::size_t all = 0;

    [[nodiscard]] double share() const {
        return all == 0 ? 0 : static_cast<double>(right) / static_cast<double>(all);
    }
};

struct ClassFigures {
    std::size_t texts = 0;
    double precision = 0;
    double recall = 0;
    double f1 = 0;
};

struct Interval {
    double low = 0;
    double high = 0;
};

/// One bar of the reliability table: texts whose confidence lies in a tenth.
struct Reliability {
    Tally tally;
    double confidence = 0;  ///< Mean.
};

/// What a model reaches on labelled texts. A prediction is right if it is the text's category or
/// one that is not wrong either (alt); for precision and recall such a one counts as the category.
struct Evaluation {
    Tally accuracy;
    Interval accuracy_interval;  ///< 95 %, by a bootstrap over sources.
    double macro_f1 = 0;         ///< Over classes with class_texts_min texts or more.
    std::map<std::string, ClassFigures> classes;
    std::map<std::string, Tally> languages;  ///< Accuracy by the text's language.
    std::map<std::string, Tally> sources;
    Tally sure;  ///< Of those with confidence 0.5 or more.
    std::array<Reliability, 10> reliability{};
    double calibration_error = 0;  ///< Expected calibration error over the tenths.
    std::map<std::string, std::map<std::string, std::size_t>> confusion;  ///< Expected, predicted.
    Tally language;  ///< Language named rightly, texts of 50 code points or more.
    std::map<std::string, std::map<std::string, std::size_t>> language_confusion;  ///< Wrong ones.
};

inline constexpr std::size_t class_texts_min = 10;
inline constexpr std::size_t language_glyphs_min = 50;

/// Classifies every text and sums up.
[[nodiscard]] Evaluation evaluate(Classifier& classifier, const std::vector<Labelled>& rows,
                                  LabelView view);

/// Draws the confusion matrix as SVG: a row for each expected class, shaded by its share.
[[nodiscard]] std::string confusion_figure(const Evaluation& evaluation);

/// Writes an evaluation as JSON, and as a text of at most 100 columns.
[[nodiscard]] std::string to_json(const Evaluation& evaluation);
[[nodiscard]] std::string to_text(const Evaluation& evaluation);

}  // namespace orrery::classifier
