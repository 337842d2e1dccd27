#include <utility>

#include "dialect/openai/frame.h"
#include "dialect/openai/usage.h"
#include "dialect/passage/chunk.h"
#include "dialect/splice.h"

namespace orrery::dialect {
namespace {

std::string_view trimmed_data(std::string_view data) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = data.find_first_not_of(blanks);
    return begin == std::string_view::npos
               ? std::string_view()
               : data.substr(begin, data.find_last_not_of(blanks) - begin + 1);
}

}  // namespace

ChatPassage::ChatPassage(const AnswerContext& context)
    : head_(answer_head(context)), context_(context) {
    notes_.created = std::to_string(context.created_s);
}

Status ChatPassage::pass_event(std::string_view data, std::string& out) {
    if (trimmed_data(data) == "[DONE]") {
        is_done_ = true;
        return {};
    }
    const std::size_t before = out.size();
    out += chunk_opening;
    out += head_;
    out += chat_chunk.object;
    const std::size_t members = out.size();
    ChunkWalk walk(data, AnswerShape::chunk, notes_, out);
    if (Status walked = walk.run(); !walked) {
        out.resize(before);
        return walked;
    }
    if (walk.has_usage()) {
        notes_.usage.provenance = notes_.finish || walk.is_only_usage()
                                      ? Provenance::provider_final
                                      : Provenance::provider_partial;
    }
    if (walk.has_error()) {
        out.resize(before);
        return {};
    }
    if (walk.is_only_usage()) {
        notes_.tail.assign(out, members, walk.choices_begin() - members);
        notes_.tail.append(out, walk.choices_end());
        out.resize(before);
        return {};
    }
    out += "\"created\":";
    out += notes_.created;
    out += chunk_closing;
    return {};
}

void ChatPassage::end(const Bill& bill, std::string& out) {
    append_last_chunk(out, chat_chunk, head_, notes_.tail, notes_.created, bill, context_);
}

void ChatPassage::fail(int status, std::string_view message, std::string& out) {
    append_error_chunk(out, chat_chunk, head_, notes_.created, status, message);
}

Status ChatPassage::read_body(std::string_view body) {
    members_.clear();
    members_.reserve(body.size() + 64);
    ChunkWalk walk(body, AnswerShape::body, notes_, members_);
    if (Status walked = walk.run(); !walked) {
        members_.clear();
        return walked;
    }
    members_ += walk.has_fingerprint() ? "" : "\"system_fingerprint\":null,";
    if (walk.has_usage()) {
        notes_.usage.provenance = Provenance::provider_final;
    }
    is_done_ = true;
    return {};
}

void ChatPassage::write_body(const Bill& bill, std::string& out) const {
    constexpr std::size_t bytes_of_usage = 512;
    out.reserve(out.size() + head_.size() + members_.size() + bytes_of_usage);
    out += '{';
    out += head_;
    out += body_object;
    out += members_;
    const std::size_t usage = out.size();
    append_openai_usage(out, bill, context_.is_byok, UsageShape::generation);
    out += out.size() > usage ? "," : "";
    append_dropped(out, context_);
    out += "\"created\":";
    out += notes_.created;
    out += '}';
}

std::int64_t estimated_tokens(std::int64_t bytes) {
    constexpr std::int64_t bytes_per_token = 4;
    return bytes <= 0 ? 0 : (bytes + bytes_per_token - 1) / bytes_per_token;
}

}  // namespace orrery::dialect
