#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/metering/price.h"

namespace orrery::gateway {

/// By what endpoints are tried in order. `exacto`: fewest failures first.
enum class Sort { none, price, throughput, latency, exacto };

/// Bounds on a percentile: a number is p50.
struct Percentiles {
    std::optional<double> p50, p75, p90, p99;
};

/// What a request says about where it may go: its `provider` member and the model's suffix.
struct Preferences {
    std::vector<std::string> order, only, ignore;  ///< Provider slugs or names, lower case.
    std::vector<std::string> quantizations;
    bool allows_fallbacks = true;
    bool requires_parameters = false;
    bool denies_data_collection = false;
    bool requires_zero_retention = false;
    bool requires_distillable = false;  ///< `enforce_distillable_text`.
    Sort sort = Sort::none;
    bool sorts_across_models = false;  ///< `partition: "none"`: fallback models are sorted along.
    std::optional<PicoUsd> prompt_price_max, completion_price_max, request_price_max;
    Percentiles throughput_min;  ///< Tokens per second.
    Percentiles latency_max;     ///< Seconds to the first token.
};

/// Reads the `provider` member of a request, JSON; null members are as if they were not there.
/// Prices are USD per million tokens, or per request, as numbers or texts; more decimals than
/// prices have are cut. `max_price.image` and `.audio` are checked and always met: media are
/// charged as tokens here. Fails with `bad_input` and, in `where`, the path of what is wrong
/// ("provider.sort.by"): an unknown member, a wrong type, a negative price.
[[nodiscard]] Result<Preferences> read_preferences(std::string_view json);

/// A model's name without its suffix, and what the suffix asks for. `:free`, `:thinking` and other
/// variants choose endpoints; `:nitro` and `:floor` sort; `:exacto` sorts by tool-call quality as
/// far as errors tell.
struct NamedModel {
    std::string_view slug;
    std::string_view variant;  ///< "standard" without a suffix, and for nitro, floor and exacto.
    std::string_view suffix;   ///< As asked, or empty.
    Sort sort = Sort::none;
};
[[nodiscard]] NamedModel split_variant(std::string_view name);

}  // namespace orrery::gateway
