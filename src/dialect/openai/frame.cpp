#include "dialect/openai/frame.h"

#include <fmt/format.h>

#include <iterator>

#include "base/format/append.h"
#include "dialect/json/cursor.h"
#include "dialect/openai/usage.h"

namespace orrery::dialect {

std::string answer_head(const AnswerContext& context) {
    std::string head = "\"id\":";
    append_quoted(head, context.generation_id);
    head += ",\"provider\":";
    append_quoted(head, context.provider);
    head += ",\"model\":";
    append_quoted(head, context.model);
    head += ',';
    return head;
}

void append_dropped(std::string& out, const AnswerContext& context) {
    if (context.dropped.empty()) {
        return;
    }
    out += "\"orrery\":{\"dropped\":[";
    for (std::size_t at = 0; at < context.dropped.size(); ++at) {
        out += at > 0 ? "," : "";
        append_quoted(out, context.dropped[at]);
    }
    out += "]},";
}

void append_last_chunk(std::string& out, const ChunkShape& shape, std::string_view head,
                       std::string_view tail, std::string_view created, const Bill& bill,
                       const AnswerContext& context) {
    out += chunk_opening;
    out += head;
    out += shape.object;
    out += tail;
    out += "\"choices\":[],";
    const std::size_t usage = out.size();
    append_openai_usage(out, bill, context.is_byok, UsageShape::generation);
    out += out.size() > usage ? "," : "";
    append_dropped(out, context);
    out += "\"created\":";
    out += created;
    out += chunk_closing;
    out += done_event;
}

void append_error_chunk(std::string& out, const ChunkShape& shape, std::string_view head,
                        std::string_view created, int status, std::string_view message) {
    out += chunk_opening;
    out += head;
    out += shape.object;
    out += "\"choices\":[{\"index\":0,";
    out += shape.nothing;
    out += ",\"finish_reason\":\"error\",\"native_finish_reason\":null}],";
    append(out, "\"error\":{{\"code\":{},\"message\":", status);
    // The message may hold bytes of a provider's that are no UTF-8.
    out += Json(message).dump(-1, ' ', false, Json::error_handler_t::replace);
    append(out, "}},\"created\":{}", created);
    out += chunk_closing;
}

}  // namespace orrery::dialect
