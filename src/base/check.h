#pragma once

#include <string_view>

namespace orrery {

/// Ends the process with the message; the way out for a bug of our own.
[[noreturn]] void check_failed(std::string_view expression, std::string_view message,
                               std::string_view file, int line);

}  // namespace orrery

/// Crashes when one of our own promises does not hold. Never for data from outside.
#define ORRERY_CHECK(expression, message)                                       \
    do {                                                                        \
        if (!(expression)) {                                                    \
            ::orrery::check_failed(#expression, (message), __FILE__, __LINE__); \
        }                                                                       \
    } while (false)
