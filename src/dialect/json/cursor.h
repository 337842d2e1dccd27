#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orrery::dialect {

/// A JSON string as it stands in the text.
struct JsonText {
    std::string_view inside;  ///< Between the quotes, escapes and all.
    bool is_escaped = false;  ///< Whether `inside` holds a backslash.
    std::size_t bytes = 0;    ///< Length in UTF-8 once unescaped.

    /// Tells whether it says `text`, however it is escaped.
    [[nodiscard]] bool is(std::string_view text) const;
};

/// Returns a JSON string's text without its escapes.
[[nodiscard]] std::string unescaped(const JsonText& text);

inline bool JsonText::is(std::string_view text) const {
    return is_escaped ? unescaped(*this) == text : inside == text;
}

/// Appends a text as a JSON string with quotes (RFC 8259 section 7). Bytes above 127 stay.
void append_quoted(std::string& out, std::string_view text);

/// Walks forward over a JSON text (RFC 8259), checks the whole grammar and builds nothing. UTF-8 is
/// not checked. After a failure every call answers false or empty, and `failed` is true.
///
///     JsonCursor cursor(text);
///     cursor.open('{');
///     for (JsonText key; cursor.next_member(key);) { auto raw = cursor.skip(); … }
///     return cursor.finish();
///
/// In the loop each member's value must be taken, by `skip`, `string` or a walk of its own.
class JsonCursor {
public:
    explicit JsonCursor(std::string_view text)
        : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

    [[nodiscard]] bool failed() const { return failed_; }
    /// Where the walk stands: after white space when `peek` was called before.
    [[nodiscard]] const char* position() const { return at_; }
    [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }

    /// Returns the next byte that is no white space, without taking it; 0 at the end.
    char peek() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) {
            ++at_;
        }
        return at_ == end_ || failed_ ? '\0' : *at_;
    }
    /// Takes `{` or `[`.
    bool open(char bracket) {
        if (peek() != bracket) {
            return stop();
        }
        ++at_;
        is_fresh_ = true;
        return true;
    }
    /// Takes a member's name and colon; at the end of the object takes `}` and returns false.
    bool next_member(JsonText& key) {
        if (!next('}')) {
            return false;
        }
        key = string();
        if (peek() != ':') {
            return stop();
        }
        ++at_;
        return true;
    }
    /// Stands before the next element; at the end of the array takes `]` and returns false.
    bool next_element() { return next(']'); }

    /// Takes a string and returns it.
    JsonText string();
    /// Takes a value of any kind and returns it as it stands. Fails below `depth_max` levels.
    std::string_view skip();
    /// Tells whether the text was good and only white space is left.
    [[nodiscard]] bool finish() { return peek() == '\0' && !failed_ && at_ == end_; }

    static constexpr std::size_t depth_max = 512;

private:
    bool stop() {
        failed_ = true;
        return false;
    }
    /// Takes the comma between two values, or the bracket at the end and returns false.
    bool next(char closing) {
        const char byte = peek();
        const bool is_first = is_fresh_;
        is_fresh_ = false;
        if (byte == closing && !failed_) {
            ++at_;
            return false;
        }
        if (is_first) {
            return !failed_;
        }
        if (byte != ',') {
            return stop();
        }
        ++at_;
        return true;
    }
    bool escape(std::size_t& bytes);
    bool hex(unsigned& code);
    bool number();
    bool word(std::string_view expected);
    bool scalar();

    const char* begin_;
    const char* at_;
    const char* end_;
    bool is_fresh_ = false;
    bool failed_ = false;
};

}  // namespace orrery::dialect
