#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "classifier/classifier.h"
#include "cli/session.h"

namespace orrery::cli {

/// A model with its bytes, and the taxonomy that its paths are mapped by.
struct OpenClassifier {
    std::string bytes;  ///< Empty for the model of the binary.
    std::unique_ptr<classifier::Model> model;
    std::unique_ptr<catalog::Taxonomy> taxonomy;
    std::unique_ptr<classifier::Classifier> classifier;
};

/// Opens the model of a file, or that of the binary where the name is empty.
[[nodiscard]] Result<std::unique_ptr<OpenClassifier>> open_classifier(
    const Session& session, const std::filesystem::path& model);

/// The options that say which model to use.
struct ModelOptions {
    std::filesystem::path model;
};

void add_model_option(CLI::App& command, ModelOptions& options);

/// `orrery classify train` and `orrery classify eval`.
void add_classify_train(CLI::App& command, Session& session);
void add_classify_eval(CLI::App& command, Session& session);

}  // namespace orrery::cli
