#include "warehouse/texts/messages.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/format/json.h"
#include "classifier/text/prompt.h"

namespace orrery::warehouse {
namespace {

using nlohmann::json;

/// Deeper values are no part of a message; leaving them out bounds what hostile JSON costs.
constexpr int depth_max = 12;
/// Kept of one message, for classification: more than what prompt_text looks at.
constexpr std::size_t kept_bytes_max = std::size_t{32} << 10U;
constexpr std::string_view blank = " \t\r\n";

struct Message {
    std::string role;
    std::string text;  ///< The first kept_bytes_max.
    std::int64_t bytes = 0;
    std::int64_t media = 0;
    std::int64_t tool_calls = 0;
};

const json* member(const json& object, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        const auto found = object.find(name);
        if (found != object.end() && !found->is_null()) {
            return &*found;
        }
    }
    return nullptr;
}

void add_text(Message& message, const std::string& text) {
    message.bytes += static_cast<std::int64_t>(text.size());
    if (message.text.size() < kept_bytes_max) {
        message.text += message.text.empty() ? "" : "\n";
        message.text += std::string_view(text).substr(0, kept_bytes_max - message.text.size());
    }
}

/// Adds one part of a message's content; what is neither text nor a tool's counts as a medium.
void add_part(Message& message, const json& part) {
    if (part.is_string()) {
        add_text(message, part.get_ref<const std::string&>());
        return;
    }
    if (!part.is_object()) {
        return;
    }
    const json* type = member(part, {"type"});
    const std::string kind = type != nullptr && type->is_string() ? type->get<std::string>() : "";
    if (kind == "tool_use" || kind == "tool_call" || kind == "function_call") {
        ++message.tool_calls;
        return;
    }
    const json* text = member(part, {"text", "content"});
    if (text != nullptr && text->is_string()) {
        add_text(message, text->get_ref<const std::string&>());
    } else if (kind.find("image") != std::string::npos || kind.find("audio") != std::string::npos ||
               kind.find("file") != std::string::npos || part.contains("inlineData") ||
               part.contains("inline_data") || kind == "blob" || kind == "uri") {
        ++message.media;
    }
}

std::string role_of(const json& object) {
    const json* role = member(object, {"role", "from", "author", "type"});
    if (role == nullptr || !role->is_string()) {
        return {};
    }
    const auto name = role->get<std::string>();
    if (name == "human" || name == "User" || name == "prompter") {
        return "user";
    }
    if (name == "gpt" || name == "ai" || name == "model" || name == "bot" || name == "chatgpt" ||
        name == "Assistant") {
        return "assistant";
    }
    return name;
}

/// Reads an object as a message; nothing if it has no content by any name.
std::optional<Message> message_of(const json& object) {
    if (!object.is_object()) {
        return std::nullopt;
    }
    const bool has_role =
        object.contains("role") || object.contains("from") || object.contains("author");
    const json* content = member(object, {"content", "parts", "value", "text"});
    if (content == nullptr && !has_role) {
        return std::nullopt;
    }
    Message message;
    message.role = role_of(object);
    if (!has_role && message.role != "assistant" && message.role != "system") {
        message.role = "user";  // Its type said what it is, not who wrote it.
    }
    if (content != nullptr && content->is_array()) {
        for (const json& part : *content) {
            add_part(message, part);
        }
    } else if (content != nullptr && !content->is_null()) {
        add_part(message, *content);
    }
    const json* calls = member(object, {"tool_calls"});
    if (calls != nullptr && calls->is_array()) {
        message.tool_calls += static_cast<std::int64_t>(calls->size());
    }
    return message;
}

/// Reads a list whose every element is a message; a bare text is one of the user.
std::optional<std::vector<Message>> messages_of(const json& list) {
    std::vector<Message> messages;
    for (const json& element : list) {
        if (element.is_string()) {
            add_text(messages.emplace_back(Message{"user", {}}),
                     element.get_ref<const std::string&>());
            continue;
        }
        auto message = message_of(element);
        if (!message) {
            return std::nullopt;
        }
        messages.push_back(std::move(*message));
    }
    return messages;
}

/// Reads a request: its instructions, then its messages or its text.
std::optional<std::vector<Message>> messages_of_request(const json& request) {
    const json* body = member(request, {"messages", "contents", "conversation", "conversations",
                                        "input", "prompt", "query", "question"});
    std::optional<std::vector<Message>> messages;
    if (body != nullptr && body->is_array()) {
        messages = messages_of(*body);
    } else if (body != nullptr && body->is_object()) {
        messages = messages_of_request(*body);
    } else if (body != nullptr && body->is_string()) {
        add_text(messages.emplace().emplace_back(Message{"user", {}}),
                 body->get_ref<const std::string&>());
    } else if (auto alone = message_of(request)) {
        messages.emplace().push_back(std::move(*alone));
    }
    const json* system = member(request, {"system", "instructions", "systemInstruction",
                                          "system_instruction", "system_prompt"});
    if (messages && system != nullptr) {
        Message first{"system", {}};
        for (const json& part : system->is_array() ? *system : json::array({*system})) {
            const json* parts = part.is_object() ? member(part, {"parts"}) : nullptr;
            for (const json& inner :
                 parts != nullptr && parts->is_array() ? *parts : json::array({part})) {
                add_part(first, inner);
            }
        }
        messages->insert(messages->begin(), std::move(first));
    }
    return messages;
}

TextFacts facts_of(std::vector<Message> messages) {
    TextFacts facts;
    facts.kind = TextKind::messages;
    if (!messages.empty() && messages.back().role == "assistant") {
        facts.answer_bytes = messages.back().bytes;
        facts.tool_calls = messages.back().tool_calls;
        messages.pop_back();
    }
    std::vector<classifier::Turn> turns;
    for (const Message& message : messages) {
        facts.prompt_bytes += message.bytes;
        facts.media += message.media;
        const bool is_turn =
            message.role == "user" || message.role == "tool" || message.role == "function";
        facts.turns += is_turn ? 1 : 0;
        if (!message.text.empty()) {
            turns.push_back({message.role, message.text});
        }
    }
    facts.prompt = classifier::prompt_text(turns);
    return facts;
}

TextFacts plain_text(std::string_view text) {
    TextFacts facts;
    if (text.find_first_not_of(blank) == std::string_view::npos) {
        return facts;
    }
    facts.kind = TextKind::text;
    facts.prompt_bytes = static_cast<std::int64_t>(text.size());
    facts.turns = 1;
    const std::array turn{classifier::Turn{"user", text.substr(0, kept_bytes_max)}};
    facts.prompt = classifier::prompt_text(turn);
    return facts;
}

TextFacts read_once(std::string_view text, bool is_inner) {
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos ||
        std::string_view("[{\"").find(text[first]) == std::string_view::npos) {
        return plain_text(text);
    }
    const json parsed = json::parse(
        text, [](int depth, json::parse_event_t, json&) { return depth <= depth_max; }, false);
    if (parsed.is_string() && !is_inner) {
        return read_once(parsed.get_ref<const std::string&>(), true);
    }
    if (!parsed.is_structured()) {
        return plain_text(text);
    }
    if (parsed.empty()) {
        return {};
    }
    auto messages = parsed.is_array() ? messages_of(parsed) : messages_of_request(parsed);
    return messages ? facts_of(std::move(*messages)) : plain_text(text);
}

}  // namespace

TextFacts read_text(std::string_view text) {
    return read_once(text, false);
}

std::string_view kind_name(TextKind kind) {
    switch (kind) {
        case TextKind::none:
            return "none";
        case TextKind::text:
            return "text";
        case TextKind::messages:
            return "messages";
    }
    return {};
}

}  // namespace orrery::warehouse
