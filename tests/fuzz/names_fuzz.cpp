#include <cstdint>

#include "base/check.h"
#include "catalog/catalog.h"

/// Any reported model name resolves to a slug of the catalog or to nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto catalog = orrery::catalog::Catalog::load();
    ORRERY_CHECK(catalog.has_value(), "the shipped catalog loads");
    const std::string_view name(reinterpret_cast<const char*>(data), size);
    if (const auto resolution = catalog->resolve(name, "2025-06-01")) {
        ORRERY_CHECK(catalog->model(resolution->slug) != nullptr, "a slug that is none");
    }
    return 0;
}
