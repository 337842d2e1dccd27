#include "dialect/responses/items.h"

#include <utility>

#include "dialect/wire/field.h"
#include "dialect/wire/media.h"
#include "dialect/wire/reasoning.h"

namespace orrery::dialect {

namespace {

Result<Json> read_image(const Json& part, const std::string& where) {
    const std::string_view url = text_at(part, "image_url");
    if (url.empty()) {
        return refuse("an image needs its URL here; files by id are kept elsewhere",
                      where + ".image_url");
    }
    Json image = {{"url", url}};
    copy_members(part, image, {"detail"});
    return Json{{"type", "image_url"}, {"image_url", std::move(image)}};
}

Result<Json> read_file(const Json& part, const std::string& where) {
    std::string data(text_at(part, "file_data"));
    const std::string_view name = text_at(part, "filename");
    if (data.empty()) {
        data = text_at(part, "file_url");
    } else if (!data.starts_with("data:") && !is_web_url(data)) {
        data = data_url(media_type_of(name, "application/pdf"), data);
    }
    if (data.empty()) {
        return refuse("a file needs file_data or file_url here; files by id are kept elsewhere",
                      where);
    }
    return Json{{"type", "file"},
                {"file", {{"filename", name.empty() ? "file" : name}, {"file_data", data}}}};
}

Result<Json> read_part(const Json& part, const std::string& where) {
    const std::string_view type = text_at(part, "type");
    Result<Json> read = Json();
    if (type == "input_text" || type == "output_text" || type == "text") {
        read = Json{{"type", "text"}, {"text", text_at(part, "text")}};
    } else if (type == "refusal") {
        read = Json{{"type", "refusal"}, {"refusal", text_at(part, "refusal")}};
    } else if (type == "input_image") {
        read = read_image(part, where);
    } else if (type == "input_file") {
        read = read_file(part, where);
    } else if (const Json* audio = value_at(part, "input_audio"); type == "input_audio" && audio) {
        read = Json{{"type", "input_audio"}, {"input_audio", *audio}};
    } else {
        return refuse("parts of type \"" + std::string(type) + "\" cannot be carried here",
                      where + ".type");
    }
    if (read) {
        copy_members(part, *read, {"cache_control"});
    }
    return read;
}

std::string joined(const Json& texts) {
    std::string text;
    for (const Json& part : texts) {
        text.append(text_at(part, "text"));
    }
    return text;
}

}  // namespace

Result<Json> read_item_content(const Json& content, const std::string& where) {
    if (content.is_string()) {
        return content;
    }
    if (!content.is_array()) {
        return refuse("content must be text or an array of parts", where);
    }
    Json parts = Json::array();
    for (std::size_t i = 0; i < content.size(); ++i) {
        auto part = read_part(content[i], element(where, i));
        if (!part) {
            return std::unexpected(part.error());
        }
        parts.push_back(std::move(*part));
    }
    return parts;
}

void ItemsReader::finish() {
    if (!open_.is_null()) {
        messages_.push_back(std::exchange(open_, Json()));
    }
}

Status ItemsReader::add_message(const Json& item, const std::string& where) {
    const std::string_view role = text_at(item, "role");
    if (role != "user" && role != "assistant" && role != "system" && role != "developer") {
        return refuse("role must be user, assistant, system or developer", where + ".role");
    }
    const Json* given = value_at(item, "content");
    auto content = read_item_content(given == nullptr ? Json() : *given, where + ".content");
    if (!content) {
        return std::unexpected(content.error());
    }
    if (role != "assistant") {
        finish();
        messages_.push_back({{"role", role}, {"content", std::move(*content)}});
        return {};
    }
    if (!open_.is_null() && value_at(open_, "content") != nullptr) {
        finish();
    }
    if (open_.is_null()) {
        open_ = {{"role", "assistant"}, {"content", nullptr}};
    }
    open_["content"] = std::move(*content);
    return {};
}

Status ItemsReader::add_call(const Json& item, const std::string& where) {
    const std::string_view id = text_at(item, "call_id");
    const std::string_view name = text_at(item, "name");
    if (id.empty() || name.empty()) {
        return refuse("a function call needs a call_id and a name", where);
    }
    if (open_.is_null()) {
        open_ = {{"role", "assistant"}, {"content", nullptr}};
    }
    open_["tool_calls"].push_back(
        {{"id", id},
         {"type", "function"},
         {"function", {{"name", name}, {"arguments", text_at(item, "arguments")}}}});
    return {};
}

Status ItemsReader::add_output(const Json& item, const std::string& where) {
    finish();
    const std::string_view id = text_at(item, "call_id");
    if (id.empty()) {
        return refuse("an output needs the call_id of its call", where + ".call_id");
    }
    const Json* output = value_at(item, "output");
    auto content = read_item_content(output == nullptr ? Json("") : *output, where + ".output");
    if (!content) {
        return std::unexpected(content.error());
    }
    messages_.push_back({{"role", "tool"}, {"tool_call_id", id}, {"content", std::move(*content)}});
    return {};
}

void ItemsReader::add_reasoning_item(const Json& item) {
    if (open_.is_null()) {
        open_ = {{"role", "assistant"}, {"content", nullptr}};
    }
    std::string text = joined(list_at(item, "content"));
    text = text.empty() ? joined(list_at(item, "summary")) : text;
    const std::string_view encrypted = text_at(item, "encrypted_content");
    const auto sealed = unseal(encrypted);
    const std::string_view given = text_at(item, "format");
    if (sealed && sealed->kind == SealedReasoning::Kind::redacted) {
        add_reasoning(open_, reasoning_encrypted_detail(sealed->data, sealed->id, sealed->format));
        return;
    }
    const std::string_view signature =
        sealed ? std::string_view(sealed->data) : text_at(item, "signature");
    const std::string_view format = sealed ? std::string_view(sealed->format) : given;
    if (!text.empty() || !signature.empty()) {
        add_reasoning(open_, reasoning_text_detail(text, signature, format));
    }
    if (!encrypted.empty() && !sealed) {
        add_reasoning(open_, reasoning_encrypted_detail(encrypted, text_at(item, "id"),
                                                        given.empty() ? openai_reasoning : given));
    }
}

Status ItemsReader::add(const Json& item, const std::string& where) {
    const std::string_view type = text_at(item, "type");
    if (type == "message" || (type.empty() && item.is_object() && item.contains("role"))) {
        return add_message(item, where);
    }
    if (type == "function_call") {
        return add_call(item, where);
    }
    if (type == "function_call_output") {
        return add_output(item, where);
    }
    if (type == "reasoning") {
        add_reasoning_item(item);
        return {};
    }
    if (type == "item_reference") {
        return refuse("no items are kept here: send the item itself, not a reference to it",
                      where + ".type");
    }
    return refuse("items of type \"" + std::string(type) + "\" cannot be carried here",
                  where + ".type");
}

}  // namespace orrery::dialect
