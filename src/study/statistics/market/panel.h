#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "base/result.h"
#include "study/figure.h"

namespace orrery::study {

/// One unit in one period: y beside x.
struct PanelPoint {
    std::size_t unit = 0;
    std::size_t period = 0;
    double x = 0;
    double y = 0;
};

/// The slope within units, y = a_unit + g_period + slope x.
struct PanelFit {
    double slope = 0;
    double slope_lower = 0;  ///< 95 % interval, t with units - 1 degrees of freedom.
    double slope_upper = 0;
    std::size_t units = 0;
    std::size_t points = 0;
};

/// Units whose x moves, by at least `move_min` from its lowest to its highest, that a fit needs.
inline constexpr std::size_t panel_units_min = 10;
inline constexpr double move_min = 0.02;

/// Fits with fixed effects of units and periods: both are swept out by turns until nothing is left
/// (Guimaraes and Portugal 2010, Stata Journal 10, 628), the rest is least squares. Errors are
/// clustered by unit (Arellano 1987, Oxford Bulletin 49, 431). Units with fewer than three periods
/// are left out. Nothing with fewer than `panel_units_min` units whose x moves.
[[nodiscard]] std::optional<PanelFit> fixed_effects(std::span<const PanelPoint> points);

/// Turns rows of model, month, price and tokens into a table of two elasticities: across models, as
/// figure 27 has it, and within models from month to month. Models without a price are left out.
[[nodiscard]] Status elasticities(FigureResult& figure);

}  // namespace orrery::study
