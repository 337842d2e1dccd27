#include <cstdint>

#include "base/check.h"
#include "catalog/csv.h"
#include "warehouse/import/source_file.h"

/// A catalog file and the head of an import never crash us, and every row has the header's width.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto file = orrery::catalog::read_csv(text, "fuzz.csv")) {
        for (const auto& row : file->rows) {
            ORRERY_CHECK(row.cells.size() == file->header.size(), "a ragged row was let through");
        }
    }
    char delimiter = 0;
    const auto header = orrery::warehouse::csv_header(text, delimiter);
    ORRERY_CHECK(!header.empty(), "a header has at least one column");
    return 0;
}
