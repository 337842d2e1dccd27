#include "study/statistics/change_points.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "study/statistics/robust.h"

namespace orrery::study {
namespace {

constexpr std::size_t segment_weeks_min = 6;
constexpr std::size_t horizon_weeks = 10;
constexpr int weeks_held_min = 8;
constexpr double ratio_min = 1.5;

/// Estimates the standard deviation around a mean that changes now and then.
double noise_of(std::span<const double> values) {
    std::vector<double> differences;
    for (std::size_t at = 1; at < values.size(); ++at) {
        differences.push_back(values[at] - values[at - 1]);
    }
    // A series without noise needs some unit still: then every change of the mean counts.
    constexpr double noise_min = 1e-9;
    return std::max(scaled_mad(differences) / std::sqrt(2.0), noise_min);
}

/// Answers the cost of a segment, its squared deviations from its mean, from running sums.
class SegmentCost {
public:
    explicit SegmentCost(std::span<const double> values) {
        const double unit = noise_of(values);
        // Centred values keep the difference of squares from cancelling.
        const double centre = median({values.begin(), values.end()});
        for (const double value : values) {
            const double scaled = (value - centre) / unit;
            sums_.push_back(sums_.back() + scaled);
            squares_.push_back(squares_.back() + scaled * scaled);
        }
    }
    [[nodiscard]] double of(std::size_t first, std::size_t end) const {
        const double sum = sums_[end] - sums_[first];
        return squares_[end] - squares_[first] - sum * sum / static_cast<double>(end - first);
    }

private:
    std::vector<double> sums_{0};
    std::vector<double> squares_{0};
};

double mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

int weeks_holding(std::span<const double> after, double before) {
    return static_cast<int>(
        std::ranges::count_if(after, [&](double value) { return value >= ratio_min * before; }));
}

/// Leaves out the weeks in which nothing was used.
WeeklyMarket without_empty_weeks(const WeeklyMarket& market) {
    WeeklyMarket kept;
    kept.tokens.resize(market.tokens.size());
    for (std::size_t week = 0; week < market.weeks.size(); ++week) {
        const bool is_used =
            std::ranges::any_of(market.tokens, [&](const auto& model) { return model[week] > 0; });
        for (std::size_t model = 0; is_used && model < market.tokens.size(); ++model) {
            kept.tokens[model].push_back(market.tokens[model][week]);
        }
        if (is_used) {
            kept.weeks.push_back(market.weeks[week]);
        }
    }
    return kept;
}

/// REQUIRES: the market has a model.
std::size_t largest_model(const WeeklyMarket& market) {
    const auto total = [](const std::vector<double>& tokens) {
        return std::accumulate(tokens.begin(), tokens.end(), 0.0);
    };
    return static_cast<std::size_t>(std::ranges::max_element(market.tokens, {}, total) -
                                    market.tokens.begin());
}

std::vector<double> logarithms(std::vector<double> values) {
    for (double& value : values) {
        value = std::log(value);
    }
    return values;
}

}  // namespace

std::vector<std::size_t> mean_changes(std::span<const double> values, std::size_t segment_min) {
    const std::size_t n = values.size();
    if (segment_min == 0 || n < 2 * segment_min) {
        return {};
    }
    const SegmentCost cost(values);
    const double penalty = 2 * std::log(static_cast<double>(n));
    struct Start {
        std::size_t at;
        std::size_t usable_until;
    };
    constexpr std::size_t always = std::numeric_limits<std::size_t>::max();
    std::vector<Start> starts;
    std::vector<double> best(n + 1, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> last_start(n + 1, 0);
    best[0] = -penalty;
    starts.push_back({0, always});
    for (std::size_t end = segment_min; end <= n; ++end) {
        if (end >= 2 * segment_min) {
            starts.push_back({end - segment_min, always});
        }
        std::erase_if(starts, [&](const Start& start) { return start.usable_until <= end; });
        for (const Start& start : starts) {
            const double total = best[start.at] + cost.of(start.at, end) + penalty;
            if (total < best[end]) {
                best[end] = total;
                last_start[end] = start.at;
            }
        }
        // A start that is beaten by a change at `end` never wins again, once a segment can begin
        // at `end` and be long enough.
        for (Start& start : starts) {
            if (best[start.at] + cost.of(start.at, end) > best[end]) {
                start.usable_until = std::min(start.usable_until, end + segment_min);
            }
        }
    }
    std::vector<std::size_t> changes;
    for (std::size_t end = last_start[n]; end > 0; end = last_start[end]) {
        changes.insert(changes.begin(), end);
    }
    return changes;
}

std::vector<double> effective_models(const WeeklyMarket& market,
                                     std::optional<std::size_t> left_out) {
    std::vector<double> numbers;
    for (std::size_t week = 0; week < market.weeks.size(); ++week) {
        double total = 0;
        double weighted_logs = 0;
        for (std::size_t model = 0; model < market.tokens.size(); ++model) {
            const double tokens = market.tokens[model][week];
            if (model != left_out && tokens > 0) {
                total += tokens;
                weighted_logs += tokens * std::log(tokens);
            }
        }
        // The entropy of shares t/T is ln T - sum(t ln t) / T.
        numbers.push_back(total > 0 ? std::exp(std::log(total) - weighted_logs / total)
                                    : std::numeric_limits<double>::quiet_NaN());
    }
    return numbers;
}

InflectionReading read_inflections(const WeeklyMarket& market) {
    const WeeklyMarket used = without_empty_weeks(market);
    InflectionReading reading;
    if (used.weeks.size() < segment_weeks_min + horizon_weeks) {
        return reading;
    }
    reading.verdict = InflectionVerdict::none;
    const auto numbers = effective_models(used);
    const auto without_top = effective_models(used, largest_model(used));
    std::size_t begins = 0;
    for (const std::size_t change : mean_changes(logarithms(numbers), segment_weeks_min)) {
        const std::size_t weeks = std::min(horizon_weeks, used.weeks.size() - change);
        const auto before = std::span(numbers).subspan(begins, change - begins);
        const auto after = std::span(numbers).subspan(change, weeks);
        const double rest_before = mean(std::span(without_top).subspan(begins, change - begins));
        const auto rest_after = std::span(without_top).subspan(change, weeks);
        Inflection found{used.weeks[change], mean(before), mean(after),
                         mean(rest_after) / rest_before, weeks_holding(after, mean(before))};
        // NaN, of a week that had the top model only, accepts nothing.
        found.accepted = weeks == horizon_weeks && found.after >= ratio_min * found.before &&
                         found.weeks_held >= weeks_held_min &&
                         found.ratio_without_top >= ratio_min &&
                         weeks_holding(rest_after, rest_before) >= weeks_held_min;
        if (found.accepted) {
            reading.verdict = InflectionVerdict::found;
        }
        reading.candidates.push_back(std::move(found));
        begins = change;
    }
    return reading;
}

}  // namespace orrery::study
