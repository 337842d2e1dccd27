#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace orrery::study {

/// Returns where the mean of a series changes: the first position of each new segment, in order.
/// PELT finds the best of all segmentations with segments of at least `segment_min` values exactly:
/// Killick, Fearnhead and Eckley (2012), JASA 107, 1590. The cost of a segment is its squared
/// deviations in units of the noise, which the median absolute first difference tells without
/// seeing the changes; the penalty is BIC's, 2 ln n for the place and the mean of each change.
[[nodiscard]] std::vector<std::size_t> mean_changes(std::span<const double> values,
                                                    std::size_t segment_min);

/// Tokens of the models of a market, week by week.
struct WeeklyMarket {
    std::vector<std::string> weeks;           ///< ISO Mondays in order; complete weeks only.
    std::vector<std::vector<double>> tokens;  ///< Per model, of each week.
};

/// Returns the effective number of models of each week, exp(entropy of their shares), with one
/// model left out where told; NaN where nothing is left.
[[nodiscard]] std::vector<double> effective_models(const WeeklyMarket& market,
                                                   std::optional<std::size_t> left_out = {});

/// A week from which the market may be another one.
struct Inflection {
    std::string week;
    double before = 0;  ///< Mean effective number over the segment before.
    double after = 0;   ///< Over the ten weeks from the change, or what there is of them.
    double ratio_without_top = 0;  ///< after / before without the market's largest model.
    int weeks_held = 0;            ///< Of the ten weeks, those with 1.5 times `before`.
    bool accepted = false;
};

enum class InflectionVerdict { insufficient_data, none, found };

struct InflectionReading {
    InflectionVerdict verdict = InflectionVerdict::insufficient_data;
    std::vector<Inflection> candidates;  ///< All changes, in order.
};

/// Looks for the week in which a market spread over more models (STUDY, section 2): a change of the
/// mean entropy, that is of the logarithm of the effective number, with segments of six weeks.
/// Accepts it when after / before >= 1.5, when eight of the ten weeks hold that ratio, and when
/// both hold at the same week without the model that is largest over all weeks. A change with fewer
/// than ten weeks to follow is not accepted yet. Weeks without tokens are passed over; fewer than
/// six and ten weeks are insufficient.
[[nodiscard]] InflectionReading read_inflections(const WeeklyMarket& market);

}  // namespace orrery::study
