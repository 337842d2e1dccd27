#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orrery::http {

/// One header field. Views into the buffer that was parsed.
struct Field {
    std::string_view name;
    std::string_view value;  ///< Without white space at its ends.
};

/// How the end of a body is known (RFC 9112, 6.3).
enum class Framing { none, length, chunked, until_close };

/// Bounds on what a peer may send.
struct HeadLimits {
    std::size_t bytes_max = 32 * 1024;
    std::size_t fields_max = 100;
};

/// What both heads have. Views into the buffer: valid while its bytes stay where they are.
struct Head {
    std::vector<Field> fields;
    Framing framing = Framing::none;
    std::uint64_t content_length = 0;  ///< With Framing::length.
    bool keep_alive = true;
    std::size_t bytes = 0;  ///< Of the head, with the empty line that ends it.

    /// Finds the first field of a name, in any case; empty when there is none.
    [[nodiscard]] std::string_view field(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
};

struct RequestHead : Head {
    std::string_view method;
    std::string_view target;  ///< Origin form: begins with '/', or "*".
    bool is_http10 = false;
    bool expects_continue = false;

    [[nodiscard]] std::string_view path() const;   ///< The target up to '?'.
    [[nodiscard]] std::string_view query() const;  ///< What follows '?'; empty without.
};

struct ResponseHead : Head {
    int status = 0;
};

/// What the parser makes of the bytes so far.
enum class Parsed {
    whole,        ///< The head is complete.
    incomplete,   ///< More bytes are needed.
    malformed,    ///< Not HTTP/1.x, or of the kind that smuggles requests: answer 400 and close.
    too_large,    ///< Answer 431 and close.
    unsupported,  ///< A transfer coding other than chunked: answer 501 and close.
};

/// Parses a request head. Strict where leniency lets requests be smuggled (RFC 9112, 11.2): bare CR
/// or LF, white space before a colon, obsolete folding, Content-Length twice or with
/// Transfer-Encoding, control characters and a missing or second Host are malformed.
/// `head` is reused: its vector keeps its memory.
[[nodiscard]] Parsed parse_request(std::string_view bytes, const HeadLimits& limits,
                                   RequestHead& head);

/// Parses a response head; interim 1xx heads are for the caller to skip. `to_head_request` tells
/// that the request was HEAD: no body follows.
[[nodiscard]] Parsed parse_response(std::string_view bytes, const HeadLimits& limits,
                                    bool to_head_request, ResponseHead& head);

/// Compares ASCII without regard to case.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b);

/// Tells whether a text may stand as a field value that we send: no CR, LF or NUL.
[[nodiscard]] bool is_field_value(std::string_view text);

/// Decodes %XX and, in queries, '+'. Nothing on a broken escape.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text, bool is_query);

/// Finds a parameter of a query string, decoded.
[[nodiscard]] std::optional<std::string> query_parameter(std::string_view query,
                                                         std::string_view name);

}  // namespace orrery::http
