#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

namespace orrery {

void append_formatted(std::string& out, fmt::string_view format, fmt::format_args args);

/// Writes at the end of `out` as `fmt::format` would, without a string of its own. Unlike
/// `fmt::format_to` it does not compile the library's code for numbers where it is used.
template <typename... Args>
void append(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
    append_formatted(out, format, fmt::make_format_args(args...));
}

}  // namespace orrery
