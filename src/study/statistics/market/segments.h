#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace orrery::study {

/// A model on the map of cost and usage.
struct MarketPoint {
    double price = 0;  ///< Effective US dollars per million tokens.
    double usage = 0;  ///< Tokens in the window.
};

enum class Segment { premium_leader, efficient_giant, premium_specialist, long_tail, core };

/// Names each model's segment. High use is at or above the 80th percentile of usage (linear
/// interpolation). Leader: high and price >= $1. Giant: high and price < $0.40. Specialist:
/// price >= $10 and not high. Long tail: price < $0.10 and usage below the median. Else core.
[[nodiscard]] std::vector<Segment> market_segments(std::span<const MarketPoint> points);

/// Returns the name that tables carry: "premium leader", "efficient giant" ...
[[nodiscard]] std::string_view segment_name(Segment segment);

/// Returns the quantile (0..1) of values by linear interpolation between order statistics.
[[nodiscard]] double quantile(std::vector<double> values, double fraction);

}  // namespace orrery::study
