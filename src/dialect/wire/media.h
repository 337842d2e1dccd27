#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace orrery::dialect {

/// A `data:` URL with base64 contents (RFC 2397). Views into the URL.
struct DataUrl {
    std::string_view media_type;  ///< Without parameters: "image/png".
    std::string_view base64;
};
/// Takes a data URL apart; nothing where it is another kind of URL or is not in base64.
[[nodiscard]] std::optional<DataUrl> parse_data_url(std::string_view url);
[[nodiscard]] std::string data_url(std::string_view media_type, std::string_view base64);
/// Tells whether a text is a URL that a provider can fetch.
[[nodiscard]] bool is_web_url(std::string_view url);
/// Guesses a media type by the ending of a URL's path, `otherwise` where that says nothing.
[[nodiscard]] std::string_view media_type_of(std::string_view url, std::string_view otherwise);

/// Base64 with padding (RFC 4648, section 4). Decoding skips white space and fails with `bad_input`
/// on other bytes.
[[nodiscard]] std::string encode_base64(std::string_view bytes);
[[nodiscard]] Result<std::string> decode_base64(std::string_view text);

}  // namespace orrery::dialect
