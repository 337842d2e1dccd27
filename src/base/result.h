#pragma once

#include <expected>
#include <string>
#include <utility>

namespace orrery {

/// Says who can mend a failure; the command line turns it into an exit code.
enum class ErrorKind {
    usage,        ///< The command was called wrongly (exit code 2).
    bad_input,    ///< A file or value from outside cannot be taken (exit code 1).
    not_found,    ///< Something that was named does not exist (exit code 1).
    unavailable,  ///< Disk, lock, permission or another process is in the way (exit code 1).
    internal,     ///< Orrery itself is at fault (exit code 1).
};

/// One failure as the user reads it: what was wrong, where, and what to do.
struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string what;
    std::string where;  ///< File, line, column or option; empty when there is none.
    std::string hint;   ///< The next step to take; empty when there is none.
};

/// Renders an error as `where: what` with the hint on a line of its own.
[[nodiscard]] std::string describe(const Error& error);

/// Returns the process exit code for an error: 2 for usage, 1 otherwise.
[[nodiscard]] int exit_code(ErrorKind kind);

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
