#include "labelling/options.h"

#include <fmt/format.h>

#include <algorithm>

#include "classifier/text/code_points.h"
#include "http/client.h"

namespace orrery::labelling {
namespace {

constexpr std::int64_t unit_code_points = 1000;

/// Tells whether a text is the name of an environment variable. Keys that were written there by
/// mistake hold small letters or dashes, and must not be told.
bool is_variable(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_'; });
}

std::unexpected<Error> wrong(const std::string& where, std::string_view key, std::string_view what,
                             std::string hint = {}) {
    return fail(ErrorKind::bad_input, fmt::format("'{}' {}", key, what), where, std::move(hint));
}

bool is_loopback(const std::string& host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

Status check_credentials(const BackendOptions& options, const std::string& where) {
    if (!is_variable(options.key_env)) {
        return wrong(where, "key_env", "must be the name of an environment variable, not the key",
                     "write it in capitals, digits and '_'");
    }
    const int given = int{!options.key_env.empty()} + int{!options.key_file.empty()} +
                      int{!options.service_account_file.empty()};
    if (given == 0) {
        return wrong(where, "backend", "is \"google\", which needs a credential",
                     "give key_env, key_file or service_account_file");
    }
    if (given > 1) {
        return wrong(where, "key_env", "key_file and service_account_file exclude each other",
                     "give one of them");
    }
    return {};
}

Status check_endpoint(const BackendOptions& options, const std::string& where) {
    const auto origin = http::Origin::parse(options.endpoint);
    if (!origin) {
        return wrong(where, "endpoint", "is no base URL", "write it as https://host");
    }
    if (!origin->is_tls && !is_loopback(origin->host)) {
        return wrong(where, "endpoint", "would send texts in the clear",
                     "use https; http is for this machine only");
    }
    return {};
}

Status check_ranges(const BackendOptions& options, const std::string& where) {
    struct Range {
        std::string_view key;
        std::int64_t value, low, high;
    };
    constexpr std::int64_t day_ms = 86'400'000;
    constexpr std::int64_t many_nano_usd = 1'000'000'000'000'000;
    const Range ranges[] = {
        {"requests_per_minute", options.requests_per_minute, 1, 1'000'000},
        {"requests_at_once", options.requests_at_once, 1, 256},
        {"budget_usd", options.budget_nano_usd, 0, many_nano_usd},
        {"usd_per_1000_characters", options.unit_nano_usd, 0, many_nano_usd / 1'000'000},
        {"connect_ms", options.connect_time.count(), 1, day_ms},
        {"request_ms", options.request_time.count(), 1, day_ms},
        {"quota_ms", options.quota_time.count(), 0, day_ms},
        {"tries_max", options.tries_max, 1, 20},
        {"first_pause_ms", options.first_pause.count(), 1, day_ms},
        {"pause_max_ms", options.pause_max.count(), 1, day_ms},
        {"failures_max", options.failures_max, 1, 1'000'000},
        {"rest_ms", options.rest_time.count(), 1, day_ms},
    };
    for (const Range& range : ranges) {
        if (range.value < range.low || range.value > range.high) {
            const bool is_money = range.key.find("usd") != std::string_view::npos;
            const double unit = is_money ? 1e9 : 1;
            return wrong(
                where, range.key, "is out of range",
                fmt::format("give a number from {} to {}", static_cast<double>(range.low) / unit,
                            static_cast<double>(range.high) / unit));
        }
    }
    return {};
}

}  // namespace

Status check_options(const BackendOptions& options, const std::string& where) {
    if (options.backend == BackendKind::local) {
        return {};
    }
    if (auto checked = check_credentials(options, where); !checked) {
        return checked;
    }
    if (auto checked = check_endpoint(options, where); !checked) {
        return checked;
    }
    return check_ranges(options, where);
}

std::int64_t billed_units(std::string_view text) {
    std::int64_t code_points = 0;
    while (!text.empty()) {
        [[maybe_unused]] const char32_t one = classifier::take_code_point(text);
        ++code_points;
    }
    return std::max<std::int64_t>(1, (code_points + unit_code_points - 1) / unit_code_points);
}

}  // namespace orrery::labelling
