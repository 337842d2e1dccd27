#include "http/sse.h"

#include <cstring>
#include <utility>

namespace orrery::http {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Finds the first CR or LF at or after `from`.
std::size_t line_end(std::string_view text, std::size_t from) {
    const char* begin = text.data() + from;
    const auto* lf = static_cast<const char*>(std::memchr(begin, '\n', text.size() - from));
    const std::size_t size =
        lf == nullptr ? text.size() - from : static_cast<std::size_t>(lf - begin);
    const auto* cr = static_cast<const char*>(std::memchr(begin, '\r', size));
    if (cr != nullptr) {
        return static_cast<std::size_t>(cr - text.data());
    }
    return lf == nullptr ? std::string_view::npos : static_cast<std::size_t>(lf - text.data());
}

/// Takes the next line off the front, with its end; `line` is without it. A text that is not ended
/// gives its last line all the same.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.empty() ? std::string_view::npos : line_end(text, 0);
    if (end == std::string_view::npos) {
        return std::exchange(text, {});
    }
    const std::string_view line = text.substr(0, end);
    const bool is_crlf = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
    text.remove_prefix(end + (is_crlf ? 2 : 1));
    return line;
}

/// Drops empty lines and comments at the front, as far as they are ended.
std::string_view without_leading_comments(std::string_view text) {
    for (;;) {
        std::string_view rest = text;
        const std::string_view line = take_line(rest);
        const bool is_ended = line.data() + line.size() != text.data() + text.size();
        if (text.empty() || !is_ended || (!line.empty() && line.front() != ':')) {
            return text;
        }
        text = rest;
    }
}

}  // namespace

void SseParser::feed(std::string_view piece) {
    piece_ = piece;
    piece_size_ = piece.size();
    done_.clear();
    joined_.clear();
}

std::optional<SseEvent> SseParser::next() {
    while (!is_too_large_) {
        const std::size_t end = block_end();
        if (end == std::string_view::npos) {
            hold_rest();
            return std::nullopt;
        }
        std::string_view block = piece_.substr(0, end);
        piece_.remove_prefix(end);
        if (!held_.empty()) {
            held_.append(block);
            done_.swap(held_);
            held_.clear();
            block = done_;
        }
        const auto event = parse(block);
        if (event && event->raw.size() > event_bytes_max_) {
            is_too_large_ = true;
        } else if (event) {
            return event;
        }
    }
    return std::nullopt;
}

/// Returns where the first block of the piece ends, its empty line included. What was scanned
/// before, in earlier pieces, is known by two flags.
std::size_t SseParser::block_end() {
    std::size_t at = 0;
    while (at < piece_.size()) {
        if (std::exchange(is_after_cr_, false) && piece_[at] == '\n') {
            ++at;
            continue;
        }
        const std::size_t end = line_end(piece_, at);
        if (end == std::string_view::npos) {
            is_line_empty_ = false;
            return end;
        }
        const bool is_blank = is_line_empty_ && end == at;
        is_line_empty_ = true;
        at = end + 1;
        if (piece_[end] == '\r') {
            // Ends the line at once; an LF that follows is part of it, in this piece or the next.
            if (at == piece_.size()) {
                is_after_cr_ = true;
            } else if (piece_[at] == '\n') {
                ++at;
            }
        }
        if (is_blank) {
            return at;
        }
    }
    return std::string_view::npos;
}

void SseParser::hold_rest() {
    held_.append(std::exchange(piece_, {}));
    if (is_started_ && !held_.empty() &&
        (held_.front() == ':' || held_.front() == '\n' || held_.front() == '\r')) {
        // Comments that keep a connection alive must not pile up; the last line end is kept where
        // an LF may follow it.
        held_ = std::string(without_leading_comments(held_));
    }
    is_too_large_ = is_too_large_ || held_.size() > event_bytes_max_;
}

/// Reads the fields of one block: its lines, and the empty one at its end.
std::optional<SseEvent> SseParser::parse(std::string_view block) {
    if (!std::exchange(is_started_, true) && block.starts_with(byte_order_mark)) {
        block.remove_prefix(byte_order_mark.size());
    }
    SseEvent event;
    event.raw = without_leading_comments(block);
    std::size_t data_lines = 0;
    for (std::string_view rest = event.raw; !rest.empty();) {
        const std::string_view line = take_line(rest);
        const std::size_t colon = line.find(':');
        const std::string_view field = line.substr(0, colon);
        std::string_view value;
        if (colon != std::string_view::npos) {
            value = line.substr(colon + 1);
            value.remove_prefix(value.starts_with(' ') ? 1 : 0);
        }
        if (field == "data") {
            event.data = ++data_lines == 1 ? value : joined(event.data, value, data_lines);
        } else if (field == "event") {
            event.name = value;
        }
    }
    return data_lines == 0 ? std::nullopt : std::optional(event);
}

/// Joins two data lines. All joined texts of one piece lie in one block of memory that is large
/// enough from the start, so that earlier views stay valid.
std::string_view SseParser::joined(std::string_view data, std::string_view line,
                                   std::size_t data_lines) {
    if (joined_.empty()) {
        joined_.reserve(done_.size() + piece_size_);
    }
    if (data_lines == 2) {
        joined_.append(data);
        data = std::string_view(joined_).substr(joined_.size() - data.size());
    }
    joined_.push_back('\n');
    joined_.append(line);
    return {data.data(), data.size() + 1 + line.size()};
}

bool SseParser::has_rest() const {
    for (std::string_view text : {std::string_view(held_), piece_}) {
        if (!is_started_ && text.starts_with(byte_order_mark)) {
            text.remove_prefix(byte_order_mark.size());
        }
        const std::string_view rest = without_leading_comments(text);
        if (!rest.empty() && rest.front() != ':') {
            return true;
        }
    }
    return false;
}

}  // namespace orrery::http
