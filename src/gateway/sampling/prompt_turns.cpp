#include "gateway/sampling/prompt_turns.h"

#include <strings.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/format/json.h"
#include "dialect/json/cursor.h"

namespace orrery::gateway {
namespace {

using dialect::Json;
using dialect::JsonCursor;
using dialect::JsonText;

bool is_instruction(std::string_view role) {
    return role == "system" || role == "developer";
}

/// Appends a text, cut where the whole has enough, with `between` before it where it is not first.
void append_text(std::string& to, std::string_view text, std::string_view between) {
    if (text.empty() || to.size() + between.size() >= turn_bytes_max) {
        return;
    }
    to += to.empty() ? "" : between;
    to += text.substr(0, turn_bytes_max - to.size());
}

/// Returns the length of the escape that a text begins with, both halves of a surrogate pair.
std::size_t escape_bytes(std::string_view text) {
    if (text[1] != 'u') {
        return 2;
    }
    const bool is_high = (text[2] == 'd' || text[2] == 'D') &&
                         std::string_view("89abAB").find(text[3]) != std::string_view::npos;
    return is_high ? 12 : 6;
}

/// Returns the begin of a JSON string, at least `bytes` of it where it is longer, no escape cut.
std::string_view begin_of(std::string_view inside, std::size_t bytes) {
    std::size_t at = 0;
    while (at < inside.size() && at < bytes) {
        if (inside[at] != '\\') {
            ++at;
            continue;
        }
        at += escape_bytes(inside.substr(at));
    }
    return inside.substr(0, at);
}

void append_string(std::string& to, const JsonText& text, std::string_view between) {
    if (!text.is_escaped) {
        append_text(to, text.inside, between);
        return;
    }
    // An escape has at most six bytes for one, and a cut needs no more than the bound.
    const std::string_view raw = begin_of(text.inside, 6 * turn_bytes_max);
    std::string plain =
        dialect::unescaped({.inside = raw, .is_escaped = true, .bytes = raw.size()});
    append_text(to, plain, between);
    ::explicit_bzero(plain.data(), plain.size());
}

/// Appends the text parts of a message's content.
void append_content(std::string& to, std::string_view content, std::string_view between) {
    JsonCursor cursor(content);
    if (cursor.peek() == '"') {
        append_string(to, cursor.string(), between);
        return;
    }
    if (cursor.peek() != '[') {
        return;
    }
    cursor.open('[');
    while (cursor.next_element()) {
        if (cursor.peek() != '{') {
            cursor.skip();
            continue;
        }
        cursor.open('{');
        for (JsonText key; cursor.next_member(key);) {
            if (key.is("text") && cursor.peek() == '"') {
                append_string(to, cursor.string(), between);
                between = "\n";
            } else {
                cursor.skip();
            }
        }
    }
}

/// Where the contents that count lie in a body.
struct Contents {
    std::string_view user;
    std::string_view last;
    std::vector<std::string_view> instructions;
};

void find_contents(JsonCursor& cursor, Contents& found) {
    cursor.open('[');
    while (cursor.next_element()) {
        std::string role;
        std::string_view content;
        cursor.open('{');
        for (JsonText key; cursor.next_member(key);) {
            if (key.is("role") && cursor.peek() == '"') {
                role = unescaped(cursor.string());
                continue;
            }
            const bool is_content = key.is("content");
            const std::string_view value = cursor.skip();
            content = is_content ? value : content;
        }
        if (is_instruction(role)) {
            found.instructions.push_back(content);
        } else if (role == "user") {
            found.user = content;
        }
        found.last = content;
    }
}

/// Walks over the bytes of a chat request, which scan_chat has found to be good.
void append_scanned(std::string_view body, std::string& user, std::string& system) {
    Contents found;
    JsonCursor cursor(body);
    cursor.open('{');
    for (JsonText key; cursor.next_member(key);) {
        if (key.is("messages") && cursor.peek() == '[') {
            find_contents(cursor, found);
        } else if (key.is("prompt")) {
            found.last = cursor.skip();
        } else {
            cursor.skip();
        }
    }
    for (const std::string_view content : found.instructions) {
        append_content(system, content, "\n\n");
    }
    const bool is_said = !found.user.empty() || !system.empty();
    append_content(user, is_said ? found.user : found.last, "\n");
}

void append_json(std::string& to, const Json& content, std::string_view between) {
    if (content.is_string()) {
        append_text(to, content.get_ref<const std::string&>(), between);
        return;
    }
    if (!content.is_array()) {
        return;
    }
    for (const Json& part : content) {
        if (part.is_object() && part.contains("text") && part["text"].is_string()) {
            append_text(to, part["text"].get_ref<const std::string&>(), between);
            between = "\n";
        }
    }
}

void append_canonical(const Json& chat, std::string& user, std::string& system) {
    const auto messages = chat.find("messages");
    if (messages == chat.end() || !messages->is_array()) {
        return;
    }
    const Json* last_user = nullptr;
    const Json* last = nullptr;
    for (const Json& message : *messages) {
        const auto role = message.find("role");
        const auto content = message.find("content");
        if (role == message.end() || !role->is_string() || content == message.end()) {
            continue;
        }
        last = &*content;
        const std::string& name = role->get_ref<const std::string&>();
        if (is_instruction(name)) {
            append_json(system, *content, "\n\n");
        } else if (name == "user") {
            last_user = &*content;
        }
    }
    if (last_user != nullptr) {
        append_json(user, *last_user, "\n");
    } else if (last != nullptr && system.empty()) {
        append_json(user, *last, "\n");
    }
}

}  // namespace

void append_prompt_turns(const Asked& asked, std::string& user, std::string& system) {
    if (asked.ingress == dialect::Ingress::chat) {
        append_scanned(asked.body, user, system);
    } else if (asked.request) {
        append_canonical(asked.request->chat, user, system);
    }
}

}  // namespace orrery::gateway
