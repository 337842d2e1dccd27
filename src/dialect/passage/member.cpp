#include "dialect/passage/member.h"

#include <algorithm>
#include <array>

namespace orrery::dialect {
namespace {

constexpr std::array<std::string_view, 18> member_names = {
    "model",          "models",
    "provider",       "user",
    "session_id",     "prompt_cache_key",
    "stream_options", "stream",
    "tools",          "max_completion_tokens",
    "max_tokens",     "n",
    "messages",       "prompt",
    "transforms",     "plugins",
    "usage",          "route"};

}  // namespace

Member member_of(std::string_view name) {
    const auto found = std::ranges::find(member_names, name);
    return static_cast<Member>(found - member_names.begin());
}

bool is_ours(Member member) {
    switch (member) {
        case Member::models:
        case Member::provider:
        case Member::session_id:
        case Member::transforms:
        case Member::plugins:
        case Member::usage:
        case Member::route:
            return true;
        default:
            return false;
    }
}

}  // namespace orrery::dialect
