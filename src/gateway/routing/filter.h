#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/config.h"
#include "gateway/routing/offers.h"
#include "gateway/routing/preferences.h"
#include "gateway/routing/router.h"

namespace orrery::gateway {

/// Why an endpoint cannot take a request.
enum class Obstacle {
    none,
    variant,  ///< It is another variant of the model.
    only,     ///< Not in `provider.only`.
    ignored,  ///< In `provider.ignore`.
    order,    ///< Not in `provider.order`, and fallbacks are not allowed.
    quantization,
    collection,
    retention,
    distillation,
    tools,
    completion,  ///< It cannot say as many tokens as are asked for.
    parameters,
    price,
};
inline constexpr std::size_t obstacles = 13;

/// How many endpoints each obstacle has left out.
using ObstacleCounts = std::array<std::size_t, obstacles>;

/// Says what of a request left out how many endpoints: "provider.only leaves out 2".
[[nodiscard]] std::string describe(const ObstacleCounts& counts);

/// Tells which endpoints can take a request.
class Filter {
public:
    /// REQUIRES: all references, and what the request views, outlive the filter.
    Filter(const Config& config, const std::vector<std::string>& provider_names,
           const Offers& offers, const RouteRequest& request, const Preferences& preferences)
        : config_(config),
          provider_names_(provider_names),
          offers_(offers),
          request_(request),
          preferences_(preferences) {}

    [[nodiscard]] Obstacle obstacle_of(const Endpoint& endpoint, const NamedModel& asked) const;
    /// Returns an endpoint's place in `provider.order`, or the length of that list.
    [[nodiscard]] std::size_t place_in_order(const Endpoint& endpoint) const;

private:
    [[nodiscard]] std::size_t place_in(const std::vector<std::string>& list,
                                       const Endpoint& endpoint) const;
    [[nodiscard]] Obstacle provider_obstacle(const Endpoint& endpoint) const;
    [[nodiscard]] bool takes_parameters(const Endpoint& endpoint) const;
    [[nodiscard]] bool is_within_price(const Endpoint& endpoint) const;

    const Config& config_;
    const std::vector<std::string>& provider_names_;  ///< In lower case, by provider.
    const Offers& offers_;
    const RouteRequest& request_;
    const Preferences& preferences_;
};

}  // namespace orrery::gateway
