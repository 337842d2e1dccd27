#include <cstdint>
#include <string>

#include "base/check.h"
#include "http/body.h"

namespace {

struct Decoded {
    std::string data;
    orrery::http::BodyDecoder::State state = orrery::http::BodyDecoder::State::more;
    bool operator==(const Decoded&) const = default;
};

Decoded decode(std::string_view text, std::size_t piece_bytes) {
    using State = orrery::http::BodyDecoder::State;
    orrery::http::ResponseHead head;
    head.framing = orrery::http::Framing::chunked;
    orrery::http::BodyDecoder decoder;
    decoder.start(head);
    Decoded decoded;
    while (!text.empty()) {
        std::string_view piece = text.substr(0, piece_bytes);
        text.remove_prefix(piece.size());
        do {
            const auto step = decoder.next(piece);
            ORRERY_CHECK(step.consumed <= piece.size(), "more was consumed than there is");
            piece.remove_prefix(step.consumed);
            decoded.data.append(step.data);
            decoded.state = step.state;
            if (step.state == State::end || step.state == State::malformed) {
                return decoded;
            }
            ORRERY_CHECK(step.state == State::data || piece.empty(), "bytes were left over");
        } while (decoded.state == State::data);
    }
    return decoded;
}

}  // namespace

/// A chunked body decodes to the same, whole or byte by byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const Decoded whole = decode(text, size);
    ORRERY_CHECK(whole.data.size() <= size, "more data than bytes");
    ORRERY_CHECK(whole == decode(text, 1), "a cut changed the body");
    return 0;
}
