#include "classifier/classifier.h"

#include <algorithm>
#include <functional>
#include <map>

namespace orrery::classifier {
namespace {

constexpr std::size_t paths_shown = 5;

std::string text_of(const Glyphs& glyphs, const Token& token) {
    std::string text;
    for (std::size_t i = token.begin; i < token.end; ++i) {
        append_code_point(text, glyphs.code_points[i]);
    }
    return text;
}

}  // namespace

Classifier::Classifier(const Model& model, const catalog::Taxonomy& taxonomy)
    : model_(model),
      rollup_(model.head(), taxonomy),
      languages_(make_language_detector()),
      extractor_(model.head().bucket_bits) {}

Classification Classifier::classify(std::string_view text) {
    text = first_code_points(text, code_points_max);
    Classification result;
    features_ = extractor_.extract(text);
    const Probabilities known = model_.probabilities(features_);
    const std::vector<double>& topics = known.topics;
    result.categories = Rollup::sums(rollup_.categories, topics);
    result.buckets = Rollup::sums(rollup_.buckets, topics);
    result.uses = Rollup::sums(rollup_.uses, topics);
    result.labels = rollup_.labels(topics, confidence_min);
    result.paths = rollup_.likeliest(topics, paths_shown);
    const Score& best = result.categories.front();
    const std::size_t words = words_in(extractor_.tokens());
    result.tagged = words > 0 && best.confidence >= confidence_min &&
                    (words >= words_min || best.confidence >= short_confidence_min);
    const std::size_t topic = rollup_.best_of(best.name, topics);
    result.path = model_.head().topics[topic];
    result.tag = rollup_.tag(topic);
    const std::vector<double>& acts = known.acts;
    if (!acts.empty()) {
        const auto act = std::ranges::max_element(acts);
        result.act = model_.head().acts[static_cast<std::size_t>(act - acts.begin())].name;
        result.act_confidence = *act;
    }
    result.language = languages_->guess(text);
    result.code = guess_code(text);
    return result;
}

std::vector<Reason> Classifier::reasons(std::string_view path, std::size_t count) {
    const auto& topics = model_.head().topics;
    const auto topic = std::ranges::find(topics, path);
    std::map<std::string, double> weights;
    if (topic == topics.end()) {
        return {};
    }
    for (const Token& token : extractor_.tokens().span()) {
        if (token.kind != TokenKind::word && token.kind != TokenKind::unspaced) {
            continue;
        }
        // A run without spaces is looked at in pairs of characters.
        const bool pairs = token.kind == TokenKind::unspaced && token.end - token.begin > 2;
        for (unsigned begin = token.begin; begin < token.end; begin += pairs ? 1U : token.end) {
            const unsigned end = pairs ? std::min<unsigned>(begin + 2U, token.end) : token.end;
            const Token part{static_cast<std::uint16_t>(begin), static_cast<std::uint16_t>(end),
                             token.kind};
            weights.try_emplace(text_of(extractor_.glyphs(), part),
                                model_.share_of(extractor_.extract_token(part), features_,
                                                static_cast<std::size_t>(topic - topics.begin())));
        }
    }
    std::vector<Reason> found;
    for (const auto& [words, weight] : weights) {
        if (weight > 0) {
            found.push_back({words, weight});
        }
    }
    std::ranges::stable_sort(found, std::greater(), &Reason::weight);
    found.resize(std::min(found.size(), count));
    return found;
}

}  // namespace orrery::classifier
