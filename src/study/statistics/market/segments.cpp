#include "study/statistics/market/segments.h"

#include <algorithm>
#include <cmath>

namespace orrery::study {
namespace {

Segment segment_of(const MarketPoint& point, double high_usage, double median_usage) {
    const bool is_high = point.usage >= high_usage;
    if (is_high && point.price >= 1.0) {
        return Segment::premium_leader;
    }
    if (is_high && point.price < 0.40) {
        return Segment::efficient_giant;
    }
    if (!is_high && point.price >= 10.0) {
        return Segment::premium_specialist;
    }
    if (point.price < 0.10 && point.usage < median_usage) {
        return Segment::long_tail;
    }
    return Segment::core;
}

}  // namespace

double quantile(std::vector<double> values, double fraction) {
    if (values.empty()) {
        return 0;
    }
    std::ranges::sort(values);
    const double position = fraction * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(position));
    const auto above = std::min(below + 1, values.size() - 1);
    const double weight = position - static_cast<double>(below);
    return values[below] * (1 - weight) + values[above] * weight;
}

std::vector<Segment> market_segments(std::span<const MarketPoint> points) {
    std::vector<double> usage;
    for (const MarketPoint& point : points) {
        usage.push_back(point.usage);
    }
    const double high = quantile(usage, 0.8);
    const double median = quantile(usage, 0.5);
    std::vector<Segment> segments;
    for (const MarketPoint& point : points) {
        segments.push_back(segment_of(point, high, median));
    }
    return segments;
}

std::string_view segment_name(Segment segment) {
    switch (segment) {
        case Segment::premium_leader:
            return "premium leader";
        case Segment::efficient_giant:
            return "efficient giant";
        case Segment::premium_specialist:
            return "premium specialist";
        case Segment::long_tail:
            return "long tail";
        case Segment::core:
            return "core";
    }
    return {};
}

}  // namespace orrery::study
