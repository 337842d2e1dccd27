#include "dialect/wire/media.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace orrery::dialect {

namespace {

constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::pair<std::string_view, std::string_view>, 17> media_types = {{
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"heic", "image/heic"},
    {"heif", "image/heif"},
    {"pdf", "application/pdf"},
    {"txt", "text/plain"},
    {"md", "text/plain"},
    {"mp3", "audio/mp3"},
    {"wav", "audio/wav"},
    {"flac", "audio/flac"},
    {"ogg", "audio/ogg"},
    {"mp4", "video/mp4"},
    {"mov", "video/mov"},
    {"webm", "video/webm"},
}};

}  // namespace

std::optional<DataUrl> parse_data_url(std::string_view url) {
    constexpr std::string_view scheme = "data:";
    constexpr std::string_view marker = ";base64";
    const std::size_t comma = url.find(',');
    if (!url.starts_with(scheme) || comma == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view head = url.substr(scheme.size(), comma - scheme.size());
    if (!head.ends_with(marker)) {
        return std::nullopt;
    }
    head.remove_suffix(marker.size());
    return DataUrl{.media_type = head.substr(0, head.find(';')), .base64 = url.substr(comma + 1)};
}

std::string data_url(std::string_view media_type, std::string_view base64) {
    std::string url = "data:";
    url.append(media_type).append(";base64,").append(base64);
    return url;
}

bool is_web_url(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://");
}

std::string_view media_type_of(std::string_view url, std::string_view otherwise) {
    const std::string_view path = url.substr(0, url.find_first_of("?#"));
    const std::size_t dot = path.rfind('.');
    if (dot == std::string_view::npos) {
        return otherwise;
    }
    const std::string_view ending = path.substr(dot + 1);
    const auto* found = std::ranges::find_if(media_types, [&](const auto& known) {
        return std::ranges::equal(known.first, ending,
                                  [](char a, char b) { return a == (b | 0x20) || a == b; });
    });
    return found == media_types.end() ? otherwise : found->second;
}

std::string encode_base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            text += i <= count ? digits[group >> (18 - 6 * i) & 63U] : '=';
        }
    }
    return text;
}

Result<std::string> decode_base64(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    int bits = 0;
    while (text.ends_with('=')) {
        text.remove_suffix(1);
    }
    for (const char c : text) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            continue;
        }
        const std::size_t digit = digits.find(c);
        if (digit == std::string_view::npos) {
            return fail(ErrorKind::bad_input, "the data is not base64");
        }
        group = group << 6 | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(group >> bits & 0xFFU);
        }
    }
    return bytes;
}

}  // namespace orrery::dialect
