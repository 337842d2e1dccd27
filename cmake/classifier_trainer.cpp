// The build step that makes the model of the binary: classifier_trainer CORPUS CATALOG MODEL.

#include <fmt/format.h>

#include <string>

#include "base/file.h"
#include "classifier/train/train.h"

namespace {

namespace classifier = orrery::classifier;

orrery::Status train(const std::string& corpus_folder, const std::string& catalog_folder,
                     const std::string& file) {
    const auto paths = orrery::read_file(catalog_folder + "/taxonomy.csv");
    const auto rules = orrery::read_file(catalog_folder + "/tags.csv");
    if (!paths || !rules) {
        return std::unexpected(paths ? rules.error() : paths.error());
    }
    const auto taxonomy = orrery::catalog::Taxonomy::read(*paths, *rules);
    if (!taxonomy) {
        return std::unexpected(taxonomy.error());
    }
    const auto corpus = classifier::read_corpus(corpus_folder);
    if (!corpus) {
        return std::unexpected(corpus.error());
    }
    classifier::TrainingReport report;
    const auto model = classifier::train_model(*corpus, *taxonomy, {}, report);
    if (!model) {
        return std::unexpected(model.error());
    }
    fmt::print("trained on {} texts: {} topics, {} acts, held out {:.3f}\n", report.examples,
               report.topics, report.acts, report.held_out_accuracy);
    return orrery::write_file(file, *model);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        fmt::print(stderr, "usage: classifier_trainer CORPUS CATALOG MODEL\n");
        return 2;
    }
    if (const auto trained = train(argv[1], argv[2], argv[3]); !trained) {
        fmt::print(stderr, "classifier_trainer: {}\n", describe(trained.error()));
        return 1;
    }
    return 0;
}
