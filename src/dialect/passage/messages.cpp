#include "dialect/passage/messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace orrery::dialect {
namespace {

constexpr std::array<std::string_view, 8> media_types = {"image_url", "input_audio", "file",
                                                         "video_url", "input_image", "input_file",
                                                         "image",     "input_video"};

std::unexpected<Error> wrong(std::string what, std::size_t index, std::string_view member) {
    return fail(ErrorKind::bad_input, std::move(what),
                fmt::format("messages[{}]{}", index, member));
}

/// Takes a string and says whether it is one of a few words, however it is escaped.
std::string taken_word(JsonCursor& cursor) {
    if (cursor.peek() != '"') {
        cursor.skip();
        return {};
    }
    return unescaped(cursor.string());
}

/// Walks over one content part and tells whether it is media.
bool is_media_part(JsonCursor& cursor) {
    if (cursor.peek() != '{') {
        cursor.skip();
        return false;
    }
    bool is_media = false;
    cursor.open('{');
    for (JsonText key; cursor.next_member(key);) {
        if (key.is("type")) {
            is_media = std::ranges::find(media_types, taken_word(cursor)) != media_types.end();
        } else {
            cursor.skip();
        }
    }
    return is_media;
}

/// Takes `content` and returns it as it stands; counts its media parts.
std::string_view content_of(JsonCursor& cursor, MessagesScan& scan) {
    if (cursor.peek() != '[') {
        return cursor.skip();
    }
    const char* const begin = cursor.position();
    cursor.open('[');
    while (cursor.next_element()) {
        scan.media += is_media_part(cursor) ? 1 : 0;
    }
    return {begin, static_cast<std::size_t>(cursor.position() - begin)};
}

Status scan_message(JsonCursor& cursor, std::size_t index, MessagesScan& scan) {
    std::string role;
    std::string_view content;
    cursor.open('{');
    for (JsonText key; cursor.next_member(key);) {
        if (key.is("role")) {
            role = taken_word(cursor);
        } else if (key.is("content")) {
            const char first = cursor.peek();
            content = content_of(cursor, scan);
            if (first != '"' && first != '[' && first != '{' && content != "null") {
                return wrong("must be a string or an array", index, ".content");
            }
        } else {
            cursor.skip();
        }
    }
    if (role.empty()) {
        return wrong("must be a string", index, ".role");
    }
    scan.turns += role == "user" || role == "tool" ? 1 : 0;
    if (role == "system" || role == "developer") {
        scan.first_system = scan.first_system.empty() ? content : scan.first_system;
    } else {
        scan.first_other = scan.first_other.empty() ? content : scan.first_other;
    }
    return {};
}

}  // namespace

Status scan_messages(JsonCursor& cursor, MessagesScan& scan) {
    if (cursor.peek() != '[') {
        cursor.skip();
        return fail(ErrorKind::bad_input, "must be an array", "messages");
    }
    cursor.open('[');
    for (std::size_t index = 0; cursor.next_element(); ++index) {
        if (cursor.peek() != '{') {
            cursor.skip();
            return wrong("must be an object", index, "");
        }
        if (Status taken = scan_message(cursor, index, scan); !taken) {
            return taken;
        }
    }
    return cursor.failed() ? Status(fail(ErrorKind::bad_input, "is not valid JSON", "messages"))
                           : Status();
}

}  // namespace orrery::dialect
