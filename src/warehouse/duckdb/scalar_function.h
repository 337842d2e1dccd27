#pragma once

#include <duckdb.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::warehouse {

/// Reads the VARCHAR vectors that DuckDB hands to a scalar function.
class TextVector {
public:
    explicit TextVector(duckdb_vector vector)
        : data_(static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector))),
          validity_(duckdb_vector_get_validity(vector)) {}

    [[nodiscard]] bool is_null(idx_t row) const {
        return validity_ != nullptr && !duckdb_validity_row_is_valid(validity_, row);
    }
    [[nodiscard]] std::string_view at(idx_t row) const {
        return {duckdb_string_t_data(&data_[row]), duckdb_string_t_length(data_[row])};
    }

private:
    duckdb_string_t* data_;
    std::uint64_t* validity_;
};

/// An SQL function of ours: rows in, one value a row out.
struct ScalarFunction {
    const char* name;
    std::vector<duckdb_type> parameters;
    duckdb_type returns;
    duckdb_scalar_function_t body;  ///< NULL arguments reach it.
    const void* state;              ///< Its extra info; outlives the connection.
    bool is_volatile;  ///< Runs once for each row, where the statement has it: not moved, not
                       ///< merged.
};

/// Makes a function known to the connection.
[[nodiscard]] Status register_function(const Connection& connection,
                                       const ScalarFunction& function);

}  // namespace orrery::warehouse
