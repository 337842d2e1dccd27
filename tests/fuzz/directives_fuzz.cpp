#include <cstdint>

#include "base/check.h"
#include "base/format/directives.h"

/// The head of an SQL file parses to something with a body, or fails.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto parsed = orrery::parse_directives(text, "fuzz.sql")) {
        ORRERY_CHECK(!parsed->body.empty(), "a file without SQL was let through");
        for (const auto& [name, value] : parsed->entries) {
            for (const std::string& line : parsed->lines(name)) {
                ORRERY_CHECK(!line.empty() && line.find('\n') == std::string::npos,
                             "a continuation line is one line");
            }
        }
    }
    return 0;
}
