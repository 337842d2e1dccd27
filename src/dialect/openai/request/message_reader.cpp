#include "dialect/openai/request/message_reader.h"

#include "dialect/json/parse.h"

namespace orrery::dialect {
namespace {

using Kind = Event::Kind;

const Json& items_of(const Json& object, std::string_view name) {
    static const Json none = Json::array();
    const Json* const found = member(object, name);
    return found != nullptr && found->is_array() ? *found : none;
}

}  // namespace

void MessageReader::read(std::int64_t choice, const Json& message, std::vector<Event>& events) {
    choice_ = choice;
    events_ = &events;
    read_reasoning(message);
    if (const Json* const content = member(message, "content"); content != nullptr) {
        read_content(*content);
    }
    add(Kind::refusal, text_of(message, "refusal"));
    for (const Json& image : items_of(message, "images")) {
        const Json* const url = member(image, "image_url");
        if (url != nullptr) {
            add(Kind::image, url->is_string() ? url->get<std::string>() : text_of(*url, "url"));
        }
    }
    for (const Json& annotation : items_of(message, "annotations")) {
        add(Kind::annotation, to_text(annotation));
    }
    std::int64_t place = 0;
    for (const Json& call : items_of(message, "tool_calls")) {
        read_tool_call(call, place++);
    }
    if (const Json* const function = member(message, "function_call");
        function != nullptr && function->is_object()) {
        read_function(*function, {}, 0);
    }
    events_ = nullptr;
}

/// Adds an event of this choice; an empty text says nothing.
void MessageReader::add(Kind kind, std::string text) {
    if (text.empty()) {
        return;
    }
    Event event;
    event.kind = kind;
    event.choice = choice_;
    event.text = std::move(text);
    events_->push_back(std::move(event));
}

/// Takes text, or parts as Mistral gives them: `text`, and `thinking` with parts of its own.
void MessageReader::read_content(const Json& content) {
    if (content.is_string()) {
        add(Kind::text, content.get<std::string>());
        return;
    }
    if (!content.is_array()) {
        return;
    }
    for (const Json& part : content) {
        add(Kind::text, text_of(part, "text"));
        add(Kind::reasoning, text_of(part, "thinking"));
        for (const Json& thought : items_of(part, "thinking")) {
            add(Kind::reasoning, text_of(thought, "text"));
        }
    }
}

/// Takes OpenRouter's `reasoning` and its details, or DeepSeek's `reasoning_content`. Where a text
/// stands in two of them it counts once.
void MessageReader::read_reasoning(const Json& message) {
    std::string text = text_of(message, "reasoning");
    if (text.empty()) {
        text = text_of(message, "reasoning_content");
    }
    const bool has_text = !text.empty();
    add(Kind::reasoning, std::move(text));
    for (const Json& detail : items_of(message, "reasoning_details")) {
        read_reasoning_detail(detail, has_text);
    }
}

void MessageReader::read_reasoning_detail(const Json& detail, bool has_text) {
    if (!has_text) {
        add(Kind::reasoning, text_of(detail, "text"));
        add(Kind::reasoning, text_of(detail, "summary"));
    }
    const std::size_t before = events_->size();
    add(Kind::reasoning_signature, text_of(detail, "signature"));
    add(Kind::reasoning_redacted, text_of(detail, "data"));
    for (std::size_t at = before; at < events_->size(); ++at) {
        (*events_)[at].name = text_of(detail, "format");
        (*events_)[at].id = text_of(detail, "id");
    }
}

void MessageReader::read_tool_call(const Json& call, std::int64_t place) {
    const Json* const index = member(call, "index");
    const Json* const function = member(call, "function");
    if (function == nullptr || !function->is_object()) {
        return;
    }
    read_function(
        *function, text_of(call, "id"),
        index != nullptr && index->is_number_integer() ? index->get<std::int64_t>() : place);
}

/// A call begins at an index that is new, or where another id and a name come under a known one.
void MessageReader::read_function(const Json& function, std::string id, std::int64_t place) {
    const auto [found, is_new] = calls_.try_emplace({choice_, place});
    Call& call = found->second;
    Event event;
    event.choice = choice_;
    // Ollama gives the arguments as an object.
    const Json* const arguments = member(function, "arguments");
    event.text = arguments != nullptr && arguments->is_object() ? to_text(*arguments)
                                                                : text_of(function, "arguments");
    event.name = text_of(function, "name");
    if (is_new || (!event.name.empty() && !id.empty() && id != call.id)) {
        call.index = begun_[choice_]++;
        call.id = id;
        event.kind = Kind::tool_call;
        event.id = std::move(id);
    } else {
        event.kind = Kind::tool_arguments;
        event.name.clear();
        if (event.text.empty()) {
            return;
        }
    }
    event.index = call.index;
    events_->push_back(std::move(event));
}

}  // namespace orrery::dialect
