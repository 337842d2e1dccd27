#include <cmath>
#include <cstdint>

#include "base/check.h"
#include "classifier/classifier.h"
#include "classifier/knowledge.h"
#include "classifier/text/prompt.h"
#include "classifier/train/corpus.h"

/// Any bytes are classified without a crash, to probabilities; and read as a corpus file or a model
/// they give one or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using orrery::classifier::Model;
    static const auto taxonomy = orrery::catalog::Taxonomy::load();
    static const auto model = Model::read(orrery::classifier::shipped_model(), "shipped");
    ORRERY_CHECK(taxonomy.has_value() && model.has_value(), "what is shipped loads");
    static orrery::classifier::Classifier classifier(*model, *taxonomy);
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto result = classifier.classify(orrery::classifier::without_boilerplate(text));
    double sum = 0;
    for (const auto& score : result.categories) {
        sum += score.confidence;
    }
    ORRERY_CHECK(std::abs(sum - 1) < 1e-9, "probabilities sum to 1");
    (void)classifier.reasons(result.path, 3);
    (void)orrery::classifier::read_corpus_file(text, "fuzz.txt");
    (void)Model::read(text, "fuzz");
    return 0;
}
