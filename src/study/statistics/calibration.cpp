#include "study/statistics/calibration.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <tuple>

namespace orrery::study {
namespace {

/// Model, week and day of a cell; empty where they do not tell cells apart.
using Key = std::tuple<std::string, std::string, std::string>;
using Indices = std::vector<std::size_t>;

Key key_of(const CalibrationCell& cell, Pooling pooling) {
    switch (pooling) {
        case Pooling::none:
            return {cell.model, {}, cell.day};
        case Pooling::model_week:
            return {cell.model, cell.week, {}};
        case Pooling::model:
            return {cell.model, {}, {}};
        default:
            return {std::string(), cell.week, {}};
    }
}

struct Sums {
    std::int64_t drawn = 0;
    double tokens = 0;
    double weighted = 0;

    [[nodiscard]] bool are_within_bounds() const {
        return weighted > 0 && tokens <= factor_max * weighted && factor_max * tokens >= weighted;
    }
};

Sums sums_of(std::span<const CalibrationCell> cells, const Indices& pool) {
    Sums sums;
    for (const std::size_t at : pool) {
        sums.drawn += cells[at].drawn;
        sums.tokens += cells[at].tokens;
        sums.weighted += cells[at].weighted;
    }
    return sums;
}

/// Lists the cells that a sample can stand for.
Indices sampled_cells(std::span<const CalibrationCell> cells, double probability) {
    struct Model {
        std::int64_t drawn = 0;
        std::int64_t generations = 0;
    };
    std::set<std::string> weeks;
    for (const CalibrationCell& cell : cells) {
        if (cell.drawn > 0) {
            weeks.insert(cell.week);
        }
    }
    std::map<std::string, Model> models;
    for (const CalibrationCell& cell : cells) {
        if (weeks.contains(cell.week)) {
            models[cell.model].drawn += cell.drawn;
            models[cell.model].generations += cell.generations;
        }
    }
    Indices sampled;
    for (std::size_t at = 0; at < cells.size(); ++at) {
        if (!weeks.contains(cells[at].week)) {
            continue;
        }
        const Model& model = models[cells[at].model];
        if (model.drawn > 0 ||
            static_cast<double>(model.generations) * probability < static_cast<double>(drawn_min)) {
            sampled.push_back(at);
        }
    }
    return sampled;
}

/// Gives a pool its factor; says no where it has to be pooled further.
bool settle(const Sums& sums, Pooling pooling, const Indices& pool,
            std::vector<Calibration>& calibrations) {
    Calibration settled{1, pooling};
    if (sums.are_within_bounds() && (sums.drawn >= drawn_min || pooling == Pooling::week)) {
        settled.factor = sums.tokens / sums.weighted;
    } else if (pooling != Pooling::week) {
        return false;
    } else if (sums.weighted > 0) {
        settled = {sums.tokens > sums.weighted ? factor_max : 1 / factor_max, Pooling::bounded};
    } else {
        settled.pooling = Pooling::outside;
    }
    for (const std::size_t at : pool) {
        calibrations[at] = settled;
    }
    return true;
}

}  // namespace

std::vector<Calibration> calibrate(std::span<const CalibrationCell> cells, double probability) {
    std::vector<Calibration> calibrations(cells.size());
    Indices open = sampled_cells(cells, probability);
    for (const Pooling pooling :
         {Pooling::none, Pooling::model_week, Pooling::model, Pooling::week}) {
        std::map<Key, Indices> pools;
        for (const std::size_t at : open) {
            pools[key_of(cells[at], pooling)].push_back(at);
        }
        open.clear();
        for (const auto& [key, pool] : pools) {
            if (!settle(sums_of(cells, pool), pooling, pool, calibrations)) {
                open.insert(open.end(), pool.begin(), pool.end());
            }
        }
        std::ranges::sort(open);
    }
    return calibrations;
}

}  // namespace orrery::study
