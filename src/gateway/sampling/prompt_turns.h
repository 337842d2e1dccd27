#pragma once

#include <string>

#include "gateway/relay/asked.h"

namespace orrery::gateway {

/// The most of one role's texts that is looked at: without what agents wrap around them, enough for
/// the code points that are classified.
inline constexpr std::size_t turn_bytes_max = std::size_t{16} << 10U;

/// Appends what of a request counts as its prompt: to `user` the texts of the last user message, or
/// of the last message where there is none; to `system` those of all system and developer messages,
/// an empty line between them. At most turn_bytes_max each; media are passed over. What cannot be
/// read is left out. REQUIRES: read_asked took the request, whose body is still there.
void append_prompt_turns(const Asked& asked, std::string& user, std::string& system);

}  // namespace orrery::gateway
