#pragma once

#include <map>
#include <string>

namespace orrery::warehouse {

/// Returns an SQL expression over the columns of `mapped` that says why a row cannot become a
/// generation record, or NULL. `types` are the mapped columns with their SQL types; rows of days
/// before `pruned_before`, an ISO date, come too late, where it is not empty.
[[nodiscard]] std::string rejection_expression(const std::map<std::string, std::string>& types,
                                               const std::string& pruned_before);

}  // namespace orrery::warehouse
