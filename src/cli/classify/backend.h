#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "cli/classify/classify.h"
#include "labelling/options.h"

namespace orrery::cli {

/// What the command line says of who labels.
struct BackendArguments {
    std::string backend = "local";
    std::string api = "v1";
    double budget_usd = 10;
    bool dry_run = false;
    bool yes = false;
    labelling::BackendOptions options;

    [[nodiscard]] bool is_remote() const { return backend != "local"; }
};

void add_backend_options(CLI::App& command, BackendArguments& arguments);

/// Labels texts by a service: says first what it may cost, and asks for --yes where that is much.
/// Prints one line a text to standard output and what it has cost to standard error. Reads all of
/// the input before anything is sent. `file` is what errors call the input.
[[nodiscard]] Status classify_remotely(const OpenClassifier& open,
                                       const BackendArguments& arguments, std::istream& input,
                                       const std::string& file, bool is_whole, bool as_json);

}  // namespace orrery::cli
