#include "dialect/passage/chunk.h"

#include <algorithm>

#include "dialect/json/money.h"
#include "dialect/openai/error.h"
#include "dialect/openai/usage.h"

namespace orrery::dialect {
namespace {

/// Takes a value and returns the bytes of text in it: a string, or content parts, which Mistral
/// nests once for thinking. Deeper than `depth` nothing is counted.
std::int64_t text_bytes(JsonCursor& cursor, int depth = 4) {
    std::int64_t bytes = 0;
    const char first = cursor.peek();
    if (first == '"') {
        return static_cast<std::int64_t>(cursor.string().bytes);
    }
    if (depth == 0 || (first != '[' && first != '{')) {
        cursor.skip();
    } else if (first == '[') {
        cursor.open('[');
        while (cursor.next_element()) {
            bytes += text_bytes(cursor, depth - 1);
        }
    } else {
        cursor.open('{');
        for (JsonText key; cursor.next_member(key);) {
            if (key.is("text") || key.is("thinking") || key.is("summary") || key.is("transcript")) {
                bytes += text_bytes(cursor, depth - 1);
            } else {
                cursor.skip();
            }
        }
    }
    return bytes;
}

/// Takes a string, or passes over another value and returns an empty text.
JsonText text_or_none(JsonCursor& cursor) {
    if (cursor.peek() == '"') {
        return cursor.string();
    }
    cursor.skip();
    return {};
}

}  // namespace

Status ChunkWalk::run() {
    if (!cursor_.open('{')) {
        return fail(ErrorKind::bad_input, "the provider's answer is not a JSON object");
    }
    for (JsonText key; cursor_.next_member(key);) {
        take(key);
    }
    if (!cursor_.finish()) {
        return fail(ErrorKind::bad_input, "the provider's answer is not valid JSON");
    }
    if (is_twice_ || (choices_ < 0 && !has_usage_ && !has_error_)) {
        return fail(ErrorKind::bad_input,
                    "the provider's answer has no choices, or has them twice");
    }
    if (choices_ < 0) {
        choices_ = 0;
        choices_begin_ = out_.size();
        out_ += "\"choices\":[],";
        choices_end_ = out_.size();
    }
    return {};
}

void ChunkWalk::take(const JsonText& key) {
    if (key.is("choices")) {
        take_choices();
    } else if (key.is("id")) {
        const JsonText id = text_or_none(cursor_);
        if (notes_.upstream_id.empty()) {
            notes_.upstream_id = unescaped(id);
        }
    } else if (key.is("usage")) {
        take_usage();
    } else if (key.is("error")) {
        take_error();
    } else if (key.is("created")) {
        take_created();
    } else if (key.is("object") || key.is("model") || key.is("provider")) {
        cursor_.skip();
    } else {
        const std::string_view value = cursor_.skip();
        const bool is_fingerprint = key.is("system_fingerprint");
        if (is_fingerprint && value == "null" && shape_ == AnswerShape::chunk) {
            return;
        }
        has_fingerprint_ = has_fingerprint_ || is_fingerprint;
        keep(key, value);
    }
}

void ChunkWalk::take_choices() {
    is_twice_ = is_twice_ || choices_ >= 0;
    choices_ = 0;
    choices_begin_ = out_.size();
    out_ += "\"choices\":[";
    if (cursor_.peek() != '[') {
        cursor_.skip();
    } else {
        cursor_.open('[');
        while (cursor_.next_element()) {
            out_ += choices_++ > 0 ? "," : "";
            take_choice();
        }
    }
    out_ += "],";
    choices_end_ = out_.size();
}

void ChunkWalk::take_choice() {
    const std::string_view said = shape_ == AnswerShape::chunk ? "delta" : "message";
    JsonText reason;
    JsonText native;
    bool has_said = false;
    bool has_refusal = false;
    reasoning_bytes_ = 0;
    out_ += '{';
    cursor_.open('{');
    for (JsonText key; cursor_.next_member(key);) {
        if (key.is("finish_reason")) {
            reason = text_or_none(cursor_);
        } else if (key.is("native_finish_reason")) {
            native = text_or_none(cursor_);
        } else if (key.is(said) && cursor_.peek() == '{') {
            has_said = true;
            const char* const begin = key.inside.data() - 1;
            cursor_.open('{');
            for (JsonText name; cursor_.next_member(name);) {
                has_refusal = has_refusal || name.is("refusal");
                take_said(name);
            }
            out_.append(begin, cursor_.position());
            if (shape_ == AnswerShape::body && !has_refusal) {
                out_.pop_back();
                out_ += out_.ends_with('{') ? "\"refusal\":null}" : ",\"refusal\":null}";
            }
            out_ += ',';
        } else {
            keep(key, cursor_.skip());
        }
    }
    if (!has_said && shape_ == AnswerShape::chunk) {
        out_ += "\"delta\":{},";
    }
    write_finish(reason, native);
}

void ChunkWalk::write_finish(const JsonText& reason, const JsonText& native) {
    const JsonText& word = native.inside.empty() ? reason : native;
    if (word.inside.empty()) {
        out_ += "\"finish_reason\":null,\"native_finish_reason\":null}";
        return;
    }
    notes_.native_finish = unescaped(word);
    // A provider that normalises already knows more about its own word than we do.
    notes_.finish = finish_of(reason.inside.empty() ? notes_.native_finish : unescaped(reason));
    out_ += "\"finish_reason\":\"";
    out_ += name_of(*notes_.finish);
    out_ += "\",\"native_finish_reason\":\"";
    out_ += word.inside;
    out_ += "\"}";
}

/// Takes one member of `delta` or `message`. What several members say alike counts once.
void ChunkWalk::take_said(const JsonText& key) {
    if (key.is("tool_calls") && cursor_.peek() == '[') {
        take_tool_calls();
    } else if (key.is("content") || key.is("refusal")) {
        notes_.content_bytes += text_bytes(cursor_);
    } else if (key.is("reasoning") || key.is("reasoning_content") || key.is("reasoning_details")) {
        const std::int64_t bytes = text_bytes(cursor_);
        notes_.content_bytes += std::max<std::int64_t>(0, bytes - reasoning_bytes_);
        reasoning_bytes_ = std::max(reasoning_bytes_, bytes);
    } else if (key.is("audio") || key.is("images")) {
        notes_.has_content = notes_.has_content || cursor_.peek() != 'n';
        notes_.content_bytes += text_bytes(cursor_);
    } else {
        cursor_.skip();
    }
    notes_.has_content = notes_.has_content || notes_.content_bytes > 0;
}

void ChunkWalk::take_tool_calls() {
    cursor_.open('[');
    while (cursor_.next_element()) {
        take_tool_call();
    }
}

/// A call begins where its name stands; some providers repeat name and id in every piece of it.
void ChunkWalk::take_tool_call() {
    JsonText id;
    JsonText name;
    cursor_.open('{');
    for (JsonText key; cursor_.next_member(key);) {
        if (key.is("id")) {
            id = text_or_none(cursor_);
        } else if (key.is("function") && cursor_.peek() == '{') {
            cursor_.open('{');
            for (JsonText part; cursor_.next_member(part);) {
                const JsonText text = text_or_none(cursor_);
                name = part.is("name") ? text : name;
                notes_.content_bytes +=
                    part.is("arguments") ? static_cast<std::int64_t>(text.bytes) : 0;
            }
        } else {
            cursor_.skip();
        }
    }
    if (!name.inside.empty() && (id.inside.empty() || id.inside != notes_.last_tool_id)) {
        notes_.last_tool_id = id.inside;
        ++notes_.tool_calls;
        notes_.has_content = true;
    }
}

void ChunkWalk::take_usage() {
    const bool is_object = cursor_.peek() == '{';
    const std::string_view value = cursor_.skip();
    if (is_object && !cursor_.failed()) {
        has_usage_ = true;
        read_openai_usage(value, notes_.usage);
    }
}

void ChunkWalk::take_error() {
    const char first = cursor_.peek();
    const std::string_view value = cursor_.skip();
    if (!cursor_.failed() && first != 'n') {
        has_error_ = true;
        notes_.error = openai_error_event(value);
    }
}

void ChunkWalk::take_created() {
    const std::string_view value = cursor_.skip();
    if (const auto seconds = read_count(value); seconds && *seconds > 0) {
        notes_.created = std::to_string(*seconds);
    }
}

void ChunkWalk::keep(const JsonText& key, std::string_view value) {
    const char* const begin = key.inside.data() - 1;
    if (!cursor_.failed()) {
        out_.append(begin, value.data() + value.size());
        out_ += ',';
    }
}

}  // namespace orrery::dialect
