#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace orrery::catalog {

struct CsvRow {
    std::vector<std::string> cells;  ///< As many as the header has.
    int line = 0;                    ///< Where the row begins, from 1.
};

struct CsvFile {
    std::vector<std::string> header;
    std::vector<CsvRow> rows;
};

/// Reads RFC 4180 CSV with a header; takes LF and CRLF, a UTF-8 byte order mark and blank lines.
/// Fails with file:line on a NUL byte, a row with more or fewer cells than the header, an
/// unterminated quote, a stray quote or carriage return, or a header that names a column twice.
[[nodiscard]] Result<CsvFile> read_csv(std::string_view text, const std::string& file);

}  // namespace orrery::catalog
