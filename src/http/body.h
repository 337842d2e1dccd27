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
    enum class Phase { counted, size, data, data_end, trailers, until_close, ended, broken };

    [[nodiscard]] Step chunk_size(std::string_view bytes);

    Phase phase_ = Phase::ended;
    std::uint64_t left_ = 0;  ///< Bytes left of the body or of the chunk.
    std::size_t trailer_bytes_ = 0;
};

}  // namespace orrery::http
