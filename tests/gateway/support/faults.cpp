#include "gateway/support/faults.h"

#include <random>

namespace orrery::test_support {

std::string_view name_of(Fault fault) {
    constexpr std::array<std::string_view, fault_count> names{
        "none",          "stalls_before_head", "stalls_midway",
        "resets",        "cuts_midway",        "ends_without_last_word",
        "broken_events", "broken_json",        "wrong_usage",
        "missing_usage", "null_usage",         "usage_everywhere",
        "status_429",    "status_500",         "status_502",
        "status_503",    "slow_bytes",         "huge",
        "error_midway",  "unknown_finish"};
    return names[static_cast<std::size_t>(fault)];
}

bool is_usable(Fault fault) {
    switch (fault) {
        case Fault::none:
        case Fault::wrong_usage:
        case Fault::missing_usage:
        case Fault::null_usage:
        case Fault::usage_everywhere:
        case Fault::slow_bytes:
        case Fault::unknown_finish:
            return true;
        default:
            return false;
    }
}

bool shows_before_content(const FaultPlan& plan) {
    switch (plan.fault) {
        case Fault::stalls_before_head:
        case Fault::status_429:
        case Fault::status_500:
        case Fault::status_502:
        case Fault::status_503:
            return true;
        default:
            return plan.fault == Fault::resets && plan.is_early;
    }
}

FaultPlan make_fault_plan(std::uint64_t seed, std::uint64_t number, int good_percent) {
    std::seed_seq mixed{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                        static_cast<std::uint32_t>(number),
                        static_cast<std::uint32_t>(number >> 32)};
    std::mt19937_64 generator(mixed);
    // Not std::uniform_int_distribution, whose numbers differ from library to library.
    const auto below = [&](std::uint64_t bound) {
        return static_cast<std::int64_t>(generator() % bound);
    };
    FaultPlan plan;
    if (below(100) >= good_percent) {
        plan.fault = static_cast<Fault>(1 + below(fault_count - 1));
    }
    plan.is_early = below(2) == 0;
    plan.pieces = 2 + below(8);
    plan.prompt = 10 + below(2000);
    plan.completion = plan.pieces + below(50);
    plan.cached = below(2) == 0 ? 0 : below(static_cast<std::uint64_t>(plan.prompt));
    plan.reasoning = below(2) == 0 ? 0 : below(static_cast<std::uint64_t>(plan.pieces));
    return plan;
}

}  // namespace orrery::test_support
