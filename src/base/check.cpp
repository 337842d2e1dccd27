#include "base/check.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

namespace orrery {

void check_failed(std::string_view expression, std::string_view message, std::string_view file,
                  int line) {
    fmt::print(stderr, "orrery: bug at {}:{}: {} ({})\n", file, line, message, expression);
    std::abort();
}

}  // namespace orrery
