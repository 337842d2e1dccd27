#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "dialect/anthropic/content.h"
#include "dialect/json/parse.h"
#include "dialect/wire/field.h"
#include "dialect/wire/media.h"
#include "dialect/wire/reasoning.h"

namespace orrery::dialect {

namespace {

/// Messages takes ids of [a-zA-Z0-9_-] only; another becomes one of those, the same each time.
std::string tool_id(std::string_view id) {
    const auto is_taken = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    };
    return std::ranges::all_of(id, is_taken) ? std::string(id) : "call_" + fingerprint(id);
}

/// The API refuses blocks whose text is blank.
bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Result<Json> write_image(std::string_view url, const std::string& where) {
    if (const auto data = parse_data_url(url)) {
        const bool is_taken = data->media_type == "image/jpeg" || data->media_type == "image/png" ||
                              data->media_type == "image/gif" || data->media_type == "image/webp";
        if (!is_taken) {
            return refuse("images must be JPEG, PNG, GIF or WebP for this provider", where);
        }
        return Json{
            {"type", "image"},
            {"source",
             {{"type", "base64"}, {"media_type", data->media_type}, {"data", data->base64}}}};
    }
    if (!is_web_url(url)) {
        return refuse("an image needs a URL or a base64 data URL", where);
    }
    return Json{{"type", "image"}, {"source", {{"type", "url"}, {"url", url}}}};
}

Result<Json> write_file(const Json& file, const std::string& where) {
    const std::string_view url = text_at(file, "file_data");
    Json block = {{"type", "document"}};
    if (const auto data = parse_data_url(url)) {
        if (data->media_type == "application/pdf") {
            block["source"] = {
                {"type", "base64"}, {"media_type", "application/pdf"}, {"data", data->base64}};
        } else if (data->media_type.starts_with("text/")) {
            const auto text = decode_base64(data->base64);
            if (!text) {
                return refuse(text.error().what, where + ".file_data");
            }
            block["source"] = {{"type", "text"}, {"media_type", "text/plain"}, {"data", *text}};
        } else {
            return refuse("files must be PDF or text for this provider", where + ".file_data");
        }
    } else if (is_web_url(url)) {
        block["source"] = {{"type", "url"}, {"url", url}};
    } else {
        return refuse("a file needs a URL or a base64 data URL", where + ".file_data");
    }
    if (const std::string_view name = text_at(file, "filename"); !name.empty()) {
        block["title"] = name;
    }
    return block;
}

Result<Json> write_call(const Json& call, const std::string& where) {
    const Json& function = object_at(call, "function");
    const std::string_view name = text_at(function, "name");
    const std::string_view id = text_at(call, "id");
    if (name.empty() || id.empty()) {
        return refuse("a tool call needs an id and a function with a name", where);
    }
    const std::string_view arguments = text_at(function, "arguments");
    auto input = arguments.empty() ? Json::object() : parse_object(arguments);
    if (!input) {
        return refuse("the arguments must be a JSON object", where + ".function.arguments");
    }
    Json block = {
        {"type", "tool_use"}, {"id", tool_id(id)}, {"name", name}, {"input", std::move(*input)}};
    copy_members(call, block, {"cache_control"});
    return block;
}

/// Writes one detail of reasoning; null where it is not Claude's own.
Json write_detail(const Json& detail) {
    const std::string_view format = text_at(detail, "format");
    const std::string_view type = text_at(detail, "type");
    if (!format.empty() && format != anthropic_reasoning) {
        return {};
    }
    const std::string_view signature = text_at(detail, "signature");
    if (type == "reasoning.text" && !signature.empty()) {
        return {
            {"type", "thinking"}, {"thinking", text_at(detail, "text")}, {"signature", signature}};
    }
    const std::string_view data = text_at(detail, "data");
    if (type == "reasoning.encrypted" && !data.empty()) {
        return {{"type", "redacted_thinking"}, {"data", data}};
    }
    return {};
}

}  // namespace

Result<Json> write_block(const Json& part, const std::string& where) {
    const std::string_view type = text_at(part, "type");
    Result<Json> block = Json::object();
    if (type == "text" || type == "refusal") {
        block = Json{{"type", "text"}, {"text", text_at(part, type)}};
    } else if (type == "image_url") {
        const Json* image = value_at(part, "image_url");
        const bool is_text = image != nullptr && image->is_string();
        const std::string_view url = image == nullptr ? ""
                                     : is_text        ? text_of(*image)
                                                      : text_at(*image, "url");
        block = write_image(url, where + ".image_url");
    } else if (type == "file") {
        const Json* file = value_at(part, "file");
        block = write_file(file == nullptr ? Json() : *file, where + ".file");
    } else {
        return refuse("parts of type \"" + std::string(type) + "\" cannot go to this provider",
                      where + ".type");
    }
    if (block) {
        copy_members(part, *block, {"cache_control"});
    }
    return block;
}

Status TurnsWriter::add_content(const Json& content, const std::string& where, Json& blocks) {
    if (content.is_string()) {
        if (!is_blank(text_of(content))) {
            blocks.push_back({{"type", "text"}, {"text", content}});
        }
        return {};
    }
    if (!content.is_array()) {
        return refuse("content must be text or an array of parts", where);
    }
    for (std::size_t i = 0; i < content.size(); ++i) {
        auto block = write_block(content[i], element(where, i));
        if (!block) {
            return std::unexpected(block.error());
        }
        if (text_at(*block, "type") != "text" || !is_blank(text_at(*block, "text"))) {
            blocks.push_back(std::move(*block));
        }
    }
    return {};
}

Status TurnsWriter::add_assistant(const Json& message, const std::string& where) {
    Json blocks = Json::array();
    const Json& details = list_at(message, "reasoning_details");
    std::size_t carried = 0;
    for (const Json& detail : details) {
        if (Json block = write_detail(detail); !block.is_null()) {
            blocks.push_back(std::move(block));
            ++carried;
        }
    }
    if (carried < details.size() || (details.empty() && !text_at(message, "reasoning").empty())) {
        add_dropped(dropped, "messages.reasoning");
    }
    if (const Json* content = value_at(message, "content")) {
        if (const auto added = add_content(*content, where + ".content", blocks); !added) {
            return added;
        }
    }
    const Json& calls = list_at(message, "tool_calls");
    for (std::size_t i = 0; i < calls.size(); ++i) {
        auto block = write_call(calls[i], element(where + ".tool_calls", i));
        if (!block) {
            return std::unexpected(block.error());
        }
        blocks.push_back(std::move(*block));
    }
    append("assistant", std::move(blocks));
    return {};
}

Status TurnsWriter::add_tool(const Json& message, const std::string& where) {
    const std::string_view id = text_at(message, "tool_call_id");
    if (id.empty()) {
        return refuse("a tool message needs the id of its call", where + ".tool_call_id");
    }
    Json block = {{"type", "tool_result"}, {"tool_use_id", tool_id(id)}};
    if (const Json* content = value_at(message, "content")) {
        Json blocks = Json::array();
        if (content->is_string()) {
            block["content"] = *content;
        } else if (const auto added = add_content(*content, where + ".content", blocks); !added) {
            return added;
        } else {
            block["content"] = std::move(blocks);
        }
    }
    copy_members(message, block, {"is_error", "cache_control"});
    Json blocks = Json::array();
    blocks.push_back(std::move(block));
    append("user", std::move(blocks));
    return {};
}

void TurnsWriter::append(std::string_view role, Json blocks) {
    if (blocks.empty()) {
        return;
    }
    if (turns.empty() || text_at(turns.back(), "role") != role) {
        turns.push_back({{"role", role}, {"content", std::move(blocks)}});
        return;
    }
    Json& content = turns.back()["content"];
    const auto is_result = [](const Json& block) {
        return text_at(block, "type") == "tool_result";
    };
    for (Json& block : blocks) {
        const auto place =
            is_result(block) ? std::ranges::find_if_not(content, is_result) : content.end();
        content.insert(place, std::move(block));
    }
}

Status TurnsWriter::add(const Json& message, std::size_t index) {
    const std::string where = element("messages", index);
    const std::string_view role = text_at(message, "role");
    if (role == "assistant") {
        return add_assistant(message, where);
    }
    if (role == "tool") {
        return add_tool(message, where);
    }
    if (role != "user" && role != "system" && role != "developer") {
        return refuse("role must be system, developer, user, assistant or tool", where + ".role");
    }
    Json blocks = Json::array();
    const Json* content = value_at(message, "content");
    const auto added =
        add_content(content == nullptr ? Json("") : *content, where + ".content", blocks);
    if (!added) {
        return added;
    }
    if (role == "user") {
        append("user", std::move(blocks));
        return {};
    }
    for (Json& block : blocks) {
        if (text_at(block, "type") != "text") {
            return refuse("a system message can only be text for this provider",
                          where + ".content");
        }
        system.push_back(std::move(block));
    }
    return {};
}

}  // namespace orrery::dialect
