#include "classifier/classifier.h"

#include <algorithm>
#include <functional>
#include <map>

#include "base/check.h"
#include "base/embedded.h"

namespace orrery::classifier {
namespace {

constexpr std::size_t paths_shown = 5;
constexpr std::string_view unmapped = "others";

void sort_scores(std::vector<Score>& scores) {
    std::ranges::sort(scores, [](const Score& a, const Score& b) {
        return a.confidence != b.confidence ? a.confidence > b.confidence : a.name < b.name;
    });
}

/// Returns every path and parent whose children sum to confidence_min.
std::vector<Score> labels_of(const std::vector<Score>& paths) {
    std::map<std::string, double, std::less<>> sums;
    for (const Score& path : paths) {
        for (std::string_view at = path.name; at.starts_with('/'); at = catalog::parent_path(at)) {
            sums[std::string(at)] += path.confidence;
        }
    }
    std::vector<Score> labels;
    for (const auto& [name, confidence] : sums) {
        if (confidence >= confidence_min) {
            labels.push_back({name, std::min(confidence, 1.0)});
        }
    }
    sort_scores(labels);
    return labels;
}

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
      taxonomy_(taxonomy),
      categories_(view_of(&catalog::TagRule::category)),
      buckets_(view_of(&catalog::TagRule::bucket)),
      uses_(view_of(&catalog::TagRule::use)),
      languages_(make_language_detector()),
      extractor_(model.head().bucket_bits) {}

Classifier::View Classifier::view_of(std::string catalog::TagRule::* member) const {
    View view;
    for (const std::string& path : model_.head().topics) {
        const catalog::TagRule* rule = taxonomy_.tag_of(path);
        const std::string name = rule == nullptr ? std::string(unmapped) : rule->*member;
        const auto found = std::ranges::find(view.names, name);
        view.at.push_back(static_cast<std::size_t>(found - view.names.begin()));
        if (found == view.names.end()) {
            view.names.push_back(name);
        }
    }
    return view;
}

Classification Classifier::classify(std::string_view text) {
    Classification result;
    features_ = extractor_.extract(text);
    const Probabilities known = model_.probabilities(features_);
    const std::vector<double>& topics = known.topics;
    for (std::size_t i = 0; i < topics.size(); ++i) {
        result.paths.push_back({model_.head().topics[i], topics[i]});
    }
    const auto summed = [&](const View& view) {
        std::vector<Score> scores;
        for (const std::string& name : view.names) {
            scores.push_back({name, 0});
        }
        for (std::size_t i = 0; i < topics.size(); ++i) {
            scores[view.at[i]].confidence += topics[i];
        }
        sort_scores(scores);
        return scores;
    };
    result.categories = summed(categories_);
    result.buckets = summed(buckets_);
    result.uses = summed(uses_);
    result.labels = labels_of(result.paths);
    sort_scores(result.paths);
    const Score& best = result.categories.front();
    result.tagged =
        best.confidence >= confidence_min &&
        (words_in(extractor_.tokens()) >= words_min || best.confidence >= short_confidence_min);
    for (const Score& path : result.paths) {
        const catalog::TagRule* rule = taxonomy_.tag_of(path.name);
        if ((rule == nullptr ? unmapped : rule->category) == best.name) {
            result.path = path.name;
            result.tag = rule == nullptr ? std::string() : rule->tag;
            break;
        }
    }
    result.paths.resize(std::min(result.paths.size(), paths_shown));
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

std::string_view shipped_model() {
    const auto files = embedded::classifier_model();
    ORRERY_CHECK(files.size() == 1, "the binary carries one model");
    return files.front().contents;
}

}  // namespace orrery::classifier
