#include "dashboard/api/parameters.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "gateway/pages/moment.h"

namespace orrery::dashboard {
namespace {

/// Returns how many bytes a code point has by its first byte, 0 for none that begins one.
std::size_t length_of(unsigned char first) {
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first < 0xE0) {
        return 2;
    }
    if (first >= 0xE0 && first < 0xF0) {
        return 3;
    }
    return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

}  // namespace

bool is_plain(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto first = static_cast<unsigned char>(text[at]);
        const std::size_t length = length_of(first);
        if (length == 0 || at + length > text.size() || first < 0x20 || first == 0x7F) {
            return false;
        }
        for (std::size_t i = 1; i < length; ++i) {
            if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) {
                return false;
            }
        }
        const auto second = length > 1 ? static_cast<unsigned char>(text[at + 1]) : 0x80;
        const bool is_overlong =
            (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
        const bool is_beyond = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
        if (is_overlong || is_beyond) {
            return false;
        }
        at += length;
    }
    return true;
}

std::vector<std::string> Parameters::texts(std::string_view name) {
    asked_.emplace(name);
    std::vector<std::string> values;
    for (const auto& [key, value] : query_.parameters) {
        if (key != name) {
            continue;
        }
        if (value.empty() || value.size() > value_bytes_max || !is_plain(value)) {
            fault(name, fmt::format("must be 1 to {} bytes of text, or left out", value_bytes_max));
            return {};
        }
        values.push_back(value);
    }
    if (values.size() > values_max) {
        fault(name, fmt::format("may be given {} times at most", values_max));
        return {};
    }
    return values;
}

std::optional<std::string> Parameters::text(std::string_view name) {
    auto values = texts(name);
    if (values.size() > 1) {
        fault(name, "may be given once");
        return std::nullopt;
    }
    return values.empty() ? std::nullopt : std::optional(std::move(values.front()));
}

std::optional<std::int64_t> Parameters::day(std::string_view name) {
    const auto value = text(name);
    if (!value) {
        return std::nullopt;
    }
    const auto parsed = gateway::parse_day(*value);
    // Years of four digits; what lies further off overflows in calendars, not in traffic.
    if (!parsed || *value < "1970-01-01" || *value > "2199-12-31") {
        fault(name, "must be a UTC day from 1970 to 2199, as 2025-11-30");
        return std::nullopt;
    }
    return parsed;
}

std::int64_t Parameters::whole(std::string_view name, std::int64_t otherwise, std::int64_t lowest,
                               std::int64_t highest) {
    const auto value = text(name);
    if (!value) {
        return otherwise;
    }
    std::int64_t number = 0;
    const char* end = value->data() + value->size();
    const auto [stopped, error] = std::from_chars(value->data(), end, number);
    if (error != std::errc{} || stopped != end || number < lowest || number > highest) {
        fault(name, fmt::format("must be a whole number from {} to {}", lowest, highest));
        return otherwise;
    }
    return number;
}

std::string Parameters::choice(std::string_view name,
                               std::initializer_list<std::string_view> words) {
    auto value = text(name);
    if (!value) {
        return std::string(*words.begin());
    }
    if (std::ranges::find(words, *value) == words.end()) {
        fault(name, fmt::format("must be one of {}", fmt::join(words, ", ")));
        return std::string(*words.begin());
    }
    return *std::move(value);
}

void Parameters::fault(std::string_view name, std::string_view what) {
    if (!fault_) {
        fault_ = Error{ErrorKind::bad_input, std::string(what), std::string(name), {}};
    }
}

Status Parameters::finish() {
    if (fault_) {
        return std::unexpected(*fault_);
    }
    for (const auto& [name, value] : query_.parameters) {
        if (!asked_.contains(name)) {
            return fail(ErrorKind::bad_input,
                        asked_.empty()
                            ? "this page takes no parameters"
                            : fmt::format("there is no such parameter; this page takes {}",
                                          fmt::join(asked_, ", ")),
                        is_plain(name) && name.size() <= value_bytes_max ? name : "?");
        }
    }
    return {};
}

AskedDays read_days(Parameters& parameters) {
    AskedDays days{parameters.day("from"), parameters.day("to")};
    if (days.from && days.to && *days.to < *days.from) {
        parameters.fault("to", "must not lie before from");
    }
    return days;
}

}  // namespace orrery::dashboard
