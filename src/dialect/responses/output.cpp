#include "dialect/responses/output.h"

#include <utility>

#include "dialect/json/parse.h"
#include "dialect/responses/envelope.h"
#include "dialect/wire/field.h"
#include "dialect/wire/media.h"
#include "dialect/wire/reasoning.h"

namespace orrery::dialect {

namespace {

Json output_text(std::string_view text) {
    return {{"type", "output_text"},
            {"text", text},
            {"annotations", Json::array()},
            {"logprobs", Json::array()}};
}

Json message_item() {
    return {{"type", "message"},
            {"status", "in_progress"},
            {"role", "assistant"},
            {"content", Json::array()}};
}

Json reasoning_item() {
    return {{"type", "reasoning"},
            {"status", "in_progress"},
            {"summary", Json::array()},
            {"content", Json::array()},
            {"encrypted_content", nullptr}};
}

}  // namespace

void ResponseOutput::emit(std::string_view type, const Json& fields, std::string& out) {
    if (!is_stream_) {
        return;
    }
    Json event = {{"type", type}, {"sequence_number", sequence_++}};
    event.update(fields);
    append_event(out, type, event);
}

Json ResponseOutput::place() const {
    return {{"item_id", items_.back()["id"]}, {"output_index", items_.size() - 1}};
}

void ResponseOutput::open_item(const Json& item, std::string_view prefix, std::string& out) {
    close("completed", out);
    Json named = {{"id", std::string(prefix) + id_ + "_" + std::to_string(items_.size())}};
    named.update(item);
    items_.push_back(std::move(named));
    has_item_ = true;
    part_ = 0;
    emit("response.output_item.added",
         {{"output_index", items_.size() - 1}, {"item", items_.back()}}, out);
}

void ResponseOutput::open_part(Open kind, Json part, std::string& out) {
    open_ = kind;
    text_.clear();
    const bool is_summary = kind == Open::reasoning && is_summary_;
    Json fields = place();
    fields[is_summary ? "summary_index" : "content_index"] = part_;
    fields["part"] = part;
    items_.back()[is_summary ? "summary" : "content"].push_back(std::move(part));
    emit(is_summary ? "response.reasoning_summary_part.added" : "response.content_part.added",
         fields, out);
}

void ResponseOutput::emit_delta(std::string_view type, std::string_view delta, std::string& out) {
    text_.append(delta);
    if (!is_stream_) {
        return;
    }
    Json fields = place();
    if (open_ != Open::call) {
        fields[open_ == Open::reasoning && is_summary_ ? "summary_index" : "content_index"] = part_;
    }
    fields["delta"] = delta;
    if (open_ == Open::text) {
        fields["logprobs"] = Json::array();
    }
    emit(type, fields, out);
}

void ResponseOutput::close_part(std::string& out) {
    const Open kind = std::exchange(open_, Open::none);
    if (kind == Open::none) {
        return;
    }
    Json fields = place();
    Json& item = items_.back();
    if (kind == Open::call) {
        item["arguments"] = text_;
        fields["name"] = item["name"];
        fields["arguments"] = text_;
        emit("response.function_call_arguments.done", fields, out);
        return;
    }
    const bool is_summary = kind == Open::reasoning && is_summary_;
    Json& part = item[is_summary ? "summary" : "content"].back();
    const char* key = kind == Open::refusal ? "refusal" : "text";
    part[key] = text_;
    fields[is_summary ? "summary_index" : "content_index"] = part_;
    Json done = fields;
    done[key] = text_;
    if (kind == Open::text) {
        done["logprobs"] = part["logprobs"];
    }
    fields["part"] = part;
    ++part_;
    emit(kind == Open::text      ? "response.output_text.done"
         : kind == Open::refusal ? "response.refusal.done"
         : is_summary            ? "response.reasoning_summary_text.done"
                                 : "response.reasoning_text.done",
         done, out);
    emit(is_summary ? "response.reasoning_summary_part.done" : "response.content_part.done", fields,
         out);
}

void ResponseOutput::close(std::string_view status, std::string& out) {
    close_part(out);
    if (!std::exchange(has_item_, false)) {
        return;
    }
    seal_reasoning();
    items_.back()["status"] = status;
    call_ = -1;
    emit("response.output_item.done",
         {{"output_index", items_.size() - 1}, {"item", items_.back()}}, out);
}

/// Puts the proof of a reasoning into the one opaque member that every client hands back, and into
/// those that OpenRouter added.
void ResponseOutput::seal_reasoning() {
    if (signature_.text.empty()) {
        return;
    }
    Json& item = items_.back();
    item["encrypted_content"] = seal({.kind = SealedReasoning::Kind::signature,
                                      .format = signature_.name,
                                      .id = {},
                                      .data = signature_.text});
    item["signature"] = signature_.text;
    if (!signature_.name.empty()) {
        item["format"] = signature_.name;
    }
    signature_ = {};
}

void ResponseOutput::add_text(std::string_view text, std::string& out) {
    if (open_ != Open::text) {
        const bool is_message = has_item_ && text_at(items_.back(), "type") == "message";
        close_part(out);
        if (!is_message) {
            open_item(message_item(), "msg_", out);
        }
        open_part(Open::text, output_text(""), out);
    }
    emit_delta("response.output_text.delta", text, out);
}

void ResponseOutput::add_refusal(std::string_view text, std::string& out) {
    if (open_ != Open::refusal) {
        const bool is_message = has_item_ && text_at(items_.back(), "type") == "message";
        close_part(out);
        if (!is_message) {
            open_item(message_item(), "msg_", out);
        }
        open_part(Open::refusal, {{"type", "refusal"}, {"refusal", ""}}, out);
    }
    emit_delta("response.refusal.delta", text, out);
}

void ResponseOutput::add_annotation(std::string_view annotation, std::string& out) {
    if (open_ != Open::text) {
        add_text("", out);
    }
    Json flat = flat_annotation(annotation, text_.size());
    if (flat.is_null()) {
        return;
    }
    Json& annotations = items_.back()["content"].back()["annotations"];
    Json fields = place();
    fields["content_index"] = part_;
    fields["annotation_index"] = annotations.size();
    fields["annotation"] = flat;
    annotations.push_back(std::move(flat));
    emit("response.output_text.annotation.added", fields, out);
}

void ResponseOutput::add_logprobs(std::string_view logprobs) {
    const auto read = parse_object(logprobs);
    if (open_ != Open::text || !read) {
        return;
    }
    Json& held = items_.back()["content"].back()["logprobs"];
    const Json& pieces = list_at(*read, "content");
    held.insert(held.end(), pieces.begin(), pieces.end());
}

void ResponseOutput::add_reasoning(std::string_view text, std::string& out) {
    if (open_ != Open::reasoning || !signature_.text.empty()) {
        open_item(reasoning_item(), "rs_", out);
        open_part(Open::reasoning,
                  {{"type", is_summary_ ? "summary_text" : "reasoning_text"}, {"text", ""}}, out);
    }
    emit_delta(
        is_summary_ ? "response.reasoning_summary_text.delta" : "response.reasoning_text.delta",
        text, out);
}

void ResponseOutput::add_signature(const Event& event, std::string& out) {
    if (open_ != Open::reasoning && signature_.text.empty()) {
        open_item(reasoning_item(), "rs_", out);
    }
    signature_.name = event.name;
    signature_.text.append(event.text);
}

void ResponseOutput::add_redacted(const Event& event, std::string& out) {
    open_item(reasoning_item(), "rs_", out);
    items_.back()["encrypted_content"] = event.name == openai_reasoning
                                             ? event.text
                                             : seal({.kind = SealedReasoning::Kind::redacted,
                                                     .format = event.name,
                                                     .id = event.id,
                                                     .data = event.text});
    if (!event.name.empty()) {
        items_.back()["format"] = event.name;
    }
    close("completed", out);
}

void ResponseOutput::add_call(const Event& event, std::string& out) {
    open_item({{"type", "function_call"},
               {"status", "in_progress"},
               {"call_id", event.id},
               {"name", event.name},
               {"arguments", ""}},
              "fc_", out);
    open_ = Open::call;
    text_.clear();
    call_ = event.index;
    calls_[event.index] = items_.size() - 1;
    if (!event.text.empty()) {
        emit_delta("response.function_call_arguments.delta", event.text, out);
    }
}

void ResponseOutput::add_arguments(const Event& event, std::string& out) {
    if (open_ == Open::call && event.index == call_) {
        emit_delta("response.function_call_arguments.delta", event.text, out);
        return;
    }
    const auto item = calls_.find(event.index);
    is_torn_ = is_torn_ || is_stream_ || item == calls_.end();
    if (!is_stream_ && item != calls_.end()) {
        append_to(items_[item->second], "arguments", event.text);
    }
}

void ResponseOutput::add_image(std::string_view url, std::string& out) {
    const auto data = parse_data_url(url);
    open_item({{"type", "image_generation_call"},
               {"status", "in_progress"},
               {"result", data ? data->base64 : url}},
              "ig_", out);
    close("completed", out);
}

}  // namespace orrery::dialect
