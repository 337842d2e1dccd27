#include "warehouse/duckdb/scalar_function.h"

#include <fmt/format.h>

namespace orrery::warehouse {

Status register_function(const Connection& connection, const ScalarFunction& function) {
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

}  // namespace orrery::warehouse
