// The build step that makes the model of the binary: classifier_trainer CORPUS MODEL.

#include <fmt/format.h>

#include "base/file.h"
#include "classifier/train/train.h"

int main(int argc, char** argv) {
    if (argc != 3) {
        fmt::print(stderr, "usage: classifier_trainer CORPUS MODEL\n");
        return 2;
    }
    const auto corpus = orrery::classifier::read_corpus(argv[1]);
    if (!corpus) {
        fmt::print(stderr, "classifier_trainer: {}\n", describe(corpus.error()));
        return 1;
    }
    orrery::classifier::TrainingReport report;
    const auto model = orrery::classifier::train_model(*corpus, {}, report);
    if (!model) {
        fmt::print(stderr, "classifier_trainer: {}\n", describe(model.error()));
        return 1;
    }
    if (const auto written = orrery::write_file(argv[2], *model); !written) {
        fmt::print(stderr, "classifier_trainer: {}\n", describe(written.error()));
        return 1;
    }
    fmt::print("trained on {} texts: {} topics, {} acts, held out {:.3f}\n", report.examples,
               report.topics, report.acts, report.held_out_accuracy);
    return 0;
}
