#include "http/body.h"

#include <algorithm>

#include "http/head/fields.h"

namespace orrery::http {

namespace {

/// Digits of a chunk's size that cannot overflow 64 bits.
constexpr std::size_t size_digits_max = 15;
/// The most that the extensions of one chunk, or the trailers of a body, may take.
constexpr std::size_t trailer_bytes_max = 8 * 1024;

bool is_text(char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

}  // namespace

void BodyDecoder::start(const Head& head) {
    left_ = 0;
    trailer_bytes_ = 0;
    size_digits_ = 0;
    switch (head.framing) {
        case Framing::none:
            phase_ = Phase::ended;
            break;
        case Framing::length:
            left_ = head.content_length;
            phase_ = left_ == 0 ? Phase::ended : Phase::counted;
            break;
        case Framing::chunked:
            phase_ = Phase::size;
            break;
        case Framing::until_close:
            phase_ = Phase::until_close;
            break;
    }
}

BodyDecoder::Step BodyDecoder::next(std::string_view bytes) {
    std::size_t at = 0;
    for (;;) {
        switch (phase_) {
            case Phase::ended:
                return {State::end, {}, at};
            case Phase::broken:
                return {State::malformed, {}, at};
            case Phase::counted:
            case Phase::data:
            case Phase::until_close:
                return at == bytes.size() ? Step{State::more, {}, at} : take_data(bytes, at);
            default:
                if (at == bytes.size()) {
                    return {State::more, {}, at};
                }
                take_framing(bytes[at++]);
        }
    }
}

BodyDecoder::Step BodyDecoder::take_data(std::string_view bytes, std::size_t at) {
    std::size_t size = bytes.size() - at;
    if (phase_ != Phase::until_close) {
        size = static_cast<std::size_t>(std::min<std::uint64_t>(size, left_));
        left_ -= size;
        if (left_ == 0) {
            phase_ = phase_ == Phase::counted ? Phase::ended : Phase::data_cr;
        }
    }
    return {State::data, bytes.substr(at, size), at + size};
}

/// Takes one byte of what is not data (RFC 9112, 7.1).
void BodyDecoder::take_framing(char c) {
    switch (phase_) {
        case Phase::size:
            take_size(c);
            break;
        case Phase::padding:  // White space after the size, which some servers send.
            phase_ = c == ' ' || c == '\t' ? take_bounded(Phase::padding)
                     : c == ';'            ? take_bounded(Phase::extension)
                     : c == '\r'           ? Phase::size_lf
                                           : Phase::broken;
            break;
        case Phase::extension:
            phase_ = c == '\r'    ? Phase::size_lf
                     : is_text(c) ? take_bounded(Phase::extension)
                                  : Phase::broken;
            break;
        case Phase::size_lf:
            trailer_bytes_ = 0;
            size_digits_ = 0;
            phase_ = c != '\n' ? Phase::broken : left_ == 0 ? Phase::trailer_start : Phase::data;
            break;
        case Phase::data_cr:
            phase_ = c == '\r' ? Phase::data_lf : Phase::broken;
            break;
        case Phase::data_lf:
            phase_ = c == '\n' ? Phase::size : Phase::broken;
            break;
        case Phase::trailer_start:
            phase_ = c == '\r'    ? Phase::last_lf
                     : is_text(c) ? take_bounded(Phase::trailer)
                                  : Phase::broken;
            break;
        case Phase::trailer:
            phase_ = c == '\r'    ? Phase::trailer_lf
                     : is_text(c) ? take_bounded(Phase::trailer)
                                  : Phase::broken;
            break;
        case Phase::trailer_lf:
            phase_ = c == '\n' ? Phase::trailer_start : Phase::broken;
            break;
        default:  // last_lf; the others are not framing.
            phase_ = c == '\n' ? Phase::ended : Phase::broken;
    }
}

void BodyDecoder::take_size(char c) {
    if (const int digit = detail::hex_value(c); digit >= 0) {
        left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
        if (++size_digits_ > size_digits_max) {
            phase_ = Phase::broken;
        }
        return;
    }
    phase_ = size_digits_ == 0       ? Phase::broken
             : c == '\r'             ? Phase::size_lf
             : c == ';'              ? Phase::extension
             : c == ' ' || c == '\t' ? Phase::padding
                                     : Phase::broken;
}

BodyDecoder::Phase BodyDecoder::take_bounded(Phase next) {
    return ++trailer_bytes_ > trailer_bytes_max ? Phase::broken : next;
}

bool BodyDecoder::is_whole_at_close() const {
    return phase_ == Phase::until_close || phase_ == Phase::ended;
}

}  // namespace orrery::http
