#include <cstdint>

#include "base/check.h"
#include "warehouse/import/mapping.h"

/// A user's mapping file is taken with a source, a title and columns, or refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto mapping = orrery::warehouse::parse_mapping(text, "fuzz")) {
        ORRERY_CHECK(!mapping->source.empty() && !mapping->columns.empty(),
                     "a mapping without a source or columns was let through");
    }
    return 0;
}
