#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/head.h"

namespace orrery::http {

/// Takes a body out of the bytes of a connection, whatever its framing, piece by piece and without
/// copying: `next` gives the longest run of body bytes that lies together.
class BodyDecoder {
public:
    enum class State {
        more,       ///< The bytes given are used up and the body goes on.
        data,       ///< `data` holds body bytes.
        end,        ///< The body is whole.
        malformed,  ///< A broken chunk: the connection cannot be used any further.
    };
    struct Step {
        State state = State::more;
        std::string_view data;
        std::size_t consumed = 0;  ///< Bytes of the input that are done with, `data` included.
    };

    /// Starts on a body that is framed as its head says.
    void start(const Head& head);
    [[nodiscard]] Step next(std::string_view bytes);
    /// Says that the connection ended: whole for Framing::until_close, else cut.
    [[nodiscard]] bool is_whole_at_close() const;
    [[nodiscard]] bool is_ended() const { return phase_ == Phase::ended; }

private:
    /// What the next byte belongs to. `counted`, `data` and `until_close` are body bytes.
    enum class Phase {
        counted,
        size,
        padding,
        extension,
        size_lf,
        data,
        data_cr,
        data_lf,
        trailer_start,
        trailer,
        trailer_lf,
        last_lf,
        until_close,
        ended,
        broken
    };

    Step take_data(std::string_view bytes, std::size_t at);
    void take_framing(char c);
    void take_size(char c);
    Phase take_bounded(Phase next);

    Phase phase_ = Phase::ended;
    std::uint64_t left_ = 0;  ///< Bytes left of the body or of the chunk.
    std::size_t size_digits_ = 0;
    std::size_t trailer_bytes_ = 0;  ///< Of the extensions of a chunk, then of the trailers.
};

}  // namespace orrery::http
