#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "study/figure.h"

namespace orrery::study {

/// Applies a transformation that figure.toml names to a figure's rows. What SQL cannot say, or
/// would say in every figure anew, has a name here:
///   complete_grid    adds a row of value 0 for each series at each x that has any row
///   drop_free_models leaves out models whose realised price is 0 and says how many
///   ols_log_log      fits log10 value on log10 price; trend, slope, interval and robust variants
///   market_segments  names each model's segment by price and usage (STUDY, section 3)
///   price_quadrants  names each point's quadrant by median price and tokens, and draws both
///   segment_examples keeps the paper's example models, or two for each segment
///   movers           what rose and fell in the last complete week
///   market_inflection  the effective number of models, and when the market opened up
///   spike_table      weeks in which a share stands out, by how many accounts that hangs on
///   elasticities     of usage to price, across models and within them
///   account_retention  accounts by age: active, active later, and survival
[[nodiscard]] Status apply_transform(const std::string& name, FigureResult& figure);

}  // namespace orrery::study
