#pragma once

#include <cstdint>
#include <vector>

#include "gateway/config/config.h"

namespace orrery::gateway {

/// What an endpoint costs today, as routing weighs it.
struct Offer {
    const PriceRow* row = nullptr;  ///< Null where no row holds today.
    /// Pico-USD per token of prompt and completion together, without tiers. Free ones count as
    /// 0.001 USD per million, so that they win by far and all weights stay finite; unknown ones
    /// as more than any.
    double price = 0;
    double weight = 0;  ///< 1/price².
};

/// The offers of all endpoints, looked up once a day rather than once a request. For one thread.
class Offers {
public:
    /// REQUIRES: config outlives the offers.
    explicit Offers(const Config& config) : config_(config) {}

    /// Makes the offers those of a moment's day, UTC.
    void bring_to(std::int64_t unix_us);
    /// REQUIRES: bring_to() has been called.
    [[nodiscard]] const Offer& of(const Endpoint& endpoint) const {
        return offers_[endpoint.index];
    }

private:
    const Config& config_;
    std::int64_t day_ = -1;
    std::vector<Offer> offers_;
};

}  // namespace orrery::gateway
