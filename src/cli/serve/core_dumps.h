#pragma once

namespace orrery::cli {

/// Keeps the memory of this process, which holds prompts, out of core dumps, also those that are
/// piped to a handler. Other users' processes can then not be attached to it either.
void forbid_core_dumps();

}  // namespace orrery::cli
