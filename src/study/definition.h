#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/figure.h"

namespace orrery::study {

/// The study as data: what the folder study/ of the binary and of the user says.
struct StudyDefinition {
    std::vector<FigureDefinition> figures;  ///< By id: fig01 … fig29c, table1 …, then the user's.
    std::vector<Chapter> chapters;          ///< In reading order.
    std::map<std::string, std::string> remedies;  ///< Record column to how a store comes by it.
    std::string usage_view;                       ///< The SELECT of the table that figures read.
    std::string tagged_view;                      ///< The same of those on categories.
    std::string tags_view;                        ///< The same of those on the tags inside them.
    std::string languages_view;                   ///< The same of those on languages of prompts.
    std::string labelled_accounts_view;           ///< The same of those on single accounts.
};

/// Reads the study that the binary carries, then figure folders (<id>/query.sql and figure.toml)
/// of each directory; a folder of the same id replaces ours. Errors name the file and the key.
[[nodiscard]] Result<StudyDefinition> load_study(
    const std::vector<std::filesystem::path>& directories);

/// Parses one figure.
[[nodiscard]] Result<FigureDefinition> parse_figure(const std::string& toml, const std::string& sql,
                                                    const std::string& where);

}  // namespace orrery::study
