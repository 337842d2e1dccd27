#include "gateway/routing/sticky.h"

namespace orrery::gateway {
namespace {

constexpr std::int64_t idle_us_max = 600'000'000;

}  // namespace

void StickyPlaces::unlink(std::uint32_t index) {
    const Place& place = places_[index];
    (place.newer == nobody ? newest_ : places_[place.newer].older) = place.older;
    (place.older == nobody ? oldest_ : places_[place.older].newer) = place.newer;
}

void StickyPlaces::link_newest(std::uint32_t index) {
    Place& place = places_[index];
    place.newer = nobody;
    place.older = newest_;
    (newest_ == nobody ? oldest_ : places_[newest_].newer) = index;
    newest_ = index;
}

void StickyPlaces::remember(std::uint64_t conversation, std::size_t endpoint, std::int64_t now_us) {
    std::uint32_t index = nobody;
    if (const auto found = at_.find(conversation); found != at_.end()) {
        index = found->second;
        unlink(index);
    } else if (oldest_ != nobody && (places_.size() == places_max_ ||
                                     now_us - places_[oldest_].used_us >= idle_us_max)) {
        index = oldest_;
        unlink(index);
        at_.erase(places_[index].conversation);
        at_.emplace(conversation, index);
    } else {
        index = static_cast<std::uint32_t>(places_.size());
        places_.emplace_back();
        at_.emplace(conversation, index);
    }
    places_[index].conversation = conversation;
    places_[index].endpoint = endpoint;
    places_[index].used_us = now_us;
    link_newest(index);
}

std::optional<std::size_t> StickyPlaces::find(std::uint64_t conversation,
                                              std::int64_t now_us) const {
    const auto found = at_.find(conversation);
    if (found == at_.end() || now_us - places_[found->second].used_us >= idle_us_max) {
        return std::nullopt;
    }
    return places_[found->second].endpoint;
}

}  // namespace orrery::gateway
