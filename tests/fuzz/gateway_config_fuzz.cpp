#include <algorithm>
#include <cstdint>

#include "base/check.h"
#include "gateway/config/config.h"

/// A configuration from outside never crashes us: it is refused with its line, or everything that
/// it serves has a place and a price.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto catalog = orrery::catalog::Catalog::load();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (text.find("key_file") != std::string_view::npos) {
        return 0;  // Files are the operating system's to offer; some of them never end.
    }
    const auto config = orrery::gateway::parse_config(text, "fuzz.toml", {}, *catalog);
    if (!config) {
        ORRERY_CHECK(config.error().where.starts_with("fuzz.toml:"), "a refusal without its line");
        ORRERY_CHECK(!config.error().what.empty(), "a refusal without a reason");
        return 0;
    }
    ORRERY_CHECK(!config->models.empty(), "a gateway that serves nothing");
    ORRERY_CHECK(std::ranges::is_sorted(config->names), "names that cannot be found");
    for (const auto& model : config->models) {
        ORRERY_CHECK(!model.endpoints.empty(), "a model that nobody serves");
        ORRERY_CHECK(config->model(model.slug) == &model, "a model that its name does not find");
    }
    for (const auto& endpoint : config->endpoints) {
        ORRERY_CHECK(endpoint.provider < config->providers.size(), "an endpoint of nobody");
        for (const auto& row : endpoint.prices.rows) {
            ORRERY_CHECK(!row.tiers.empty() && !row.price_id.empty(), "a row without prices");
            ORRERY_CHECK(orrery::gateway::bound_nano_usd(row, 1'000'000, 1'000'000) >= 0,
                         "a negative bound");
        }
        ORRERY_CHECK(!endpoint.prices.rows.empty(), "an endpoint without a price");
    }
    return 0;
}
