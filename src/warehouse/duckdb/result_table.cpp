#include "warehouse/duckdb/result_table.h"

#include <fmt/format.h>

#include <limits>
#include <string>

namespace orrery::warehouse {
namespace {

std::string iso_date(duckdb_date date) {
    const duckdb_date_struct parts = duckdb_from_date(date);
    return fmt::format("{:04}-{:02}-{:02}", parts.year, parts.month, parts.day);
}

std::string iso_timestamp(duckdb_timestamp timestamp) {
    const duckdb_timestamp_struct parts = duckdb_from_timestamp(timestamp);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", parts.date.year,
                       parts.date.month, parts.date.day, parts.time.hour, parts.time.min,
                       parts.time.sec, parts.time.micros);
}

Cell from_hugeint(duckdb_hugeint value) {
    const bool fits =
        (value.upper == 0 && value.lower <= std::numeric_limits<std::int64_t>::max()) ||
        (value.upper == -1 &&
         value.lower > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
    if (fits) {
        return static_cast<std::int64_t>(value.lower);
    }
    return duckdb_hugeint_to_double(value);
}

/// One column of one chunk, read cell by cell.
class ColumnReader {
public:
    ColumnReader(duckdb_vector vector, duckdb_type type, duckdb_logical_type logical)
        : data_(duckdb_vector_get_data(vector)),
          validity_(duckdb_vector_get_validity(vector)),
          type_(type) {
        if (type == DUCKDB_TYPE_DECIMAL) {
            scale_ = duckdb_decimal_scale(logical);
            width_ = duckdb_decimal_width(logical);
            internal_ = duckdb_decimal_internal_type(logical);
        }
    }

    [[nodiscard]] Cell cell(idx_t row) const {
        if (validity_ != nullptr && !duckdb_validity_row_is_valid(validity_, row)) {
            return {};
        }
        switch (type_) {
            case DUCKDB_TYPE_BOOLEAN:
                return std::string(at<bool>(row) ? "true" : "false");
            case DUCKDB_TYPE_TINYINT:
                return std::int64_t{at<std::int8_t>(row)};
            case DUCKDB_TYPE_SMALLINT:
                return std::int64_t{at<std::int16_t>(row)};
            case DUCKDB_TYPE_INTEGER:
                return std::int64_t{at<std::int32_t>(row)};
            case DUCKDB_TYPE_BIGINT:
                return at<std::int64_t>(row);
            case DUCKDB_TYPE_UTINYINT:
                return std::int64_t{at<std::uint8_t>(row)};
            case DUCKDB_TYPE_USMALLINT:
                return std::int64_t{at<std::uint16_t>(row)};
            case DUCKDB_TYPE_UINTEGER:
                return std::int64_t{at<std::uint32_t>(row)};
            case DUCKDB_TYPE_UBIGINT:
                return from_hugeint({at<std::uint64_t>(row), 0});
            case DUCKDB_TYPE_HUGEINT:
                return from_hugeint(at<duckdb_hugeint>(row));
            case DUCKDB_TYPE_FLOAT:
                return double{at<float>(row)};
            case DUCKDB_TYPE_DOUBLE:
                return at<double>(row);
            case DUCKDB_TYPE_DECIMAL:
                return decimal(row);
            case DUCKDB_TYPE_VARCHAR:
                return text(row);
            case DUCKDB_TYPE_DATE:
                return iso_date(at<duckdb_date>(row));
            case DUCKDB_TYPE_TIMESTAMP:
            case DUCKDB_TYPE_TIMESTAMP_TZ:
                return iso_timestamp(at<duckdb_timestamp>(row));
            default:
                return {};
        }
    }

private:
    template <typename T>
    [[nodiscard]] T at(idx_t row) const {
        return static_cast<const T*>(data_)[row];
    }

    [[nodiscard]] std::string text(idx_t row) const {
        duckdb_string_t value = at<duckdb_string_t>(row);
        return {duckdb_string_t_data(&value), duckdb_string_t_length(value)};
    }

    [[nodiscard]] Cell decimal(idx_t row) const {
        duckdb_decimal value{width_, scale_, {0, 0}};
        std::int64_t narrow = 0;
        switch (internal_) {
            case DUCKDB_TYPE_SMALLINT:
                narrow = at<std::int16_t>(row);
                break;
            case DUCKDB_TYPE_INTEGER:
                narrow = at<std::int32_t>(row);
                break;
            case DUCKDB_TYPE_BIGINT:
                narrow = at<std::int64_t>(row);
                break;
            default:
                value.value = at<duckdb_hugeint>(row);
                return duckdb_decimal_to_double(value);
        }
        value.value = {static_cast<std::uint64_t>(narrow), narrow < 0 ? -1 : 0};
        return duckdb_decimal_to_double(value);
    }

    void* data_;
    std::uint64_t* validity_;
    duckdb_type type_;
    std::uint8_t scale_ = 0;
    std::uint8_t width_ = 0;
    duckdb_type internal_ = DUCKDB_TYPE_INVALID;
};

void append_chunk(Table& table, duckdb_result& result, duckdb_data_chunk chunk) {
    const idx_t rows = duckdb_data_chunk_get_size(chunk);
    const std::size_t first = table.rows.size();
    table.rows.resize(first + rows, std::vector<Cell>(table.columns.size()));
    for (idx_t column = 0; column < table.columns.size(); ++column) {
        duckdb_logical_type logical = duckdb_column_logical_type(&result, column);
        const ColumnReader reader(duckdb_data_chunk_get_vector(chunk, column),
                                  duckdb_column_type(&result, column), logical);
        for (idx_t row = 0; row < rows; ++row) {
            table.rows[first + row][column] = reader.cell(row);
        }
        duckdb_destroy_logical_type(&logical);
    }
}

}  // namespace

Table to_table(duckdb_result& result) {
    Table table;
    for (idx_t column = 0; column < duckdb_column_count(&result); ++column) {
        table.columns.emplace_back(duckdb_column_name(&result, column));
    }
    while (duckdb_data_chunk chunk = duckdb_fetch_chunk(result)) {
        append_chunk(table, result, chunk);
        duckdb_destroy_data_chunk(&chunk);
    }
    return table;
}

}  // namespace orrery::warehouse
