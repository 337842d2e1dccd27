#include "classifier/evaluate/evaluation.h"

#include <algorithm>
#include <cmath>

#include "classifier/text/code_points.h"
#include "classifier/train/random.h"

namespace orrery::classifier {
namespace {

constexpr std::size_t draws = 1000;

struct Judged {
    const Labelled* row = nullptr;
    std::string predicted;
    double confidence = 0;
    bool right = false;
};

const std::vector<Score>& scores_of(const Classification& result, LabelView view) {
    return view == LabelView::use        ? result.uses
           : view == LabelView::category ? result.categories
                                         : result.buckets;
}

void judge_language(const Labelled& row, const std::string& guessed, Evaluation& sums) {
    std::string_view rest = row.text;
    std::size_t glyphs = 0;
    for (; !rest.empty() && glyphs < language_glyphs_min; ++glyphs) {
        (void)take_code_point(rest);
    }
    if (row.language.empty() || glyphs < language_glyphs_min) {
        return;
    }
    const auto primary = [](const std::string& code) { return code.substr(0, code.find('-')); };
    ++sums.language.all;
    if (primary(guessed) == primary(row.language)) {
        ++sums.language.right;
    } else {
        ++sums.language_confusion[row.language][guessed];
    }
}

void sum_up(const std::vector<Judged>& judged, Evaluation& sums) {
    for (const Judged& one : judged) {
        const auto count = [&](Tally& tally) {
            tally.right += one.right ? 1 : 0;
            ++tally.all;
        };
        count(sums.accuracy);
        count(sums.languages[one.row->language]);
        count(sums.sources[one.row->source]);
        if (one.confidence >= confidence_min) {
            count(sums.sure);
        }
        const auto tenth = static_cast<std::size_t>(std::clamp(one.confidence * 10, 0.0, 9.0));
        count(sums.reliability[tenth].tally);
        sums.reliability[tenth].confidence += one.confidence;
        ++sums.confusion[one.row->category][one.right ? one.row->category : one.predicted];
    }
    for (Reliability& bar : sums.reliability) {
        if (bar.tally.all > 0) {
            bar.confidence /= static_cast<double>(bar.tally.all);
            sums.calibration_error += std::abs(bar.confidence - bar.tally.share()) *
                                      static_cast<double>(bar.tally.all) /
                                      static_cast<double>(judged.size());
        }
    }
}

void add_classes(Evaluation& sums) {
    std::map<std::string, std::size_t> predicted;
    for (const auto& [expected, row] : sums.confusion) {
        for (const auto& [name, count] : row) {
            predicted[name] += count;
        }
    }
    std::size_t large = 0;
    for (auto& [expected, row] : sums.confusion) {
        ClassFigures figures;
        for (const auto& [name, count] : row) {
            figures.texts += count;
        }
        const auto found = row.find(expected);
        const double right = found == row.end() ? 0 : static_cast<double>(found->second);
        const auto named = static_cast<double>(predicted[expected]);
        figures.recall = right / static_cast<double>(figures.texts);
        figures.precision = named > 0 ? right / named : 0;
        const double sum = figures.precision + figures.recall;
        figures.f1 = sum > 0 ? 2 * figures.precision * figures.recall / sum : 0;
        sums.classes[expected] = figures;
        if (figures.texts >= class_texts_min) {
            sums.macro_f1 += figures.f1;
            ++large;
        }
    }
    sums.macro_f1 /= static_cast<double>(std::max<std::size_t>(large, 1));
}

/// Draws sources with replacement: texts of one source are alike, so that single texts would give
/// an interval far too narrow.
Interval interval_of(const std::map<std::string, Tally>& sources) {
    std::vector<Tally> tallies;
    for (const auto& [name, tally] : sources) {
        tallies.push_back(tally);
    }
    if (tallies.empty()) {
        return {};
    }
    Random random(1);
    std::vector<double> shares;
    for (std::size_t draw = 0; draw < draws; ++draw) {
        Tally sum;
        for (std::size_t i = 0; i < tallies.size(); ++i) {
            const Tally& one = random.one_of(tallies);
            sum.right += one.right;
            sum.all += one.all;
        }
        shares.push_back(sum.share());
    }
    std::ranges::sort(shares);
    return {shares[draws * 25 / 1000], shares[draws * 975 / 1000]};
}

}  // namespace

Evaluation evaluate(Classifier& classifier, const std::vector<Labelled>& rows, LabelView view) {
    Evaluation sums;
    std::vector<Judged> judged;
    for (const Labelled& row : rows) {
        const Classification result = classifier.classify(row.text);
        judge_language(row, result.language.code, sums);
        if (!row.category.empty()) {
            const Score& best = scores_of(result, view).front();
            const bool right = best.name == row.category ||
                               std::ranges::find(row.also_right, best.name) != row.also_right.end();
            judged.push_back({&row, best.name, best.confidence, right});
        }
    }
    sum_up(judged, sums);
    add_classes(sums);
    sums.accuracy_interval = interval_of(sums.sources);
    return sums;
}

}  // namespace orrery::classifier
