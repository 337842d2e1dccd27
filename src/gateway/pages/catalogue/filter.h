#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "gateway/pages/catalogue/listing.h"

namespace orrery::gateway {

/// How models are sorted.
enum class ModelSort {
    none,  ///< As the configuration has them.
    newest,
    price_up,
    price_down,
    context_down,
    throughput_down,
    latency_up,
    used,  ///< By tokens in the last seven UTC days.
};

/// Bounds of a number; both are allowed.
struct Between {
    std::optional<double> lowest;
    std::optional<double> highest;

    [[nodiscard]] bool is_open() const { return !lowest && !highest; }
    [[nodiscard]] bool holds(double value) const {
        return (!lowest || value >= *lowest) && (!highest || value <= *highest);
    }
};

/// What a query leaves of the list of models.
struct ModelFilter {
    std::int64_t offset = 0;
    std::int64_t limit = std::numeric_limits<std::int64_t>::max();
    std::string category;
    std::string words;  ///< Lower case, within name or slug.
    std::vector<std::string> parameters;
    std::vector<std::string> input_modalities;   ///< All of these.
    std::vector<std::string> output_modalities;  ///< Any of these; empty: all models.
    std::vector<std::string> authors;
    std::vector<std::string> providers;
    Between prompt_usd_per_m;
    Between completion_usd_per_m;
    Between age_days;
    std::int64_t context_min = 0;
    bool is_zdr = false;
    ModelSort sort = ModelSort::none;
};

/// Reads the query of GET /models. Fails on values out of range, and on filters by what this
/// gateway does not know of models: their scores in benchmarks, family, region.
[[nodiscard]] Result<ModelFilter> read_model_filter(const Question& question);

/// Tells whether a model passes all that is not a matter of its past.
[[nodiscard]] bool passes(const ModelFilter& filter, const Listed& listed, const Serving& serving,
                          std::int64_t now_us);
void sort_models(ModelSort sort, const Serving& serving, std::int64_t now_us,
                 std::vector<Listed>& models);

}  // namespace orrery::gateway
