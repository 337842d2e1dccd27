#pragma once

#include <string>

#include "study/definition.h"
#include "study/figure.h"

namespace orrery::study {

/// What the time axis of a weekly figure is divided into.
enum class Grain { day, week, month };

/// Returns day, week or month, the name of the column and of the macro `<name>_of`.
[[nodiscard]] std::string_view name_of(Grain grain);

/// Says of SQL that is written by weeks the same by another grain: columns, macros and the tables
/// `complete_weeks` and `complete_tagged_weeks` change their names.
[[nodiscard]] std::string by_grain(const std::string& sql, Grain grain);

/// The same of a sentence: "a weekly share" becomes "a monthly share".
[[nodiscard]] std::string worded_by(const std::string& text, Grain grain);

/// Returns a figure by another grain: its SQL, its x column and all it says.
[[nodiscard]] FigureDefinition by_grain(FigureDefinition definition, Grain grain);

}  // namespace orrery::study
