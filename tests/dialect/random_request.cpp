#include "dialect/random_request.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace orrery::dialect::testing {

std::string RandomRequest::text() {
    static const std::vector<std::string> pieces = {
        "a", "word ", "\"", "\\", "/", "\n",   "\t",   "é",        "日本",  "😀",
        "{", "}",     "[",  ",",  ":", "\x01", "\x7f", "eight by", "model", "[DONE]"};
    std::string text;
    for (std::uint64_t count = below(12); count > 0; --count) {
        text += pieces[below(pieces.size())];
    }
    return text;
}

Json RandomRequest::value(int depth) {
    switch (below(depth > 0 ? 8 : 6)) {
        case 0:
            return nullptr;
        case 1:
            return coin();
        case 2:
            return static_cast<std::int64_t>(random_()) >> below(60);
        case 3:
            return static_cast<double>(below(1000000)) / 128;
        case 4:
        case 5:
            return text();
        case 6: {
            Json array = Json::array();
            for (std::uint64_t count = below(4); count > 0; --count) {
                array.push_back(value(depth - 1));
            }
            return array;
        }
        default: {
            Json object = Json::object();
            for (std::uint64_t count = below(4); count > 0; --count) {
                object[text()] = value(depth - 1);
            }
            return object;
        }
    }
}

Json RandomRequest::content() {
    if (coin()) {
        return text();
    }
    static const std::vector<std::string> types = {"text", "image_url", "input_audio", "file"};
    Json parts = Json::array();
    for (std::uint64_t count = below(4); count > 0; --count) {
        Json part = Json::object();
        part["type"] = types[below(types.size())];
        part["text"] = text();
        part["more"] = value(2);
        parts.push_back(std::move(part));
    }
    return parts;
}

Json RandomRequest::message() {
    static const std::vector<std::string> roles = {"system", "developer", "user", "assistant",
                                                   "tool"};
    Json message = Json::object();
    message["role"] = roles[below(roles.size())];
    message["content"] = content();
    if (message["role"] == "assistant" && coin()) {
        Json call = {{"id", text()}, {"type", "function"}};
        call["function"]["name"] = "f" + text();
        call["function"]["arguments"] = text();
        message["tool_calls"].push_back(std::move(call));
    }
    return message;
}

Json RandomRequest::chat() {
    std::vector<std::pair<std::string, Json>> members;
    Json messages = Json::array();
    for (std::uint64_t count = 1 + below(5); count > 0; --count) {
        messages.push_back(message());
    }
    members.emplace_back("messages", std::move(messages));
    if (below(8) > 0) {
        members.emplace_back("model", "m/" + text());
    }
    const auto maybe = [&](const char* name, const Json& json) {
        if (below(4) == 0) {
            members.emplace_back(name, json);
        }
    };
    maybe("models", Json::array({text(), text()}));
    maybe("provider", Json{{"order", Json::array({text()})}, {"sort", "price"}});
    maybe("session_id", text());
    maybe("transforms", Json::array());
    maybe("plugins", Json::array({Json{{"id", "web"}}}));
    maybe("usage", Json{{"include", true}});
    maybe("route", "fallback");
    maybe("prompt_cache_key", text());
    maybe("user", text());
    maybe("stream", coin());
    maybe("stream_options",
          coin() ? Json{{"include_usage", coin()}, {"more", value(2)}} : Json{{"x", value(1)}});
    maybe("max_tokens", 1 + below(9999));
    maybe("max_completion_tokens", 1 + below(9999));
    maybe("n", 1 + below(4));
    maybe("temperature", 0.5);
    maybe("stop", Json::array({text()}));
    maybe("tools", Json::array({Json{{"type", "function"}, {"function", {{"name", "f"}}}}}));
    maybe("logit_bias", Json{{"50256", -100}});
    maybe("x_unknown", value(3));
    std::ranges::shuffle(members, random_);
    Json chat = Json::object();
    for (auto& [name, json] : members) {
        chat[name] = std::move(json);
    }
    return chat;
}

std::string RandomRequest::blank() {
    static const std::vector<std::string> blanks = {"", "", "", " ", "\n  ", "\t", "\r\n"};
    return blanks[below(blanks.size())];
}

std::string RandomRequest::quoted(const std::string& text) {
    const std::string plain = Json(text).dump(-1, ' ', below(4) == 0);
    std::string out;
    for (std::size_t at = 0; at < plain.size(); ++at) {
        const char byte = plain[at];
        const bool is_letter = byte >= 'a' && byte <= 'z';
        const bool is_escape = at > 0 && plain[at - 1] == '\\';
        const bool is_digit = out.size() >= 1 && plain.rfind("\\u", at) != std::string::npos &&
                              at - plain.rfind("\\u", at) < 6;
        if (is_letter && !is_escape && !is_digit && below(24) == 0) {
            constexpr char digits[] = "0123456789abcdef";
            out += "\\u00";
            out += digits[(byte >> 4) & 15];
            out += digits[byte & 15];
        } else if (byte == '/' && below(2) == 0) {
            out += "\\/";
        } else {
            out += byte;
        }
    }
    return out;
}

std::string RandomRequest::written(const Json& json) {
    if (json.is_string()) {
        return quoted(json.get<std::string>());
    }
    if (!json.is_object() && !json.is_array()) {
        return json.dump();
    }
    std::string out = json.is_object() ? "{" : "[";
    const char* separator = "";
    for (const auto& item : json.items()) {
        out += separator + blank();
        if (json.is_object()) {
            out += quoted(item.key()) + blank() + ":" + blank();
        }
        out += written(item.value()) + blank();
        separator = ",";
    }
    return out + blank() + (json.is_object() ? "}" : "]");
}

}  // namespace orrery::dialect::testing
