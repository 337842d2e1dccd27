#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>
#include <cstdint>
#include <utility>

#include "dialect/json/cursor.h"
#include "dialect/passage/member.h"
#include "dialect/passage/messages.h"
#include "dialect/splice.h"

namespace orrery::dialect {
namespace {

/// One pass over one request.
class RequestScan {
public:
    RequestScan(std::string_view body, ChatScan& scan) : body_(body), cursor_(body), scan_(scan) {}

    Status run();

private:
    /// Where the members lie that are to be cut, while the walk does not know what follows them.
    struct Stretch {
        const char* begin = nullptr;
        const char* end = nullptr;
        bool is_ours = false;
    };

    Status take(Member member, std::string_view name);
    Status take_stream(std::string_view name);
    Status take_tools(std::string_view name);
    Status take_messages();
    Status text(std::string_view name, std::string_view& into, bool may_be_null);
    Status raw(std::string_view name, char bracket, std::string_view& into);
    Status count(std::string_view name, std::optional<std::int64_t>& into);
    void mark(const Stretch& member);
    void cut();
    std::string_view kept(const JsonText& text);
    std::unexpected<Error> wrong(std::string_view name, std::string_view expected) const;
    std::unexpected<Error> bad_json() const;

    std::string_view body_;
    JsonCursor cursor_;
    ChatScan& scan_;
    std::uint32_t seen_ = 0;
    std::optional<std::int64_t> max_tokens_;
    const char* last_kept_ = nullptr;  ///< Where the last member ends that is not ours.
    Stretch open_;                     ///< The members of ours that the walk is behind.
};

Status RequestScan::run() {
    if (cursor_.peek() != '{') {
        return fail(ErrorKind::bad_input, "the body is not a JSON object");
    }
    if (!simdjson::validate_utf8(body_.data(), body_.size())) {
        return fail(ErrorKind::bad_input, "the body is not valid UTF-8");
    }
    cursor_.open('{');
    // The walk stands before the comma or the white space in front of each name.
    for (JsonText key; cursor_.next_member(key);) {
        const std::string_view name = kept(key);
        const Member member = member_of(name);
        const auto bit = static_cast<std::uint32_t>(1) << static_cast<unsigned>(member);
        if (member != Member::other && (seen_ & bit) != 0) {
            return fail(ErrorKind::bad_input, "the member is there twice", std::string(name));
        }
        seen_ |= bit;
        scan_.parameters.push_back(name);
        if (const Status taken = take(member, name); !taken) {
            return cursor_.failed() ? bad_json() : taken;
        }
        mark({key.inside.data() - 1, cursor_.position(), is_ours(member)});
    }
    cut();
    if (!cursor_.finish()) {
        return bad_json();
    }
    scan_.tokens_max = scan_.tokens_max ? scan_.tokens_max : max_tokens_;
    return {};
}

Status RequestScan::take(Member member, std::string_view name) {
    std::optional<std::int64_t> choices;
    switch (member) {
        case Member::model: {
            cursor_.peek();
            const char* const begin = cursor_.position();
            if (const Status taken = text(name, scan_.model, false); !taken) {
                return taken;
            }
            scan_.model_raw = {begin, cursor_.position()};
            return {};
        }
        case Member::models:
            return raw(name, '[', scan_.models_raw);
        case Member::provider:
            return raw(name, '{', scan_.provider_raw);
        case Member::user:
            return text(name, scan_.user, true);
        case Member::session_id:
            return text(name, scan_.session_id, true);
        case Member::prompt_cache_key:
            return text(name, scan_.prompt_cache_key, true);
        case Member::stream_options:
            return raw(name, '{', scan_.stream_options_raw);
        case Member::stream:
            return take_stream(name);
        case Member::tools:
            return take_tools(name);
        case Member::max_completion_tokens:
            return count(name, scan_.tokens_max);
        case Member::max_tokens:
            return count(name, max_tokens_);
        case Member::n: {
            const Status taken = count(name, choices);
            scan_.choices = choices.value_or(1);
            return taken;
        }
        case Member::messages:
            return take_messages();
        case Member::prompt:
            scan_.first_other = cursor_.skip();
            scan_.turns = 1;
            break;
        default:
            cursor_.skip();
    }
    return cursor_.failed() ? Status(bad_json()) : Status();
}

Status RequestScan::take_stream(std::string_view name) {
    const std::string_view value = cursor_.skip();
    scan_.stream = value == "true";
    if (value != "true" && value != "false" && value != "null") {
        return wrong(name, "true or false");
    }
    return {};
}

Status RequestScan::take_tools(std::string_view name) {
    if (cursor_.peek() == '[') {
        cursor_.open('[');
        while (cursor_.next_element()) {
            scan_.has_tools = true;
            cursor_.skip();
        }
        return cursor_.failed() ? Status(bad_json()) : Status();
    }
    return cursor_.skip() == "null" ? Status() : wrong(name, "an array");
}

Status RequestScan::take_messages() {
    MessagesScan messages;
    if (Status taken = scan_messages(cursor_, messages); !taken) {
        return taken;
    }
    scan_.turns = messages.turns;
    scan_.media = messages.media;
    scan_.first_system = messages.first_system;
    scan_.first_other = messages.first_other;
    return {};
}

Status RequestScan::text(std::string_view name, std::string_view& into, bool may_be_null) {
    if (cursor_.peek() == '"') {
        into = kept(cursor_.string());
        return cursor_.failed() ? Status(bad_json()) : Status();
    }
    return cursor_.skip() == "null" && may_be_null ? Status() : wrong(name, "a string");
}

Status RequestScan::raw(std::string_view name, char bracket, std::string_view& into) {
    const char first = cursor_.peek();
    const std::string_view value = cursor_.skip();
    if (first != bracket && value != "null") {
        return wrong(name, bracket == '[' ? "an array" : "an object");
    }
    into = value;
    return {};
}

Status RequestScan::count(std::string_view name, std::optional<std::int64_t>& into) {
    const std::string_view value = cursor_.skip();
    if (value == "null") {
        return {};
    }
    std::int64_t number = 0;
    const auto [rest, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || rest != value.data() + value.size() || number < 1) {
        return wrong(name, "an integer of at least 1");
    }
    into = number;
    return {};
}

/// Notes a member. Those of ours that a kept one follows are cut with the commas behind them.
void RequestScan::mark(const Stretch& member) {
    if (member.is_ours) {
        open_ = open_.is_ours ? Stretch{open_.begin, member.end, true} : member;
        return;
    }
    if (open_.is_ours) {
        scan_.ours.emplace_back(open_.begin, member.begin);
        open_ = {};
    }
    last_kept_ = member.end;
}

/// Cuts the members of ours at the end of the object, with the comma before them.
void RequestScan::cut() {
    if (open_.is_ours) {
        scan_.ours.emplace_back(last_kept_ != nullptr ? last_kept_ : open_.begin, open_.end);
    }
}

std::string_view RequestScan::kept(const JsonText& text) {
    if (!text.is_escaped) {
        return text.inside;
    }
    return *scan_.unescaped.emplace_back(std::make_unique<std::string>(unescaped(text)));
}

std::unexpected<Error> RequestScan::wrong(std::string_view name, std::string_view expected) const {
    return fail(ErrorKind::bad_input, fmt::format("must be {}", expected), std::string(name));
}

std::unexpected<Error> RequestScan::bad_json() const {
    return fail(ErrorKind::bad_input,
                fmt::format("the body is not valid JSON at byte {}", cursor_.offset()));
}

}  // namespace

Status scan_chat(std::string_view body, ChatScan& scan) {
    auto parameters = std::move(scan.parameters);
    auto ours = std::move(scan.ours);
    parameters.clear();
    ours.clear();
    parameters.reserve(16);
    scan = ChatScan();
    scan.parameters = std::move(parameters);
    scan.ours = std::move(ours);
    return RequestScan(body, scan).run();
}

}  // namespace orrery::dialect
