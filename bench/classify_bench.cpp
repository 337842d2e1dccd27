#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <string>
#include <vector>

#include "benches.h"
#include "classifier/classifier.h"
#include "classifier/knowledge.h"
#include "classifier/train/corpus.h"

namespace orrery::bench {
namespace {

double cpu_seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Makes texts of 1,000 code points each out of the corpus's prompts, one after the other.
Result<std::vector<std::string>> texts_of(const std::filesystem::path& folder) {
    const auto corpus = classifier::read_corpus(folder);
    if (!corpus) {
        return std::unexpected(corpus.error());
    }
    std::vector<std::string> texts;
    std::string text;
    for (const auto& file : corpus->files) {
        for (const auto& [language, passages] : file.languages) {
            for (const auto& prompt : passages.prompts) {
                text += prompt + "\n";
                const auto front = classifier::first_code_points(text, classifier::code_points_max);
                if (front.size() < text.size()) {
                    texts.emplace_back(front);
                    text.clear();
                }
            }
        }
    }
    return texts;
}

/// Calls `work` on every text and prints how many a second one core does, the best of the runs.
template <typename Work>
void time_texts(const char* name, const std::vector<std::string>& texts, int runs, Work work) {
    double best = 0;
    for (int run = 0; run < runs; ++run) {
        const double before = cpu_seconds();
        for (const std::string& text : texts) {
            work(text);
        }
        best = std::max(best, static_cast<double>(texts.size()) / (cpu_seconds() - before));
    }
    fmt::print("{:<28} {:9.0f} texts of 1,000 characters a second and core\n", name, best);
}

}  // namespace

Status bench_classify(const std::filesystem::path& corpus, int runs) {
    const auto texts = texts_of(corpus);
    if (!texts) {
        return std::unexpected(texts.error());
    }
    const auto model = classifier::Model::read(classifier::shipped_model(), "the binary");
    const auto taxonomy = catalog::Taxonomy::load();
    if (!model || !taxonomy) {
        return std::unexpected(model ? taxonomy.error() : model.error());
    }
    classifier::FeatureExtractor extractor(model->head().bucket_bits);
    classifier::Classifier classifier(*model, *taxonomy);
    const auto languages = classifier::make_language_detector();
    double sum = 0;  // Keeps what is computed from being left out.
    time_texts("categories", *texts, runs, [&](const auto& text) {
        sum += model->probabilities(extractor.extract(text)).topics.front();
    });
    time_texts("language", *texts, runs,
               [&](const auto& text) { sum += languages->guess(text).confidence; });
    time_texts("programming language", *texts, runs,
               [&](const auto& text) { sum += classifier::guess_code(text).confidence; });
    time_texts("all of it", *texts, runs, [&](const auto& text) {
        sum += classifier.classify(text).categories.front().confidence;
    });
    fmt::print("{} texts, mean confidence {:.2f}\n", texts->size(),
               sum / (4.0 * runs * static_cast<double>(texts->size())));
    return {};
}

}  // namespace orrery::bench
