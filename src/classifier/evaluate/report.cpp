#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/format/json.h"
#include "classifier/evaluate/evaluation.h"

namespace orrery::classifier {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Tally& tally) {
    return {{"right", tally.right}, {"texts", tally.all}, {"share", tally.share()}};
}

Json json_of(const std::map<std::string, Tally>& tallies) {
    Json object = Json::object();
    for (const auto& [name, tally] : tallies) {
        object[name.empty() ? "unknown" : name] = json_of(tally);
    }
    return object;
}

/// Lists the three wrong answers that a class gets most often.
std::string mistakes(const Evaluation& evaluation, const std::string& expected) {
    std::vector<std::pair<std::size_t, std::string>> wrong;
    for (const auto& [name, count] : evaluation.confusion.at(expected)) {
        if (name != expected) {
            wrong.emplace_back(count, name);
        }
    }
    std::ranges::sort(wrong, std::greater());
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(wrong.size(), 3); ++i) {
        text += fmt::format("{}{} {}", i == 0 ? "" : ", ", wrong[i].second, wrong[i].first);
    }
    return text;
}

std::string tallies_text(std::string_view heading, const std::map<std::string, Tally>& tallies) {
    std::string text = fmt::format("\n{}\n", heading);
    for (const auto& [name, tally] : tallies) {
        text += fmt::format("  {:<24} {:5.1f} % of {}\n", name.empty() ? "unknown" : name,
                            100 * tally.share(), tally.all);
    }
    return text;
}

std::string categories_text(const Evaluation& evaluation) {
    std::string text = fmt::format(
        "top-1 {:.1f} % of {} texts (95 %: {:.1f} to {:.1f}, drawn by source), macro-F1 {:.3f}\n"
        "at confidence 0.5: precision {:.3f}, coverage {:.3f}; calibration error {:.3f}\n\n"
        "{:<22} {:>5} {:>9} {:>7} {:>6}  taken for\n",
        100 * evaluation.accuracy.share(), evaluation.accuracy.all,
        100 * evaluation.accuracy_interval.low, 100 * evaluation.accuracy_interval.high,
        evaluation.macro_f1, evaluation.sure.share(),
        static_cast<double>(evaluation.sure.all) / static_cast<double>(evaluation.accuracy.all),
        evaluation.calibration_error, "class", "texts", "precision", "recall", "F1");
    for (const auto& [name, figures] : evaluation.classes) {
        text +=
            fmt::format("{:<22} {:5} {:9.2f} {:7.2f} {:6.2f}  {}\n", name, figures.texts,
                        figures.precision, figures.recall, figures.f1, mistakes(evaluation, name));
    }
    text += "\nconfidence  texts   mean  right\n";
    for (std::size_t i = 0; i < evaluation.reliability.size(); ++i) {
        const Reliability& bar = evaluation.reliability[i];
        text += fmt::format("{:.1f} to {:.1f}  {:5}  {:.3f}  {:.3f}\n", static_cast<double>(i) / 10,
                            static_cast<double>(i + 1) / 10, bar.tally.all, bar.confidence,
                            bar.tally.share());
    }
    return text + tallies_text("by language", evaluation.languages) +
           tallies_text("by source", evaluation.sources);
}

}  // namespace

std::string to_json(const Evaluation& evaluation) {
    Json classes = Json::object();
    for (const auto& [name, figures] : evaluation.classes) {
        classes[name] = {{"texts", figures.texts},
                         {"precision", figures.precision},
                         {"recall", figures.recall},
                         {"f1", figures.f1}};
    }
    Json bars = Json::array();
    for (const Reliability& bar : evaluation.reliability) {
        bars.push_back({{"texts", bar.tally.all},
                        {"confidence", bar.confidence},
                        {"right", bar.tally.share()}});
    }
    const auto all = static_cast<double>(std::max<std::size_t>(evaluation.accuracy.all, 1));
    const Json report{{"accuracy", json_of(evaluation.accuracy)},
                      {"accuracy_interval",
                       {evaluation.accuracy_interval.low, evaluation.accuracy_interval.high}},
                      {"macro_f1", evaluation.macro_f1},
                      {"precision_at_half", evaluation.sure.share()},
                      {"coverage_at_half", static_cast<double>(evaluation.sure.all) / all},
                      {"calibration_error", evaluation.calibration_error},
                      {"classes", classes},
                      {"reliability", bars},
                      {"languages", json_of(evaluation.languages)},
                      {"sources", json_of(evaluation.sources)},
                      {"confusion", evaluation.confusion},
                      {"language_named", json_of(evaluation.language)},
                      {"language_confusion", evaluation.language_confusion}};
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_text(const Evaluation& evaluation) {
    std::string text = evaluation.accuracy.all > 0 ? categories_text(evaluation) : std::string();
    if (evaluation.language.all > 0) {
        text +=
            fmt::format("{}language named rightly: {:.1f} % of {} texts of {} characters or more\n",
                        text.empty() ? "" : "\n", 100 * evaluation.language.share(),
                        evaluation.language.all, language_glyphs_min);
        for (const auto& [expected, row] : evaluation.language_confusion) {
            for (const auto& [guessed, count] : row) {
                text += fmt::format("  {} taken for {}: {}\n", expected, guessed, count);
            }
        }
    }
    return text;
}

}  // namespace orrery::classifier
