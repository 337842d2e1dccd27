#pragma once

struct bio_st;

namespace orrery::net {

/// What OpenSSL moves its bytes over: the socket, as its own socket BIO does, with two differences.
/// It remembers whether the socket may hold more, so that nothing is read in vain; and a write to a
/// peer that left raises no signal.
struct Transport {
    int descriptor = -1;
    bool may_hold_more = true;  ///< Until a read comes short; set anew when epoll tells of more.
    bool has_ended = false;     ///< The peer has ended its side.

    /// Returns a BIO on this transport, which must outlive it; null without memory.
    [[nodiscard]] bio_st* bio();
};

}  // namespace orrery::net
