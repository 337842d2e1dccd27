#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace orrery::study {

/// What is known of one model on one day. Generations whose labels are of no sample stand for
/// themselves alone and are no part of it.
struct CalibrationCell {
    std::string day;               ///< ISO date.
    std::string week;              ///< ISO date of its Monday.
    std::string model;             ///< What its names stood for on that day.
    std::int64_t generations = 0;  ///< Of the census.
    double tokens = 0;             ///< The same.
    std::int64_t drawn = 0;        ///< Drawn and labelled, whether something sure was said or not.
    double weighted = 0;           ///< Their tokens over the probability to be drawn.
};

/// How far a cell was pooled until its factor could be told.
enum class Pooling {
    none,        ///< By model and day.
    model_week,  ///< With other days of the week of the model.
    model,       ///< With other weeks of the model.
    week,        ///< With other models of the week.
    bounded,     ///< The same, and the factor is at its bound.
    outside      ///< Of no sample: nothing drawn stands for its tokens, or nothing could be drawn.
};
inline constexpr std::size_t pooling_count = 6;

/// Sums by Pooling.
using PooledTokens = std::array<double, pooling_count>;

struct Calibration {
    double factor = 1;  ///< On the weights of what was drawn.
    Pooling pooling = Pooling::outside;
};

/// Cells of fewer drawn generations are pooled: the bias of a ratio estimator falls with one over
/// their number, and here it adds up over cells: Cochran (1977), Sampling Techniques, 6.8 and 6.11.
inline constexpr std::int64_t drawn_min = 20;
/// Factors lie between this and its inverse: few weights may not carry a share.
inline constexpr double factor_max = 3;

/// Returns for each cell the factor by which the weights of its drawn generations become those
/// whose tokens sum to the census: post-stratification, the simplest calibration estimator:
/// Deville and Särndal (1992), JASA 87, 376. Where a cell has too few or would need a factor out of
/// bounds it is pooled with others like it, first those of the week of its model, then those of its
/// model, then those of the week; there the factor is cut to the bound if it must be.
///
/// Weeks of which nothing was drawn are outside. So are models of which nothing was drawn though
/// `drawn_min` generations were to be expected at `probability`, the smallest one that was drawn
/// with: they were never to be drawn, as embeddings are not.
[[nodiscard]] std::vector<Calibration> calibrate(std::span<const CalibrationCell> cells,
                                                 double probability);

}  // namespace orrery::study
