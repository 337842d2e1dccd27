#include "dialect/splice.h"

#include <algorithm>

#include "dialect/json/cursor.h"
#include "dialect/passage/member.h"

namespace orrery::dialect {
namespace {

/// A stretch of the body and what goes out in its place, a range of `storage`.
struct Edit {
    const char* begin = nullptr;
    const char* end = nullptr;
    std::size_t from = 0;
    std::size_t to = 0;
};

/// Writes stream_options with include_usage set; the other members stay as they are.
void append_stream_options(std::string& out, std::string_view raw) {
    JsonCursor cursor(raw);
    out += "{\"include_usage\":true";
    if (cursor.open('{')) {
        for (JsonText key; cursor.next_member(key);) {
            const std::string_view value = cursor.skip();
            if (key.is("include_usage")) {
                continue;
            }
            out += ',';
            out.append(key.inside.data() - 1, key.inside.size() + 2);
            out += ':';
            out += value;
        }
    }
    out += '}';
}

}  // namespace

void splice_request(std::string_view body, const ChatScan& scan, std::string_view model,
                    bool asks_usage, std::string& storage, std::vector<std::string_view>& parts) {
    const bool sets_usage = asks_usage && scan.stream;
    std::vector<Edit> edits;
    edits.reserve(scan.ours.size() + 3);
    storage.clear();
    parts.clear();
    const auto edit = [&](std::string_view stretch, std::size_t from) {
        edits.push_back({stretch.data(), stretch.data() + stretch.size(), from, storage.size()});
    };
    // What is to be added comes first, behind the brace; a stream has at least the member `stream`,
    // so a comma is needed except where a lone model goes into an object that is empty once cut.
    const std::string_view behind_brace = body.substr(body.find('{') + 1, 0);
    if (scan.model_raw.empty()) {
        const bool is_alone = std::ranges::all_of(
            scan.parameters, [](std::string_view name) { return is_ours(member_of(name)); });
        storage += "\"model\":";
        append_quoted(storage, model);
        storage += is_alone ? "" : ",";
    }
    if (sets_usage && scan.stream_options_raw.empty()) {
        storage += "\"stream_options\":{\"include_usage\":true},";
    }
    edit(behind_brace, 0);
    if (!scan.model_raw.empty()) {
        const std::size_t from = storage.size();
        append_quoted(storage, model);
        edit(scan.model_raw, from);
    }
    if (sets_usage && !scan.stream_options_raw.empty()) {
        const std::size_t from = storage.size();
        append_stream_options(storage, scan.stream_options_raw);
        edit(scan.stream_options_raw, from);
    }
    for (const std::string_view stretch : scan.ours) {
        edit(stretch, storage.size());
    }
    std::ranges::stable_sort(edits, {}, &Edit::begin);
    const char* at = body.data();
    const auto add = [&](std::string_view part) {
        if (!part.empty()) {
            parts.push_back(part);
        }
    };
    for (const Edit& one : edits) {
        add({at, static_cast<std::size_t>(one.begin - at)});
        add(std::string_view(storage).substr(one.from, one.to - one.from));
        at = one.end;
    }
    add({at, static_cast<std::size_t>(body.data() + body.size() - at)});
}

}  // namespace orrery::dialect
