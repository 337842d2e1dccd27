#include "classifier/train/train.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/hash.h"
#include "classifier/model/exponential.h"
#include "classifier/model/model.h"
#include "classifier/rollup.h"
#include "classifier/train/calibration.h"

namespace orrery::classifier {
namespace {

/// Goes up by one with every change that makes another model of the same corpus.
constexpr int code_version = 2;

constexpr std::string_view no_topic = "none";

std::vector<Act> acts_of(const Corpus& corpus) {
    std::vector<Act> acts;
    for (const auto& file : corpus.files) {
        if (!file.act.empty() && std::ranges::find(acts, file.act, &Act::name) == acts.end()) {
            acts.push_back({file.act, file.path});
        }
    }
    if (!acts.empty()) {
        acts.insert(acts.begin(), Act{"none", {}});
    }
    return acts;
}

class Trainer {
public:
    Trainer(const Corpus& corpus, const catalog::Taxonomy& taxonomy, const Training& how)
        : corpus_(corpus),
          taxonomy_(taxonomy),
          how_(how),
          examples_(expand(corpus, how.expansion)) {
        head_.topics = topics_of(corpus);
        head_.acts = acts_of(corpus);
        head_.bucket_bits = how.fitting.bucket_bits;
        head_.gains = how.fitting.gains;
        head_.act_weight = how.act_weight;
        head_.version = fmt::format("{}-{}", code_version, corpus.fingerprint);
        read_examples();
    }

    std::string train(TrainingReport& report) {
        const std::string held_out =
            fitted([&](const Example& example) { return example.source != Source::prompt; });
        const Calibration calibration = calibrated(held_out);
        head_.temperature = static_cast<float>(calibration.temperature) * how_.temperature_factor;
        head_.doubt = static_cast<float>(calibration.doubt);
        report.held_out_accuracy = calibration.accuracy;
        report.doubt = head_.doubt;
        report.examples = examples_.size();
        report.topics = head_.topics.size();
        report.acts = head_.acts.size();
        report.temperature = head_.temperature;
        return fitted([](const Example&) { return true; });
    }

private:
    std::uint16_t topic_at(const std::string& path) const {
        const auto found = std::ranges::find(head_.topics, path);
        return static_cast<std::uint16_t>(found - head_.topics.begin());
    }

    std::string use_of(const std::string& path) const {
        const catalog::TagRule* rule = taxonomy_.tag_of(path);
        return rule == nullptr ? "others" : rule->use;
    }

    /// Returns what a file counts against others; see Training::use_power.
    double use_weight(const std::string& path) const {
        const auto alike = std::ranges::count_if(corpus_.files, [&](const CorpusFile& file) {
            return file.act.empty() && use_of(file.path) == use_of(path);
        });
        return exponential(-how_.use_power *
                           logarithm(static_cast<double>(std::max<std::ptrdiff_t>(alike, 1))));
    }

    void read_examples() {
        FeatureExtractor extractor(head_.bucket_bits);
        const double scale =
            static_cast<double>(examples_.size()) / static_cast<double>(corpus_.files.size());
        std::vector<double> file_weights;
        for (const CorpusFile& file : corpus_.files) {
            file_weights.push_back(scale * use_weight(file.path) *
                                   (file.act.empty() ? 1 : how_.act_file_weight));
        }
        for (const Example& example : examples_) {
            table_.add(extractor.extract(example.text));
            const CorpusFile& file = corpus_.files[example.file];
            Target target;
            target.topic =
                file.path.empty() || example.topic_is_open ? Target::none : topic_at(file.path);
            const auto act =
                std::ranges::find(head_.acts, file.act.empty() ? "none" : file.act, &Act::name);
            const bool speaks_for_act =
                file.act.empty() &&
                std::ranges::find(head_.acts, file.path, &Act::path) != head_.acts.end();
            if (act != head_.acts.end() && !speaks_for_act) {
                target.act = static_cast<std::uint16_t>(
                    head_.topics.size() + static_cast<std::size_t>(act - head_.acts.begin()));
            }
            target.weight = static_cast<float>(file_weights[example.file]) * example.weight;
            targets_.push_back(target);
        }
    }

    /// Fits a model on the examples that are chosen and returns its bytes.
    template <typename Chosen>
    std::string fitted(Chosen chosen) {
        std::vector<Target> targets = targets_;
        for (std::size_t i = 0; i < targets.size(); ++i) {
            targets[i].weight = chosen(examples_[i]) ? targets[i].weight : 0;
        }
        const Weights weights =
            fit(table_, targets, head_.topics.size(), head_.acts.size(), how_.fitting);
        const std::vector<std::uint64_t> has_row = chosen_rows(weights);
        return write_model(head_, has_row, quantized(weights, has_row));
    }

    /// Chooses the rows that stay: those with the largest weight of any column, times the root of
    /// how many examples have the bucket. What stands in one example alone has large weights and
    /// little use.
    std::vector<std::uint64_t> chosen_rows(const Weights& weights) const {
        std::vector<float> largest(weights.rows.size() / weights.stride, 0);
        for (std::size_t i = 0; i < weights.rows.size(); ++i) {
            float& most = largest[i / weights.stride];
            most = std::max(most, std::abs(weights.rows[i]));
        }
        const std::vector<std::uint32_t> counts = table_.counts(largest.size());
        for (std::size_t bucket = 0; bucket < largest.size(); ++bucket) {
            largest[bucket] *= std::sqrt(static_cast<float>(counts[bucket]));
        }
        std::vector<float> order = largest;
        const std::size_t rows = std::min(how_.weight_bytes_max / weights.stride, order.size() - 1);
        std::ranges::nth_element(order, order.begin() + static_cast<std::ptrdiff_t>(rows),
                                 std::greater());
        std::vector<std::uint64_t> has_row(largest.size() / 64);
        for (std::size_t bucket = 0; bucket < largest.size(); ++bucket) {
            if (largest[bucket] > order[rows]) {
                has_row[bucket / 64] |= std::uint64_t{1} << (bucket % 64);
            }
        }
        return has_row;
    }

    /// Rounds each column to int8 by the largest weight of it; sets scales and biases.
    std::vector<std::int8_t> quantized(const Weights& weights,
                                       const std::vector<std::uint64_t>& has_row) {
        const std::size_t stride = weights.stride;
        std::vector<float> most(stride, 1e-9F);
        for (std::size_t i = 0; i < weights.rows.size(); ++i) {
            most[i % stride] = std::max(most[i % stride], std::abs(weights.rows[i]));
        }
        std::vector<std::int8_t> rows;
        for (std::size_t i = 0; i < weights.rows.size(); ++i) {
            const std::size_t bucket = i / stride;
            if ((has_row[bucket / 64] >> (bucket % 64) & 1U) != 0) {
                const float scaled = weights.rows[i] * 127 / most[i % stride];
                rows.push_back(static_cast<std::int8_t>(scaled + (scaled < 0 ? -0.5F : 0.5F)));
            }
        }
        head_.scales.clear();
        head_.biases.clear();
        for (std::size_t c = 0; c < head_.columns(); ++c) {
            head_.scales.push_back(most[c] / 127);
            head_.biases.push_back(weights.biases[c]);
        }
        return rows;
    }

    /// Calibrates on the whole prompts of the classes.
    Calibration calibrated(const std::string& bytes) const {
        const auto model = Model::read(bytes, "held out");
        FeatureExtractor extractor(head_.bucket_bits);
        std::vector<HeldOut> texts;
        std::uint16_t style = 0;
        for (std::size_t i = 0; model && i < examples_.size(); ++i) {
            if (examples_[i].source != Source::prompt || examples_[i].style == style ||
                targets_[i].topic == Target::none) {
                continue;
            }
            style = examples_[i].style;
            texts.push_back({model->logits(extractor.extract(examples_[i].text)), targets_[i].topic,
                             static_cast<double>(words_in(extractor.tokens()) + 1)});
        }
        return calibrate(texts, Rollup(head_, taxonomy_).uses.at);
    }

    const Corpus& corpus_;
    const catalog::Taxonomy& taxonomy_;
    const Training& how_;
    std::vector<Example> examples_;
    FeatureTable table_;
    std::vector<Target> targets_;
    ModelHead head_;
};

}  // namespace

std::vector<std::string> topics_of(const Corpus& corpus) {
    std::vector<std::string> topics;
    for (const auto& file : corpus.files) {
        if (!file.path.empty() && file.path != no_topic &&
            std::ranges::find(topics, file.path) == topics.end()) {
            topics.push_back(file.path);
        }
    }
    topics.emplace_back(no_topic);
    return topics;
}

Result<std::string> train_model(const Corpus& corpus, const catalog::Taxonomy& taxonomy,
                                const Training& how, TrainingReport& report) {
    const std::size_t columns = topics_of(corpus).size() + acts_of(corpus).size();
    if (columns > 240) {
        return fail(ErrorKind::bad_input, fmt::format("{} topics and acts are too many", columns),
                    "corpus", "a model has 240 at most");
    }
    for (const auto& file : corpus.files) {
        if (!file.path.empty() && file.path != no_topic && !taxonomy.knows(file.path)) {
            return fail(ErrorKind::bad_input,
                        fmt::format("the taxonomy has no path '{}'", file.path), file.name + ":1",
                        "orrery catalog taxonomy lists the paths");
        }
    }
    return Trainer(corpus, taxonomy, how).train(report);
}

}  // namespace orrery::classifier
