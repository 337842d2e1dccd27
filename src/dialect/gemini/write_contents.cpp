#include <utility>

#include "dialect/gemini/contents.h"
#include "dialect/json/parse.h"
#include "dialect/wire/field.h"
#include "dialect/wire/media.h"
#include "dialect/wire/reasoning.h"

namespace orrery::dialect {

namespace {

/// What Gemini 3 takes in place of a signature for a call that it did not make itself
/// (ai.google.dev, "Thought signatures").
constexpr std::string_view no_signature = "skip_thought_signature_validator";

Result<Json> write_media(std::string_view url, std::string_view guess, const std::string& where) {
    if (const auto data = parse_data_url(url)) {
        const std::string_view type = data->media_type.empty() ? guess : data->media_type;
        return Json{{"inlineData", {{"mimeType", type}, {"data", data->base64}}}};
    }
    if (!is_web_url(url) && !url.starts_with("gs://")) {
        return refuse("media need a URL or a base64 data URL", where);
    }
    return Json{{"fileData", {{"mimeType", media_type_of(url, guess)}, {"fileUri", url}}}};
}

/// Returns the URL of `{"url": …}` or of plain text.
std::string_view url_at(const Json& part, std::string_view key) {
    const Json* value = value_at(part, key);
    return value == nullptr     ? std::string_view()
           : value->is_string() ? text_of(*value)
                                : text_at(*value, "url");
}

/// Gemini wants an object as the answer of a function: "output" or, for a failure, "error".
Json response_of(const Json& text, bool is_error) {
    auto object = is_error ? Result<Json>(Json()) : parse_object(text_of(text));
    if (object && object->is_object()) {
        return std::move(*object);
    }
    return {{is_error ? "error" : "output", text}};
}

/// The signatures of an assistant message: of its visible thoughts, of its calls by their ids, and
/// one that belongs to its text.
struct Signatures {
    Json thoughts = Json::array();
    std::map<std::string_view, std::string_view> calls;
    std::string_view text;
    std::size_t carried = 0;
};

Signatures signatures_of(const Json& message) {
    Signatures found;
    for (const Json& detail : list_at(message, "reasoning_details")) {
        if (text_at(detail, "format") != gemini_reasoning) {
            continue;
        }
        const std::string_view id = text_at(detail, "id");
        const std::string_view data = text_at(detail, "data");
        if (text_at(detail, "type") == "reasoning.text") {
            Json part = {{"text", text_at(detail, "text")}, {"thought", true}};
            if (const std::string_view proof = text_at(detail, "signature"); !proof.empty()) {
                part["thoughtSignature"] = proof;
            }
            found.thoughts.push_back(std::move(part));
        } else if (!data.empty() && !id.empty()) {
            found.calls[id] = data;
        } else if (!data.empty()) {
            found.text = data;
        } else {
            continue;
        }
        ++found.carried;
    }
    return found;
}

}  // namespace

Result<Json> write_part(const Json& part, const std::string& where) {
    const std::string_view type = text_at(part, "type");
    if (type == "text" || type == "refusal") {
        return Json{{"text", text_at(part, type)}};
    }
    if (type == "image_url") {
        return write_media(url_at(part, type), "image/jpeg", where + ".image_url");
    }
    if (type == "video_url") {
        return write_media(url_at(part, type), "video/mp4", where + ".video_url");
    }
    const Json* holder = value_at(part, type);
    if (type == "file" && holder != nullptr) {
        return write_media(text_at(*holder, "file_data"),
                           media_type_of(text_at(*holder, "filename"), "application/pdf"),
                           where + ".file.file_data");
    }
    if (type == "input_audio" && holder != nullptr) {
        const std::string_view format = text_at(*holder, "format");
        return Json{{"inlineData",
                     {{"mimeType", "audio/" + std::string(format.empty() ? "wav" : format)},
                      {"data", text_at(*holder, "data")}}}};
    }
    return refuse("parts of type \"" + std::string(type) + "\" cannot go to this provider",
                  where + ".type");
}

Status ContentsWriter::add_content(const Json& content, const std::string& where, Json& parts) {
    if (content.is_string()) {
        if (!text_of(content).empty()) {
            parts.push_back({{"text", content}});
        }
        return {};
    }
    if (!content.is_array()) {
        return refuse("content must be text or an array of parts", where);
    }
    for (std::size_t i = 0; i < content.size(); ++i) {
        auto part = write_part(content[i], element(where, i));
        if (!part) {
            return std::unexpected(part.error());
        }
        if (value_at(content[i], "cache_control") != nullptr) {
            add_dropped(dropped, "cache_control");
        }
        parts.push_back(std::move(*part));
    }
    return {};
}

Status ContentsWriter::add_calls(const Json& message, const std::string& where, Json& parts) {
    const Signatures signatures = signatures_of(message);
    const Json& calls = list_at(message, "tool_calls");
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const Json& function = object_at(calls[i], "function");
        const std::string_view name = text_at(function, "name");
        const std::string path = element(where + ".tool_calls", i);
        if (name.empty()) {
            return refuse("a tool call needs a function with a name", path);
        }
        const std::string_view arguments = text_at(function, "arguments");
        auto args = arguments.empty() ? Json::object() : parse_object(arguments);
        if (!args) {
            return refuse("the arguments must be a JSON object", path + ".function.arguments");
        }
        const std::string_view id = text_at(calls[i], "id");
        Json call = {{"name", name}, {"args", std::move(*args)}};
        if (!id.empty()) {
            call["id"] = id;
            call_names_[std::string(id)] = name;
        }
        Json part = {{"functionCall", std::move(call)}};
        if (const auto proof = signatures.calls.find(id); proof != signatures.calls.end()) {
            part["thoughtSignature"] = proof->second;
        } else if (i == 0 && signs_calls_) {
            part["thoughtSignature"] = no_signature;
        }
        parts.push_back(std::move(part));
    }
    return {};
}

Status ContentsWriter::add_model(const Json& message, const std::string& where) {
    Signatures signatures = signatures_of(message);
    const Json& details = list_at(message, "reasoning_details");
    if (signatures.carried < details.size() ||
        (details.empty() && !text_at(message, "reasoning").empty())) {
        add_dropped(dropped, "messages.reasoning");
    }
    Json parts = std::move(signatures.thoughts);
    Json spoken = Json::array();
    if (const Json* content = value_at(message, "content")) {
        if (const auto added = add_content(*content, where + ".content", spoken); !added) {
            return added;
        }
    }
    if (!signatures.text.empty()) {
        if (spoken.empty()) {
            spoken.push_back({{"text", ""}});
        }
        spoken.back()["thoughtSignature"] = signatures.text;
    }
    parts.insert(parts.end(), spoken.begin(), spoken.end());
    if (const auto added = add_calls(message, where, parts); !added) {
        return added;
    }
    append("model", std::move(parts));
    return {};
}

Status ContentsWriter::add_tool(const Json& message, const std::string& where) {
    const std::string_view id = text_at(message, "tool_call_id");
    const auto known = call_names_.find(id);
    const std::string_view name =
        known != call_names_.end() ? std::string_view(known->second) : text_at(message, "name");
    if (name.empty()) {
        return refuse("the call of this tool result is not in the conversation",
                      where + ".tool_call_id");
    }
    const bool is_error = flag_at(message, "is_error").value_or(false);
    Json content = message.contains("content") ? message["content"] : Json("");
    std::string text(text_of(content));
    Json media = Json::array();
    if (content.is_array()) {
        Json parts = Json::array();
        if (const auto added = add_content(content, where + ".content", parts); !added) {
            return added;
        }
        for (Json& part : parts) {
            if (part.contains("text")) {
                text.append(text_at(part, "text"));
            } else {
                media.push_back(std::move(part));
            }
        }
    }
    Json response = {{"name", name}, {"response", response_of(text, is_error)}};
    if (!id.empty()) {
        response["id"] = id;
    }
    if (!media.empty()) {
        response["parts"] = std::move(media);
    }
    Json parts = Json::array();
    parts.push_back({{"functionResponse", std::move(response)}});
    append("user", std::move(parts));
    return {};
}

void ContentsWriter::append(std::string_view role, Json parts) {
    if (parts.empty()) {
        return;
    }
    if (contents.empty() || text_at(contents.back(), "role") != role) {
        contents.push_back({{"role", role}, {"parts", std::move(parts)}});
        return;
    }
    Json& present = contents.back()["parts"];
    present.insert(present.end(), parts.begin(), parts.end());
}

Status ContentsWriter::add(const Json& message, std::size_t index) {
    const std::string where = element("messages", index);
    const std::string_view role = text_at(message, "role");
    if (role == "assistant") {
        return add_model(message, where);
    }
    if (role == "tool") {
        return add_tool(message, where);
    }
    if (role != "user" && role != "system" && role != "developer") {
        return refuse("role must be system, developer, user, assistant or tool", where + ".role");
    }
    Json parts = Json::array();
    if (const Json* content = value_at(message, "content")) {
        if (const auto added = add_content(*content, where + ".content", parts); !added) {
            return added;
        }
    }
    if (role == "user") {
        append("user", std::move(parts));
    } else {
        system.insert(system.end(), parts.begin(), parts.end());
    }
    return {};
}

}  // namespace orrery::dialect
