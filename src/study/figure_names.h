#pragma once

#include <optional>
#include <string_view>

#include "study/figure.h"

namespace orrery::study {

/// The names that figure.toml, figures/<id>.json and manifest.json use for the enums.
[[nodiscard]] std::string_view name_of(ChartKind kind);
[[nodiscard]] std::string_view name_of(Unit unit);
[[nodiscard]] std::string_view name_of(FigureStatus status);
[[nodiscard]] std::string_view name_of(Bound bound);  ///< Empty for none.

/// Finds the enum of a name; nothing if there is none.
[[nodiscard]] std::optional<ChartKind> chart_kind(std::string_view name);
[[nodiscard]] std::optional<Unit> unit(std::string_view name);
[[nodiscard]] std::optional<Bound> bound(std::string_view name);

}  // namespace orrery::study
