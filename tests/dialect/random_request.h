#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "dialect/request.h"

namespace orrery::dialect::testing {

/// Makes chat requests and JSON texts out of a seed, the same for the same seed.
class RandomRequest {
public:
    explicit RandomRequest(std::uint64_t seed) : random_(seed) {}

    /// Any JSON value, at most `depth` levels deep.
    Json value(int depth);
    /// A chat request that every rule allows, in a random order of members.
    Json chat();
    /// A text with quotes, escapes and letters beyond ASCII.
    std::string text();
    /// Writes JSON with random white space and random escapes.
    std::string written(const Json& json);
    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
    bool coin() { return below(2) == 0; }

private:
    Json message();
    Json content();
    std::string blank();
    std::string quoted(const std::string& text);

    std::mt19937_64 random_;
};

}  // namespace orrery::dialect::testing
