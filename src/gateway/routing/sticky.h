#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace orrery::gateway {

/// Where conversations were served last: ten minutes from the last use, the least recently used
/// forgotten first. For one thread.
class StickyPlaces {
public:
    explicit StickyPlaces(std::size_t places_max) : places_max_(places_max) {}

    void remember(std::uint64_t conversation, std::size_t endpoint, std::int64_t now_us);
    /// Returns the endpoint, or nothing where the conversation is unknown or too long ago.
    [[nodiscard]] std::optional<std::size_t> find(std::uint64_t conversation,
                                                  std::int64_t now_us) const;
    [[nodiscard]] std::size_t size() const { return at_.size(); }

private:
    static constexpr std::uint32_t nobody = 0xFFFF'FFFF;
    struct Place {
        std::uint64_t conversation = 0;
        std::size_t endpoint = 0;
        std::int64_t used_us = 0;
        std::uint32_t newer = nobody;
        std::uint32_t older = nobody;
    };

    void unlink(std::uint32_t index);
    void link_newest(std::uint32_t index);

    std::size_t places_max_;
    std::vector<Place> places_;  ///< Linked from the newest to the oldest by index.
    std::unordered_map<std::uint64_t, std::uint32_t> at_;
    std::uint32_t newest_ = nobody;
    std::uint32_t oldest_ = nobody;
};

}  // namespace orrery::gateway
