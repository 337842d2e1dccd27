#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dashboard/context.h"
#include "gateway/pages/past/sql.h"

namespace orrery::dashboard {

using gateway::Days;

/// Tells whether a text is UTF-8 (RFC 3629) without control characters: what a store can be asked
/// for.
[[nodiscard]] bool is_plain(std::string_view text);

/// Reads the parameters of a request strictly: what nobody asked for, what is said twice where once
/// is meant, and what is no date, number or choice is a fault. The first fault is kept, and every
/// call goes on as if the parameter were absent.
class Parameters {
public:
    static constexpr std::size_t values_max = 100;
    static constexpr std::size_t value_bytes_max = 1024;

    /// REQUIRES: the query outlives it.
    explicit Parameters(const Query& query) : query_(query) {}

    [[nodiscard]] std::optional<std::string> text(std::string_view name);
    /// Reads a parameter that may be repeated.
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);
    /// Reads an ISO day, as days since 1970-01-01.
    [[nodiscard]] std::optional<std::int64_t> day(std::string_view name);
    /// Reads a whole number within bounds.
    [[nodiscard]] std::int64_t whole(std::string_view name, std::int64_t otherwise,
                                     std::int64_t lowest, std::int64_t highest);
    /// Reads one of these words; the first where none is said.
    [[nodiscard]] std::string choice(std::string_view name,
                                     std::initializer_list<std::string_view> words);

    /// Notes a fault that a caller found.
    void fault(std::string_view name, std::string_view what);
    /// Fails on the first fault, and on a parameter that nobody has asked for.
    [[nodiscard]] Status finish();

private:
    const Query& query_;
    std::set<std::string, std::less<>> asked_;
    std::optional<Error> fault_;
};

/// The days `from` and `to` of a request, both within; either may be left open.
struct AskedDays {
    std::optional<std::int64_t> from;
    std::optional<std::int64_t> to;

    /// Returns the window, open ends filled in.
    [[nodiscard]] Days within(const Days& whole) const {
        return {from.value_or(whole.first), to.value_or(whole.last)};
    }
};
/// Reads them, and notes a window that ends before it begins.
[[nodiscard]] AskedDays read_days(Parameters& parameters);

}  // namespace orrery::dashboard
