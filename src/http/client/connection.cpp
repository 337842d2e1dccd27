#include "http/client/connection.h"

#include <cstring>

#include "base/check.h"

namespace orrery::http {

namespace {

/// What a read asks for at least; heads and bodies share the buffer.
constexpr std::size_t room_bytes_min = 4 * 1024;

}  // namespace

void PooledConnection::begin(std::span<const std::string_view> parts) {
    unsent_.assign(parts.begin(), parts.end());
    unsent_at_ = 0;
    is_to_head_ = !parts.empty() && parts.front().starts_with("HEAD ");
    is_send_broken_ = false;
    has_answer_begun_ = false;
    is_end_ = false;
    buffer_.consume(buffer_.view().size());
}

bool PooledConnection::push() {
    while (unsent_at_ < unsent_.size()) {
        const net::Moved moved = stream_->try_write(std::span(unsent_).subspan(unsent_at_));
        if (moved.io == net::Io::would_block) {
            return false;
        }
        if (moved.io != net::Io::done) {
            // The answer may have come before the connection was closed: look for it.
            is_send_broken_ = true;
            unsent_at_ = unsent_.size();
            break;
        }
        std::size_t left = moved.bytes;
        while (unsent_at_ < unsent_.size() && left >= unsent_[unsent_at_].size()) {
            left -= unsent_[unsent_at_++].size();
        }
        if (left > 0) {
            unsent_[unsent_at_].remove_prefix(left);
        }
    }
    return true;
}

PooledConnection::Step PooledConnection::advance() {
    if (!push()) {
        return Step::wants_write;
    }
    for (;;) {
        if (!buffer_.view().empty()) {
            if (const auto step = take_head()) {
                return *step;
            }
        }
        // Views into the head are made when it is whole, so moving it now does no harm.
        [[maybe_unused]] const bool was_moved = buffer_.reserve(room_bytes_min);
        const net::Moved moved = stream_->try_read(buffer_.room());
        switch (moved.io) {
            case net::Io::done:
                has_answer_begun_ = true;
                buffer_.commit(moved.bytes);
                break;
            case net::Io::would_block:
                return is_send_broken_ ? fail(Failure::cut) : Step::wants_read;
            default:
                return was_reused && !has_answer_begun_ ? Step::stale : fail(Failure::cut);
        }
    }
}

/// Parses the head; nothing while it is not whole.
std::optional<PooledConnection::Step> PooledConnection::take_head() {
    for (;;) {
        switch (parse_response(buffer_.view(), options_.head, is_to_head_, head_)) {
            case Parsed::whole:
                break;
            case Parsed::incomplete:
                return std::nullopt;
            case Parsed::too_large:
                return fail(Failure::too_large);
            default:
                return fail(Failure::malformed);
        }
        if (head_.status == 101) {
            return fail(Failure::malformed);  // We never ask for another protocol.
        }
        if (head_.status >= 200) {
            break;
        }
        buffer_.consume(head_.bytes);
    }
    if (buffer_.reserve(room_bytes_min)) {
        const Parsed parsed = parse_response(buffer_.view(), options_.head, is_to_head_, head_);
        ORRERY_CHECK(parsed == Parsed::whole, "a head that was moved is the same head");
    }
    decoder_.start(head_);
    raw_at_ = head_.bytes;
    is_end_ = decoder_.is_ended();
    return Step::head;
}

PooledConnection::Step PooledConnection::fail(Failure failure) {
    close(failure);
    return Step::failed;
}

std::string_view PooledConnection::take() {
    while (!is_end_ && !failure_) {
        if (const std::string_view piece = decode(); !piece.empty() || is_end_ || failure_) {
            return piece;
        }
        buffer_.truncate(head_.bytes);
        raw_at_ = head_.bytes;
        const net::Moved moved = stream_->try_read(buffer_.room());
        if (moved.io == net::Io::would_block) {
            break;
        }
        if (moved.io == net::Io::done) {
            buffer_.commit(moved.bytes);
        } else if (moved.io == net::Io::end && decoder_.is_whole_at_close()) {
            is_end_ = true;
        } else {
            close(Failure::cut);
        }
    }
    return {};
}

/// Decodes all that has arrived; the data of many chunks moves together, so that it is one piece.
std::string_view PooledConnection::decode() {
    char* begin = nullptr;
    std::size_t size = 0;
    for (;;) {
        const auto step = decoder_.next(buffer_.view().substr(raw_at_));
        if (step.state == BodyDecoder::State::data) {
            char* data = buffer_.data() + (step.data.data() - buffer_.view().data());
            if (begin == nullptr) {
                begin = data;
            } else {
                std::memmove(begin + size, data, step.data.size());
            }
            size += step.data.size();
        }
        raw_at_ += step.consumed;
        if (step.state == BodyDecoder::State::end) {
            is_end_ = true;
        }
        if (step.state == BodyDecoder::State::malformed && size == 0) {
            close(Failure::malformed);
        }
        if (step.state != BodyDecoder::State::data) {
            return {begin, size};
        }
    }
}

void PooledConnection::close(Failure failure) {
    if (!failure_) {
        failure_ = failure;
    }
    stream_.reset();
}

bool PooledConnection::may_be_kept() const {
    return is_end_ && !failure_ && head_.keep_alive && !is_send_broken_ &&
           unsent_at_ == unsent_.size() && raw_at_ == buffer_.view().size() && !is_dead();
}

}  // namespace orrery::http
