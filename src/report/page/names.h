#pragma once

#include <string>
#include <string_view>

#include "study/figure.h"

namespace orrery::report {

/// Returns how readers know a column, a statistic or a verdict, from web/src/names.json, which the
/// dashboard reads too; empty where its own name reads well without underscores.
[[nodiscard]] std::string known_name(std::string_view name);

/// Turns the name of a column or a statistic into words: r_squared is "R²", my_share "my share".
[[nodiscard]] std::string words(std::string_view name);

/// Names a figure by its number in the paper, "Figure 21a" or "Table 1"; empty for one of our own.
[[nodiscard]] std::string paper_name(std::string_view id);

/// Names a figure to a reader: by its number in the paper, else by its title.
[[nodiscard]] std::string reader_name(const study::FigureDefinition& definition);

/// Writes a sentence as HTML in which no line breaks inside a name: app-53, marketing/seo.
[[nodiscard]] std::string with_whole_names(std::string_view text);

}  // namespace orrery::report
