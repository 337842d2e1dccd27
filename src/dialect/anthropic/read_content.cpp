#include <utility>

#include "dialect/anthropic/content.h"
#include "dialect/json/parse.h"
#include "dialect/wire/field.h"
#include "dialect/wire/media.h"
#include "dialect/wire/reasoning.h"

namespace orrery::dialect {

namespace {

/// Returns a source as a URL: one of the web, or a data URL. Empty where it is neither.
std::string url_of(const Json& source) {
    const std::string_view type = text_at(source, "type");
    if (type == "url") {
        return std::string(text_at(source, "url"));
    }
    if (type == "base64") {
        return data_url(text_at(source, "media_type"), text_at(source, "data"));
    }
    if (type == "text") {
        return data_url("text/plain", encode_base64(text_at(source, "data")));
    }
    return {};
}

Status read_document(const Json& block, const std::string& where, Json& parts,
                     std::vector<std::string>& dropped) {
    const Json* source = value_at(block, "source");
    if (source == nullptr) {
        return refuse("a document needs a source", where + ".source");
    }
    if (text_at(*source, "type") == "content") {
        const Json* content = value_at(*source, "content");
        auto read = read_content(content == nullptr ? Json() : *content, where + ".source.content",
                                 dropped);
        if (!read) {
            return std::unexpected(read.error());
        }
        if (read->is_string()) {
            parts.push_back({{"type", "text"}, {"text", *read}});
            return {};
        }
        parts.insert(parts.end(), read->begin(), read->end());
        return {};
    }
    const std::string url = url_of(*source);
    if (url.empty()) {
        return refuse("a document's source must be base64, text, content or url",
                      where + ".source.type");
    }
    const std::string_view title = text_at(block, "title");
    Json part = {{"type", "file"},
                 {"file", {{"filename", title.empty() ? "document" : title}, {"file_data", url}}}};
    copy_members(block, part, {"cache_control"});
    add_uncarried(block, {"type", "source", "title", "cache_control"}, dropped);
    parts.push_back(std::move(part));
    return {};
}

Json tool_call_of(const Json& block) {
    const Json* input = value_at(block, "input");
    Json call = {{"id", text_at(block, "id")},
                 {"type", "function"},
                 {"function",
                  {{"name", text_at(block, "name")},
                   {"arguments", input == nullptr ? "{}" : to_text(*input)}}}};
    copy_members(block, call, {"cache_control"});
    return call;
}

Json thinking_of(const Json& block) {
    const bool is_redacted = text_at(block, "type") == "redacted_thinking";
    const std::string_view opaque = text_at(block, is_redacted ? "data" : "signature");
    const auto sealed = unseal(opaque);
    const std::string_view format = sealed ? sealed->format : anthropic_reasoning;
    const std::string_view data = sealed ? sealed->data : opaque;
    if (is_redacted) {
        return reasoning_encrypted_detail(data, sealed ? sealed->id : "", format);
    }
    return reasoning_text_detail(text_at(block, "thinking"), data, data.empty() ? "" : format);
}

/// An assistant's blocks in the order in which a chat message holds them: reasoning, content,
/// calls. A block that would stand before its place opens a message of its own, so that order is
/// kept; calls end a message only where results follow, so nothing is split behind them.
class AssistantReader {
public:
    AssistantReader(Json& messages, std::vector<std::string>& dropped)
        : messages_(messages), dropped_(dropped) {}

    Status add(const Json& block, const std::string& where) {
        const std::string_view type = text_at(block, "type");
        if (type == "thinking" || type == "redacted_thinking") {
            if (!parts_.empty() && !message_.contains("tool_calls")) {
                finish();
            }
            add_reasoning(message_, thinking_of(block));
            return {};
        }
        if (type == "tool_use") {
            if (text_at(block, "id").empty() || text_at(block, "name").empty()) {
                return refuse("a tool_use block needs an id and a name", where);
            }
            message_["tool_calls"].push_back(tool_call_of(block));
            return {};
        }
        return read_block(block, where, parts_, dropped_);
    }

    void finish() {
        if (parts_.empty() && message_.empty()) {
            return;
        }
        Json message = {{"role", "assistant"}, {"content", nullptr}};
        if (!parts_.empty()) {
            message["content"] = std::exchange(parts_, Json::array());
        }
        message.update(std::exchange(message_, Json::object()));
        messages_.push_back(std::move(message));
    }

private:
    Json& messages_;
    std::vector<std::string>& dropped_;
    Json parts_ = Json::array();
    Json message_ = Json::object();
};

Status read_result(const Json& block, const std::string& where, Json& messages,
                   std::vector<std::string>& dropped) {
    const std::string_view id = text_at(block, "tool_use_id");
    if (id.empty()) {
        return refuse("a tool result needs the id of its call", where + ".tool_use_id");
    }
    Json message = {{"role", "tool"}, {"tool_call_id", id}, {"content", ""}};
    if (const Json* content = value_at(block, "content")) {
        auto read = read_content(*content, where + ".content", dropped);
        if (!read) {
            return std::unexpected(read.error());
        }
        message["content"] = std::move(*read);
    }
    copy_members(block, message, {"is_error", "cache_control"});
    messages.push_back(std::move(message));
    return {};
}

}  // namespace

Status read_block(const Json& block, const std::string& where, Json& parts,
                  std::vector<std::string>& dropped) {
    const std::string_view type = text_at(block, "type");
    if (type == "document") {
        return read_document(block, where, parts, dropped);
    }
    Json part;
    if (type == "text") {
        const Json* text = value_at(block, "text");
        if (text == nullptr || !text->is_string()) {
            return refuse("a text block needs a text", where + ".text");
        }
        part = {{"type", "text"}, {"text", *text}};
        add_uncarried(block, {"type", "text", "cache_control"}, dropped);
    } else if (type == "image") {
        const Json* source = value_at(block, "source");
        const std::string url = source == nullptr ? std::string() : url_of(*source);
        if (url.empty()) {
            return refuse("an image's source must be base64 or url", where + ".source");
        }
        part = {{"type", "image_url"}, {"image_url", {{"url", url}}}};
    } else {
        return refuse("blocks of type \"" + std::string(type) + "\" cannot be carried here",
                      where + ".type");
    }
    copy_members(block, part, {"cache_control"});
    parts.push_back(std::move(part));
    return {};
}

Result<Json> read_content(const Json& content, const std::string& where,
                          std::vector<std::string>& dropped) {
    if (content.is_string()) {
        return content;
    }
    if (!content.is_array()) {
        return fail(ErrorKind::bad_input, "content must be text or an array of blocks", where);
    }
    Json parts = Json::array();
    for (std::size_t i = 0; i < content.size(); ++i) {
        if (const auto read = read_block(content[i], element(where, i), parts, dropped); !read) {
            return std::unexpected(read.error());
        }
    }
    return parts;
}

Status read_message(const Json& message, const std::string& where, Json& messages,
                    std::vector<std::string>& dropped) {
    const std::string_view role = text_at(message, "role");
    if (role != "user" && role != "assistant" && role != "system") {
        return refuse("role must be user, assistant or system", where + ".role");
    }
    const Json* content = value_at(message, "content");
    const std::string path = where + ".content";
    if (content == nullptr || !(content->is_array() || content->is_string())) {
        return refuse("content must be text or an array of blocks", path);
    }
    if (content->is_string()) {
        messages.push_back({{"role", role}, {"content", *content}});
        return {};
    }
    AssistantReader assistant(messages, dropped);
    Json parts = Json::array();
    for (std::size_t i = 0; i < content->size(); ++i) {
        const Json& block = (*content)[i];
        Status read;
        if (role == "assistant") {
            read = assistant.add(block, element(path, i));
        } else if (role == "user" && text_at(block, "type") == "tool_result") {
            read = read_result(block, element(path, i), messages, dropped);
        } else {
            read = read_block(block, element(path, i), parts, dropped);
        }
        if (!read) {
            return read;
        }
    }
    if (role == "assistant") {
        assistant.finish();
    } else if (!parts.empty()) {
        messages.push_back({{"role", role}, {"content", std::move(parts)}});
    }
    return {};
}

}  // namespace orrery::dialect
