#pragma once

#include <expected>

#include "base/error.h"

namespace orrery {

/// A value, or the Error that kept us from it. `Status` is a Result without a value.
template <typename T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

/// Makes the failure half of a Result: `return fail(ErrorKind::bad_input, what, where, hint);`
[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, std::string what,
                                                 std::string where = {}, std::string hint = {}) {
    return std::unexpected(Error{kind, std::move(what), std::move(where), std::move(hint)});
}

}  // namespace orrery
