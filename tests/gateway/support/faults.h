#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace orrery::test_support {

/// What a provider does to a request.
enum class Fault {
    none,
    stalls_before_head,
    stalls_midway,
    resets,                  ///< A TCP reset, before the head or midway.
    cuts_midway,             ///< The connection ends within the body.
    ends_without_last_word,  ///< A clean end of HTTP, but no `[DONE]`, message_stop or
                             ///< finishReason.
    broken_events,           ///< The last server-sent event has no end.
    broken_json,             ///< One chunk, or the body, is cut JSON.
    wrong_usage,             ///< More cached tokens than prompt tokens.
    missing_usage,
    null_usage,
    usage_everywhere,  ///< Running counts on every chunk.
    status_429,        ///< With Retry-After.
    status_500,
    status_502,
    status_503,
    slow_bytes,      ///< One byte a write.
    huge,            ///< A body, or one event, of `huge_bytes`.
    error_midway,    ///< An error of the dialect within the stream, or instead of a body.
    unknown_finish,  ///< A finish reason that nobody knows.
};
inline constexpr std::size_t fault_count = 20;

[[nodiscard]] std::string_view name_of(Fault fault);

enum class Wire { openai, anthropic, gemini };

/// All about one answer, which follows from a seed and the request's number alone.
struct FaultPlan {
    Fault fault = Fault::none;
    bool is_early = false;  ///< A reset comes before the head.
    std::int64_t pieces = 0;
    /// The true counts, inclusive: prompt holds cached, completion holds reasoning.
    std::int64_t prompt = 0;
    std::int64_t completion = 0;
    std::int64_t cached = 0;
    std::int64_t reasoning = 0;
};

/// Tells whether an answer with this fault is one that a client can use.
[[nodiscard]] bool is_usable(Fault fault);
/// Tells whether the fault shows before any content, so that another provider may be tried.
[[nodiscard]] bool shows_before_content(const FaultPlan& plan);

/// `good_percent` of the answers have no fault; the others are spread evenly.
[[nodiscard]] FaultPlan make_fault_plan(std::uint64_t seed, std::uint64_t number, int good_percent);

}  // namespace orrery::test_support
