#include <cstdint>

#include "base/check.h"
#include "gateway/routing/preferences.h"

/// A `provider` member from outside never crashes us: it is refused with its path, or all of its
/// bounds are such as can be compared.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto read = orrery::gateway::read_preferences(text);
    if (!read) {
        ORRERY_CHECK(read.error().where.starts_with("provider"), "a refusal without its path");
        ORRERY_CHECK(!read.error().what.empty(), "a refusal without a reason");
        return 0;
    }
    for (const auto& price :
         {read->prompt_price_max, read->completion_price_max, read->request_price_max}) {
        ORRERY_CHECK(price.value_or(0) >= 0, "a negative price");
    }
    for (const auto& bound : {read->throughput_min.p50, read->latency_max.p99}) {
        ORRERY_CHECK(bound.value_or(0) >= 0, "a negative bound");
    }
    const auto named = orrery::gateway::split_variant(text);
    ORRERY_CHECK(named.slug.size() <= text.size() && !named.variant.empty(), "a name that grew");
    return 0;
}
