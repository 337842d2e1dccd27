#include "gateway/routing/offers.h"

#include <algorithm>

#include "base/time.h"

namespace orrery::gateway {
namespace {

constexpr double price_least = 1e3;
constexpr double price_unknown = 1e13;

double price_of(const PriceRow* row) {
    if (row == nullptr || row->tiers.empty() || !row->tiers.front().prompt) {
        return price_unknown;
    }
    const PriceTier& tier = row->tiers.front();
    const auto price =
        static_cast<double>(*tier.prompt) + static_cast<double>(tier.completion.value_or(0));
    return std::max(price, price_least);
}

}  // namespace

void Offers::bring_to(std::int64_t unix_us) {
    const std::int64_t day = unix_us / day_us;
    if (day == day_) {
        return;
    }
    day_ = day;
    offers_.resize(config_.endpoints.size());
    for (std::size_t i = 0; i < offers_.size(); ++i) {
        Offer& offer = offers_[i];
        offer.row = config_.endpoints[i].prices.at(unix_us);
        offer.price = price_of(offer.row);
        offer.weight = 1 / (offer.price * offer.price);
    }
}

}  // namespace orrery::gateway
