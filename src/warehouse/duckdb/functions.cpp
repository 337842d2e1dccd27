#include "warehouse/duckdb/functions.h"

#include <duckdb.h>
#include <fmt/format.h>

#include <string_view>
#include <unordered_map>

namespace orrery::warehouse {
namespace {

constexpr std::int64_t microseconds_per_day = 86'400'000'000;

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

void accept_rows(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    auto& counts = *static_cast<AcceptCounts*>(duckdb_scalar_function_get_extra_info(info));
    const idx_t rows = duckdb_data_chunk_get_size(input);
    const TextVector reasons(duckdb_data_chunk_get_vector(input, 0));
    auto* accepted = static_cast<bool*>(duckdb_vector_get_data(output));
    std::int64_t taken = 0;
    for (idx_t row = 0; row < rows; ++row) {
        accepted[row] = reasons.is_null(row);
        if (accepted[row]) {
            ++taken;
        } else {
            const std::scoped_lock lock(counts.mutex);
            ++counts.rejected[std::string(reasons.at(row))];
        }
    }
    counts.accepted += taken;
}

std::string iso_day(std::int64_t microseconds) {
    std::int64_t days = microseconds / microseconds_per_day;
    if (microseconds % microseconds_per_day < 0) {
        --days;
    }
    const duckdb_date_struct date = duckdb_from_date({static_cast<std::int32_t>(days)});
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

/// Answers resolve_model for one chunk. Names and days repeat, so each pair is looked up once.
void resolve_rows(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    const auto& catalog =
        *static_cast<const catalog::Catalog*>(duckdb_scalar_function_get_extra_info(info));
    const idx_t rows = duckdb_data_chunk_get_size(input);
    const TextVector names(duckdb_data_chunk_get_vector(input, 0));
    duckdb_vector time_vector = duckdb_data_chunk_get_vector(input, 1);
    const auto* times = static_cast<const std::int64_t*>(duckdb_vector_get_data(time_vector));
    auto* times_valid = duckdb_vector_get_validity(time_vector);
    duckdb_vector_ensure_validity_writable(output);
    auto* output_valid = duckdb_vector_get_validity(output);
    std::unordered_map<std::string, std::optional<std::string>> known;
    for (idx_t row = 0; row < rows; ++row) {
        const bool timed = times_valid == nullptr || duckdb_validity_row_is_valid(times_valid, row);
        if (names.is_null(row)) {
            duckdb_validity_set_row_invalid(output_valid, row);
            continue;
        }
        const std::string day = timed ? iso_day(times[row]) : std::string();
        std::string key = day;
        key += names.at(row);
        auto [entry, is_new] = known.try_emplace(std::move(key));
        if (is_new) {
            if (const auto resolution = catalog.resolve(names.at(row), day)) {
                entry->second = std::string(resolution->slug);
            }
        }
        if (!entry->second) {
            duckdb_validity_set_row_invalid(output_valid, row);
            continue;
        }
        duckdb_vector_assign_string_element_len(output, row, entry->second->data(),
                                                entry->second->size());
    }
}

struct Function {
    const char* name;
    std::vector<duckdb_type> parameters;
    duckdb_type returns;
    duckdb_scalar_function_t body;
    const void* state;
    bool is_volatile;
};

Status register_function(const Connection& connection, const Function& function) {
    duckdb_scalar_function scalar = duckdb_create_scalar_function();
    duckdb_scalar_function_set_name(scalar, function.name);
    for (const duckdb_type parameter : function.parameters) {
        duckdb_logical_type type = duckdb_create_logical_type(parameter);
        duckdb_scalar_function_add_parameter(scalar, type);
        duckdb_destroy_logical_type(&type);
    }
    duckdb_logical_type returns = duckdb_create_logical_type(function.returns);
    duckdb_scalar_function_set_return_type(scalar, returns);
    duckdb_destroy_logical_type(&returns);
    duckdb_scalar_function_set_special_handling(scalar);  // NULL arguments reach the body.
    if (function.is_volatile) {
        duckdb_scalar_function_set_volatile(scalar);
    }
    duckdb_scalar_function_set_function(scalar, function.body);
    duckdb_scalar_function_set_extra_info(scalar, const_cast<void*>(function.state), nullptr);
    const auto state = duckdb_register_scalar_function(connection.handle(), scalar);
    duckdb_destroy_scalar_function(&scalar);
    if (state != DuckDBSuccess) {
        return fail(ErrorKind::internal, fmt::format("cannot register {}()", function.name));
    }
    return {};
}

}  // namespace

void AcceptCounts::reset() {
    const std::scoped_lock lock(mutex);
    accepted = 0;
    rejected.clear();
}

std::int64_t AcceptCounts::rejected_total() {
    const std::scoped_lock lock(mutex);
    std::int64_t total = 0;
    for (const auto& [reason, rows] : rejected) {
        total += rows;
    }
    return total;
}

Status register_functions(const Connection& connection, AcceptCounts& counts,
                          const catalog::Catalog& catalog) {
    const Function functions[] = {
        {"accept", {DUCKDB_TYPE_VARCHAR}, DUCKDB_TYPE_BOOLEAN, accept_rows, &counts, true},
        {"resolve_model",
         {DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_TIMESTAMP},
         DUCKDB_TYPE_VARCHAR,
         resolve_rows,
         &catalog,
         false},
    };
    for (const Function& function : functions) {
        if (auto registered = register_function(connection, function); !registered) {
            return registered;
        }
    }
    return {};
}

}  // namespace orrery::warehouse
