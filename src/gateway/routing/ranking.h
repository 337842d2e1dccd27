#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "gateway/routing/filter.h"
#include "gateway/routing/health.h"
#include "gateway/routing/offers.h"
#include "gateway/routing/preferences.h"
#include "gateway/routing/router.h"

namespace orrery::gateway {

/// An endpoint that can take the request, and what it is sorted by.
struct Ranked {
    const Endpoint* endpoint = nullptr;
    /// Of two the lower goes first, whatever they cost: see rank_of().
    std::uint32_t rank = 0;
    bool is_byok = false;
    bool is_sticky = false;
    double key = 0;    ///< What `sort` asks for; lower is better.
    double price = 0;  ///< Decides where all else is the same.
    double weight = 0;
};

/// Puts the endpoints that can take a request in order.
class Ranking {
public:
    /// REQUIRES: all references outlive the ranking.
    Ranking(const Config& config, const Health& health, const Offers& offers,
            const RouteRequest& request, const Preferences& preferences)
        : config_(config),
          health_(health),
          offers_(offers),
          request_(request),
          preferences_(preferences) {}

    /// Ranks one endpoint. `sticky` is where the conversation was last.
    [[nodiscard]] Ranked rank(const Endpoint& endpoint, const Filter& filter, Sort sort,
                              const std::optional<std::size_t>& sticky, std::int64_t now_us) const;

    /// Sorts by rank, key and price. Without a sort, draws one of those of the best rank by weight
    /// and puts it first; `uniform` is in [0, 1).
    static void arrange(std::span<Ranked> ranked, bool is_balanced, double uniform);

private:
    [[nodiscard]] bool is_preferred(const HealthFigures& figures) const;

    const Config& config_;
    const Health& health_;
    const Offers& offers_;
    const RouteRequest& request_;
    const Preferences& preferences_;
};

}  // namespace orrery::gateway
