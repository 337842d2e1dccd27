#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dialect/answer.h"
#include "gateway/config/config.h"

namespace orrery::gateway {

/// What is known of a generation's tokens and money at its end.
struct Metered {
    dialect::Usage usage;          ///< The provider's word, and estimates for what it did not say.
    std::optional<Charge> charge;  ///< Nothing when the usage cannot be priced.
};

/// Completes a usage and prices it. A usage that the provider did not give, or gave only the
/// beginning of, is estimated and marked so: tokens by the bytes that were sent and that came. An
/// explicit 0 stays. Nothing came and nothing was said: the usage stays unknown and costs nothing.
/// `prompt_bytes` and `content_bytes` are what was sent to the provider and what came from it.
[[nodiscard]] Metered meter(const Endpoint& endpoint, const dialect::Usage& told,
                            std::int64_t prompt_bytes, std::int64_t content_bytes, bool is_whole,
                            std::int64_t time_us);

}  // namespace orrery::gateway
