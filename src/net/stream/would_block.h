#pragma once

#include <cerrno>

namespace orrery::net {

/// Whether a call on a non-blocking socket failed because it would have had to wait.
[[nodiscard]] inline bool would_block(int error) {
    return error == EAGAIN || error == EWOULDBLOCK;
}

}  // namespace orrery::net
