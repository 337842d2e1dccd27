#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace orrery::http {

/// One server-sent event (WHATWG HTML, 9.2.6). Views are valid until the parser is fed again.
struct SseEvent {
    std::string_view name;  ///< Of the `event` field; empty means "message".
    std::string_view data;  ///< The `data` lines, joined by LF.
    /// The lines as they came with the empty line after them, where they lay together; comments
    /// between events are not part of it.
    std::string_view raw;
};

/// Parses a stream of events out of pieces cut anywhere; any cutting gives the same events. Takes
/// CRLF, LF and CR line ends, a byte order mark, comments and unknown fields.
class SseParser {
public:
    explicit SseParser(std::size_t event_bytes_max = 4 * 1024 * 1024)
        : event_bytes_max_(event_bytes_max) {}

    /// Adds the next piece. The piece must stay where it is until next() has returned nothing.
    void feed(std::string_view piece);
    /// Returns the next whole event, or nothing until more is fed. An event without data is no
    /// event.
    [[nodiscard]] std::optional<SseEvent> next();
    /// Tells that an event grew over its bound; nothing comes any more.
    [[nodiscard]] bool is_too_large() const { return is_too_large_; }
    /// Tells whether bytes of an unfinished event are held, which a cut stream leaves behind.
    [[nodiscard]] bool has_rest() const;

private:
    [[nodiscard]] std::size_t block_end();
    void hold_rest();
    [[nodiscard]] std::optional<SseEvent> parse(std::string_view block);
    [[nodiscard]] std::string_view joined(std::string_view data, std::string_view line,
                                          std::size_t data_lines);

    std::size_t event_bytes_max_;
    bool is_too_large_ = false;
    bool is_started_ = false;     ///< A byte order mark may only come first.
    bool is_line_empty_ = true;   ///< Nothing of the current line has come yet.
    bool is_after_cr_ = false;    ///< The last piece ended in CR: an LF still belongs to it.
    std::string held_;            ///< The start of an event whose end was not in the piece.
    std::string done_;            ///< An event that began in an earlier piece, once it is whole.
    std::string_view piece_;      ///< What of the current piece is not parsed.
    std::size_t piece_size_ = 0;  ///< Of the whole current piece.
    std::string joined_;          ///< Data of events of many data lines.
};

}  // namespace orrery::http
