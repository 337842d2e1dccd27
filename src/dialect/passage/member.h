#pragma once

#include <cstdint>
#include <string_view>

namespace orrery::dialect {

/// The top-level members of a request that the fast path knows.
enum class Member : std::uint8_t {
    model,
    models,
    provider,
    user,
    session_id,
    prompt_cache_key,
    stream_options,
    stream,
    tools,
    max_completion_tokens,
    max_tokens,
    n,
    messages,
    prompt,
    transforms,
    plugins,
    usage,
    route,
    other,
};

[[nodiscard]] Member member_of(std::string_view name);
/// Tells whether only we understand it: such a member is not forwarded.
[[nodiscard]] bool is_ours(Member member);

}  // namespace orrery::dialect
