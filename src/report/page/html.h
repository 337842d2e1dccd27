#pragma once

#include <string>
#include <string_view>

namespace orrery::report {

/// Makes text safe between tags and inside quoted attribute values.
[[nodiscard]] std::string escaped(std::string_view text);

/// Makes JSON safe inside a script element: no `<` is left, so that nothing can close it.
[[nodiscard]] std::string script_json(std::string_view json);

/// Writes a link to an outside page, or only its label where the address is not http or https.
[[nodiscard]] std::string outside_link(std::string_view url, std::string_view label);

}  // namespace orrery::report
