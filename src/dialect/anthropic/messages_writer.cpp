#include <optional>
#include <utility>

#include "dialect/anthropic/anthropic.h"
#include "dialect/anthropic/stop.h"
#include "dialect/json/parse.h"
#include "dialect/wire/cost.h"
#include "dialect/wire/field.h"
#include "dialect/wire/reasoning.h"

namespace orrery::dialect {

namespace {

/// Writes an answer as blocks: one is open at a time, and another kind of event closes it. A
/// stream keeps nothing of the text; a whole body is gathered in `blocks_`.
class MessagesWriter final : public AnswerWriter {
public:
    MessagesWriter(bool is_stream, AnswerContext context)
        : is_stream_(is_stream), context_(std::move(context)) {
        finish_.kind = Event::Kind::finish;
    }

    void write(const Event& event, std::string& out) override;
    void end(const Bill& bill, std::string& out) override;
    void fail(int status, std::string_view message, std::string& out) override;
    std::string body(const Bill& bill) override;

private:
    enum class Block { none, text, thinking, redacted, tool };

    void start(std::string& out);
    void open(Block kind, Json block, std::string& out);
    void close(std::string& out);
    void add_delta(std::string_view type, std::string_view key, std::string_view text,
                   std::string& out);
    void add_text(std::string_view text, std::string& out);
    void add_call(const Event& event, std::string& out);
    void add_arguments(const Event& event, std::string& out);
    void add_opaque(const Event& event, std::string& out);
    [[nodiscard]] Json message() const;

    bool is_stream_;
    AnswerContext context_;
    Json blocks_ = Json::array();
    Block kind_ = Block::none;
    std::int64_t count_ = 0;  ///< Blocks that were opened.
    std::int64_t call_ = -1;  ///< The tool call of the open block.
    bool is_started_ = false;
    bool is_signed_ = false;  ///< The open thinking block has its signature.
    bool is_torn_ = false;    ///< Arguments came for a call whose block is closed.
    Event finish_;
    std::optional<Usage> usage_;  ///< What was known when the stream began.
};

Json MessagesWriter::message() const {
    Json written = {{"id", context_.generation_id}, {"type", "message"},
                    {"role", "assistant"},          {"model", context_.model},
                    {"content", Json::array()},     {"stop_reason", nullptr},
                    {"stop_sequence", nullptr}};
    written["provider"] = context_.provider;
    if (!context_.dropped.empty()) {
        written["orrery"] = {{"dropped", context_.dropped}};
    }
    return written;
}

void MessagesWriter::start(std::string& out) {
    if (std::exchange(is_started_, true) || !is_stream_) {
        return;
    }
    // The wire demands numbers here. They are provisional: message_delta replaces them.
    const Json usage = messages_usage(usage_.value_or(Usage{}));
    Json head = message();
    const Json& input = usage.at("input_tokens");
    head["usage"] = {{"input_tokens", input.is_null() ? Json(0) : input},
                     {"cache_creation_input_tokens", usage.at("cache_creation_input_tokens")},
                     {"cache_read_input_tokens", usage.at("cache_read_input_tokens")},
                     {"output_tokens", 0}};
    append_event(out, "message_start", {{"type", "message_start"}, {"message", std::move(head)}});
}

void MessagesWriter::open(Block kind, Json block, std::string& out) {
    start(out);
    close(out);
    kind_ = kind;
    is_signed_ = false;
    if (is_stream_) {
        append_event(out, "content_block_start",
                     {{"type", "content_block_start"},
                      {"index", count_},
                      {"content_block", std::move(block)}});
    } else {
        blocks_.push_back(std::move(block));
    }
    ++count_;
}

void MessagesWriter::close(std::string& out) {
    if (std::exchange(kind_, Block::none) != Block::none && is_stream_) {
        append_event(out, "content_block_stop",
                     {{"type", "content_block_stop"}, {"index", count_ - 1}});
    }
    call_ = -1;
}

void MessagesWriter::add_delta(std::string_view type, std::string_view key, std::string_view text,
                               std::string& out) {
    if (!is_stream_) {
        append_to(blocks_.back(), key, text);
        return;
    }
    Json delta = {{"type", type}};
    delta[std::string(key)] = text;
    append_event(
        out, "content_block_delta",
        {{"type", "content_block_delta"}, {"index", count_ - 1}, {"delta", std::move(delta)}});
}

void MessagesWriter::add_text(std::string_view text, std::string& out) {
    if (text.empty()) {
        return;
    }
    if (kind_ != Block::text) {
        open(Block::text, {{"type", "text"}, {"text", ""}, {"citations", nullptr}}, out);
    }
    add_delta("text_delta", "text", text, out);
}

void MessagesWriter::add_call(const Event& event, std::string& out) {
    Json block = {{"type", "tool_use"}, {"id", event.id}, {"name", event.name}};
    block["input"] = Json::object();
    if (!is_stream_) {
        block["index"] = event.index;
        block["input"] = event.text;
        open(Block::tool, std::move(block), out);
        return;
    }
    open(Block::tool, std::move(block), out);
    call_ = event.index;
    if (!event.text.empty()) {
        add_delta("input_json_delta", "partial_json", event.text, out);
    }
}

void MessagesWriter::add_arguments(const Event& event, std::string& out) {
    if (is_stream_) {
        if (event.index == call_) {
            add_delta("input_json_delta", "partial_json", event.text, out);
        } else {
            is_torn_ = true;
        }
        return;
    }
    for (Json& block : blocks_) {
        if (text_at(block, "type") == "tool_use" && integer_at(block, "index") == event.index) {
            append_to(block, "input", event.text);
            return;
        }
    }
}

/// Reasoning that only its provider reads goes out as it is where that is Claude, sealed otherwise.
void MessagesWriter::add_opaque(const Event& event, std::string& out) {
    const bool is_own = event.name.empty() || event.name == anthropic_reasoning;
    const bool is_redacted = event.kind == Event::Kind::reasoning_redacted;
    const std::string data = is_own ? event.text
                                    : seal({.kind = is_redacted ? SealedReasoning::Kind::redacted
                                                                : SealedReasoning::Kind::signature,
                                            .format = event.name,
                                            .id = event.id,
                                            .data = event.text});
    if (is_redacted) {
        open(Block::redacted, {{"type", "redacted_thinking"}, {"data", data}}, out);
        close(out);
        return;
    }
    if (kind_ != Block::thinking) {
        open(Block::thinking, {{"type", "thinking"}, {"thinking", ""}, {"signature", ""}}, out);
    }
    add_delta("signature_delta", "signature", data, out);
    is_signed_ = true;
}

void MessagesWriter::write(const Event& event, std::string& out) {
    if (event.choice != 0) {
        return;
    }
    switch (event.kind) {
        case Event::Kind::text:
        case Event::Kind::refusal:
            add_text(event.text, out);
            break;
        case Event::Kind::image:
            add_text("![image](" + event.text + ")", out);
            break;
        case Event::Kind::reasoning:
            if (kind_ != Block::thinking || is_signed_) {
                open(Block::thinking, {{"type", "thinking"}, {"thinking", ""}, {"signature", ""}},
                     out);
            }
            add_delta("thinking_delta", "thinking", event.text, out);
            break;
        case Event::Kind::reasoning_signature:
        case Event::Kind::reasoning_redacted:
            add_opaque(event, out);
            break;
        case Event::Kind::tool_call:
            add_call(event, out);
            break;
        case Event::Kind::tool_arguments:
            add_arguments(event, out);
            break;
        case Event::Kind::finish:
            finish_ = event;
            break;
        case Event::Kind::usage:
            usage_ = event.usage;
            break;
        default:
            break;
    }
}

void MessagesWriter::end(const Bill& bill, std::string& out) {
    if (is_torn_ || finish_.finish == Finish::error) {
        fail(502,
             is_torn_ ? "the provider mixed the arguments of its tool calls"
                      : "the provider broke the answer off",
             out);
        return;
    }
    start(out);
    close(out);
    Json usage = messages_usage(bill.usage);
    add_cost(usage, bill, context_.is_byok);
    const Json stop_sequence = finish_.name.empty() ? Json() : Json(finish_.name);
    append_event(
        out, "message_delta",
        {{"type", "message_delta"},
         {"delta", {{"stop_reason", stop_reason_of(finish_)}, {"stop_sequence", stop_sequence}}},
         {"usage", std::move(usage)}});
    append_event(out, "message_stop", {{"type", "message_stop"}});
}

void MessagesWriter::fail(int status, std::string_view message, std::string& out) {
    out.append("event: error\ndata: ").append(messages_error_body(status, message)).append("\n\n");
}

std::string MessagesWriter::body(const Bill& bill) {
    Json written = message();
    for (Json block : blocks_) {
        if (text_at(block, "type") == "tool_use") {
            block.erase("index");
            auto input = parse_object(text_at(block, "input"));
            // A model's broken JSON is handed on as the text that it is.
            block["input"] = input ? std::move(*input)
                             : text_at(block, "input").empty()
                                 ? Json::object()
                                 : Json{{"arguments", text_at(block, "input")}};
        }
        written["content"].push_back(std::move(block));
    }
    written["stop_reason"] =
        finish_.finish == Finish::error ? Json() : Json(stop_reason_of(finish_));
    written["stop_sequence"] = finish_.name.empty() ? Json() : Json(finish_.name);
    written["usage"] = messages_usage(bill.usage);
    add_cost(written["usage"], bill, context_.is_byok);
    return to_text(written);
}

}  // namespace

std::unique_ptr<AnswerWriter> make_messages_writer(bool is_stream, AnswerContext context) {
    return std::make_unique<MessagesWriter>(is_stream, std::move(context));
}

}  // namespace orrery::dialect
