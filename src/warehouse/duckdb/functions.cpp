#include "warehouse/duckdb/functions.h"

#include <duckdb.h>
#include <fmt/format.h>

#include <string_view>
#include <unordered_map>

#include "base/time.h"
#include "warehouse/duckdb/scalar_function.h"
#include "warehouse/duckdb/text_functions.h"

namespace orrery::warehouse {
namespace {

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
    std::int64_t days = microseconds / day_us;
    if (microseconds % day_us < 0) {
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
                          TextLabeller& labeller, const catalog::Catalog& catalog) {
    const ScalarFunction functions[] = {
        {"accept", {DUCKDB_TYPE_VARCHAR}, DUCKDB_TYPE_BOOLEAN, accept_rows, &counts, true},
        {"resolve_model",
         {DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_TIMESTAMP},
         DUCKDB_TYPE_VARCHAR,
         resolve_rows,
         &catalog,
         false},
    };
    for (const ScalarFunction& function : functions) {
        if (auto registered = register_function(connection, function); !registered) {
            return registered;
        }
    }
    return register_text_functions(connection, labeller);
}

}  // namespace orrery::warehouse
