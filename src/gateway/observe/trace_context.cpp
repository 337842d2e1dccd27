#include "gateway/observe/trace_context.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <random>

namespace orrery::gateway {
namespace {

constexpr std::size_t trace_digits = 32;
constexpr std::size_t span_digits = 16;
/// `00-` trace `-` parent `-` flags.
constexpr std::size_t text_bytes = 3 + trace_digits + 1 + span_digits + 1 + 2;

bool is_hex(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view text) {
    return is_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

/// Returns a number that is not zero. Ids must be unlikely to meet, not hard to guess.
std::uint64_t random_number() {
    thread_local std::mt19937_64 generator = [] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }();
    std::uint64_t number = 0;
    while (number == 0) {
        number = generator();
    }
    return number;
}

}  // namespace

std::optional<TraceParent> parse_trace_parent(std::string_view text) {
    if (text.size() != text_bytes || !text.starts_with("00-") || text[3 + trace_digits] != '-' ||
        text[text_bytes - 3] != '-') {
        return std::nullopt;
    }
    const std::string_view trace = text.substr(3, trace_digits);
    const std::string_view parent = text.substr(3 + trace_digits + 1, span_digits);
    const std::string_view flags = text.substr(text_bytes - 2);
    if (!is_id(trace) || !is_id(parent) || !is_hex(flags)) {
        return std::nullopt;
    }
    const char low = flags.back();
    const int digit = low <= '9' ? low - '0' : low - 'a' + 10;
    return TraceParent{std::string(trace), std::string(parent), (digit & 1) != 0};
}

std::string trace_parent_text(const std::optional<TraceParent>& client, std::string_view span_id) {
    if (client) {
        return fmt::format("00-{}-{}-{}", client->trace_id, span_id,
                           client->is_sampled ? "01" : "00");
    }
    return fmt::format("00-{:016x}{:016x}-{}-01", random_number(), random_number(), span_id);
}

std::string new_span_id() {
    return fmt::format("{:016x}", random_number());
}

}  // namespace orrery::gateway
