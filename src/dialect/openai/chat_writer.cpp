#include <fmt/format.h>

#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/format/append.h"
#include "dialect/json/parse.h"
#include "dialect/openai/chat_choice.h"
#include "dialect/openai/frame.h"
#include "dialect/openai/openai.h"
#include "dialect/openai/usage.h"

namespace orrery::dialect {
namespace {

using Kind = Event::Kind;

class ChatWriter final : public AnswerWriter {
public:
    ChatWriter(bool is_stream, AnswerContext context)
        : is_stream_(is_stream),
          context_(std::move(context)),
          head_(answer_head(context_)),
          created_(std::to_string(context_.created_s)) {}

    void write(const Event& event, std::string& out) override;
    void end(const Bill& bill, std::string& out) override;
    void fail(int status, std::string_view message, std::string& out) override {
        append_error_chunk(out, chat_chunk, head_, created_, status, message);
    }
    std::string body(const Bill& bill) override;

private:
    /// What a stream must know of a choice.
    struct Choice {
        bool is_begun = false;
        ReasoningBlocks blocks;
        Finish finish = Finish::stop;
        std::string native_finish;
    };

    void append_chunk(std::string& out, std::int64_t index, Json delta, std::string_view logprobs);

    bool is_stream_;
    AnswerContext context_;
    std::string head_;
    std::string created_;
    std::map<std::int64_t, Choice> streamed_;
    std::map<std::int64_t, ChatChoice> whole_;
};

Json tool_delta(const Event& event) {
    Json call = Json::object();
    call["index"] = event.index;
    if (event.kind == Kind::tool_call) {
        call["id"] = event.id;
        call["type"] = "function";
        call["function"]["name"] = event.name;
    }
    call["function"]["arguments"] = event.text;
    return call;
}

/// Writes what an event adds to its choice; null for events that say nothing yet.
Json delta_of(const Event& event, ReasoningBlocks& blocks) {
    Json delta = Json::object();
    switch (event.kind) {
        case Kind::text:
            delta["content"] = event.text;
            return delta;
        case Kind::refusal:
            delta["refusal"] = event.text;
            return delta;
        case Kind::reasoning:
            delta["reasoning"] = event.text;
            [[fallthrough]];
        case Kind::reasoning_signature:
        case Kind::reasoning_redacted:
            delta["reasoning_details"].push_back(blocks.detail_of(event));
            return delta;
        case Kind::tool_call:
        case Kind::tool_arguments:
            delta["tool_calls"].push_back(tool_delta(event));
            return delta;
        case Kind::image:
            delta["images"].push_back(image_part(event.text));
            return delta;
        case Kind::annotation:
            delta["annotations"].push_back(Json::parse(event.text, nullptr, false));
            return delta;
        case Kind::logprobs:
            return delta;
        default:
            return {};
    }
}

void ChatWriter::write(const Event& event, std::string& out) {
    if (event.kind == Kind::start || event.kind == Kind::usage || event.kind == Kind::error) {
        return;
    }
    if (!is_stream_) {
        whole_[event.choice].add(event);
        return;
    }
    Choice& choice = streamed_[event.choice];
    if (event.kind == Kind::finish) {
        choice.finish = event.finish;
        choice.native_finish = event.text;
        return;
    }
    Json delta = delta_of(event, choice.blocks);
    if (!delta.is_null()) {
        append_chunk(out, event.choice, std::move(delta),
                     event.kind == Kind::logprobs ? std::string_view(event.text) : "null");
    }
}

void ChatWriter::append_chunk(std::string& out, std::int64_t index, Json delta,
                              std::string_view logprobs) {
    Choice& choice = streamed_[index];
    if (!choice.is_begun) {
        choice.is_begun = true;
        delta["role"] = "assistant";
        if (!delta.contains("content")) {
            delta["content"] = "";
        }
    }
    append(out,
           "{}{}{}\"choices\":[{{\"index\":{},\"delta\":{},\"finish_reason\":null,"
           "\"native_finish_reason\":null,\"logprobs\":{}}}],\"created\":{}{}",
           chunk_opening, head_, chat_chunk.object, index, to_text(delta), logprobs, created_,
           chunk_closing);
}

void ChatWriter::end(const Bill& bill, std::string& out) {
    if (streamed_.empty()) {
        streamed_[0] = {};
    }
    for (const auto& [index, choice] : streamed_) {
        const Json native = choice.native_finish.empty() ? Json() : Json(choice.native_finish);
        append(
            out,
            "{}{}{}\"choices\":[{{\"index\":{},\"delta\":{{\"role\":\"assistant\",\"content\":\"\"}"
            "},\"finish_reason\":\"{}\",\"native_finish_reason\":{},\"logprobs\":null}}],"
            "\"created\":{}{}",
            chunk_opening, head_, chat_chunk.object, index, name_of(choice.finish), to_text(native),
            created_, chunk_closing);
    }
    append_last_chunk(out, chat_chunk, head_, {}, created_, bill, context_);
}

std::string ChatWriter::body(const Bill& bill) {
    if (whole_.empty()) {
        whole_[0] = {};
    }
    Json choices = Json::array();
    for (const auto& [index, choice] : whole_) {
        choices.push_back(choice.written(index));
    }
    std::string out = "{" + head_;
    out += body_object;
    out += "\"system_fingerprint\":null,\"choices\":";
    out += to_text(choices);
    out += ',';
    const std::size_t usage = out.size();
    append_openai_usage(out, bill, context_.is_byok, UsageShape::generation);
    out += out.size() > usage ? "," : "";
    append_dropped(out, context_);
    out += "\"created\":" + created_ + "}";
    return out;
}

}  // namespace

std::unique_ptr<AnswerWriter> make_chat_writer(bool is_stream, AnswerContext context) {
    return std::make_unique<ChatWriter>(is_stream, std::move(context));
}

}  // namespace orrery::dialect
