#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "cli/session.h"
#include "study/further.h"
#include "study/runner.h"

namespace orrery::cli {

struct StudyArguments {
    study::StudyOptions options{.from = {}, .to = {}, .figures = {}, .title = "State of AI"};
    std::filesystem::path out = "report";
    std::vector<std::filesystem::path> directories;
    study::PrivacyRule rule;
    bool is_for_publication = false;
    study::FurtherSubjects further;
    bool svg = false;
    bool png = false;
    bool read_only = false;
};

/// Runs the study on an open store, writes the report and prints the findings.
[[nodiscard]] Status run_study_command(OpenStore& open, const StudyArguments& arguments);

/// Adds `orrery study diff`.
void add_study_diff(CLI::App& study, Session& session);

}  // namespace orrery::cli
