#pragma once

#include "warehouse/duckdb/connection.h"
#include "warehouse/texts/labeller.h"

namespace orrery::warehouse {

/// Makes the SQL functions on texts known to the connection:
///   text_facts(text VARCHAR, is_labelled BOOLEAN) -> VARCHAR   what TextLabeller::facts says; NULL
///                                        for NULL. Runs where the text is read, so that nothing
///                                        after it in a statement has the text
///   is_sampled(generation_id VARCHAR, salt VARCHAR, probability DOUBLE) -> BOOLEAN   as
///                                        classifier/sampling.h has it; false for NULL
/// REQUIRES: the labeller outlives the connection.
[[nodiscard]] Status register_text_functions(const Connection& connection, TextLabeller& labeller);

}  // namespace orrery::warehouse
