#include "dialect/openai/request/reasoning_blocks.h"

#include <string>
#include <utility>

#include "dialect/json/parse.h"

namespace orrery::dialect {

Json ReasoningBlocks::detail_of(const Event& event) {
    const bool is_redacted = event.kind == Event::Kind::reasoning_redacted;
    if (is_redacted && is_open_) {
        ++index_;
    }
    Json detail = Json::object();
    detail["type"] = is_redacted ? "reasoning.encrypted" : "reasoning.text";
    detail[is_redacted                                      ? "data"
           : event.kind == Event::Kind::reasoning_signature ? "signature"
                                                            : "text"] = event.text;
    // Who can read it, and the tool call that it belongs to, as far as its reader said.
    if (!event.name.empty()) {
        detail["format"] = event.name;
    }
    if (!event.id.empty()) {
        detail["id"] = event.id;
    }
    detail["index"] = index_;
    is_open_ = event.kind == Event::Kind::reasoning;
    index_ += is_open_ ? 0 : 1;
    return detail;
}

void ReasoningBlocks::collect(const Event& event) {
    Json detail = detail_of(event);
    if (collected_.empty() || collected_.back()["index"] != detail["index"]) {
        collected_.push_back(std::move(detail));
        return;
    }
    Json& last = collected_.back();
    for (const char* const name : {"text", "signature"}) {
        if (const std::string more = text_of(detail, name); !more.empty()) {
            last[name] = text_of(last, name) + more;
        }
    }
    for (const char* const name : {"format", "id"}) {
        if (const Json* const known = member(detail, name); known != nullptr) {
            last[name] = *known;
        }
    }
}

}  // namespace orrery::dialect
