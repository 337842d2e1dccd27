#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "classifier/classifier.h"
#include "classifier/knowledge.h"
#include "cli/session.h"

namespace orrery::cli {

/// A classifier and what it goes by.
struct OpenClassifier {
    std::string bytes;  ///< Of the model; empty for that of the binary.
    std::unique_ptr<classifier::Knowledge> knowledge;
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
