#include "gateway/metering/bill.h"

#include <algorithm>

#include "dialect/splice.h"

namespace orrery::gateway {

using dialect::Provenance;

Metered meter(const Endpoint& endpoint, const dialect::Usage& told, std::int64_t prompt_bytes,
              std::int64_t content_bytes, bool is_whole, std::int64_t time_us) {
    Metered metered{told, std::nullopt};
    dialect::Usage& usage = metered.usage;
    const bool has_word = told.prompt || told.completion;
    if (!has_word && !is_whole && content_bytes == 0) {
        return metered;
    }
    if (!usage.prompt) {
        usage.prompt = dialect::estimated_tokens(prompt_bytes);
        usage.provenance = Provenance::estimated;
    }
    // The first word of a stream counts the tokens of its first piece only.
    const bool is_beginning = !is_whole && usage.provenance != Provenance::provider_final;
    if (!usage.completion || is_beginning) {
        const std::int64_t seen = dialect::estimated_tokens(content_bytes);
        if (!usage.completion || seen > *usage.completion) {
            usage.completion = std::max(seen, usage.reasoning.value_or(0));
            usage.provenance = Provenance::estimated;
        }
    }
    if (const PriceRow* row = endpoint.prices.at(time_us)) {
        metered.charge = charge(*row, usage);
    }
    return metered;
}

}  // namespace orrery::gateway
