#include "warehouse/duckdb/text_functions.h"

#include <duckdb.h>

#include "classifier/sampling.h"
#include "warehouse/duckdb/scalar_function.h"

namespace orrery::warehouse {
namespace {

void text_facts_rows(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    // DuckDB hands the state back as it was given; the labeller is no constant of ours.
    auto& labeller = *static_cast<TextLabeller*>(duckdb_scalar_function_get_extra_info(info));
    const idx_t rows = duckdb_data_chunk_get_size(input);
    const TextVector texts(duckdb_data_chunk_get_vector(input, 0));
    const auto* is_labelled =
        static_cast<const bool*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 1)));
    duckdb_vector_ensure_validity_writable(output);
    auto* output_valid = duckdb_vector_get_validity(output);
    for (idx_t row = 0; row < rows; ++row) {
        if (texts.is_null(row)) {
            duckdb_validity_set_row_invalid(output_valid, row);
            continue;
        }
        const std::string facts = labeller.facts(texts.at(row), is_labelled[row]);
        duckdb_vector_assign_string_element_len(output, row, facts.data(), facts.size());
    }
}

void is_sampled_rows(duckdb_function_info, duckdb_data_chunk input, duckdb_vector output) {
    const idx_t rows = duckdb_data_chunk_get_size(input);
    const TextVector ids(duckdb_data_chunk_get_vector(input, 0));
    const TextVector salts(duckdb_data_chunk_get_vector(input, 1));
    const auto* probabilities =
        static_cast<const double*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 2)));
    auto* sampled = static_cast<bool*>(duckdb_vector_get_data(output));
    for (idx_t row = 0; row < rows; ++row) {
        sampled[row] = !ids.is_null(row) && !salts.is_null(row) &&
                       classifier::is_sampled(ids.at(row), salts.at(row), probabilities[row]);
    }
}

}  // namespace

Status register_text_functions(const Connection& connection, TextLabeller& labeller) {
    const ScalarFunction functions[] = {
        {"text_facts",
         {DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_BOOLEAN},
         DUCKDB_TYPE_VARCHAR,
         text_facts_rows,
         &labeller,
         true},
        {"is_sampled",
         {DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_DOUBLE},
         DUCKDB_TYPE_BOOLEAN,
         is_sampled_rows,
         nullptr,
         false},
    };
    for (const ScalarFunction& function : functions) {
        if (auto registered = register_function(connection, function); !registered) {
            return registered;
        }
    }
    return {};
}

}  // namespace orrery::warehouse
