#include "cli/classify/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <iterator>
#include <utility>
#include <vector>

#include "base/format/json.h"
#include "classifier/text/prompt.h"

namespace orrery::cli {
namespace {

using nlohmann::json;

/// Joins the text parts of a message's content, which is a text or a list of parts.
std::string content_of(const json& message) {
    const auto content = message.find("content");
    if (content == message.end()) {
        return {};
    }
    if (content->is_string()) {
        return content->get<std::string>();
    }
    std::string text;
    if (content->is_array()) {
        for (const auto& part : *content) {
            const auto found = part.is_object() ? part.find("text") : part.end();
            if (part.is_object() && found != part.end() && found->is_string()) {
                text += (text.empty() ? "" : "\n") + found->get<std::string>();
            }
        }
    }
    return text;
}

std::string text_of_messages(const json& messages) {
    std::vector<std::pair<std::string, std::string>> parts;
    for (const auto& message : messages) {
        if (message.is_object()) {
            const auto role = message.find("role");
            parts.emplace_back(role != message.end() && role->is_string() ? role->get<std::string>()
                                                                          : std::string(),
                               content_of(message));
        }
    }
    std::vector<classifier::Turn> turns;
    for (const auto& [role, text] : parts) {
        turns.push_back({role, text});
    }
    return classifier::prompt_text(turns);
}

}  // namespace

Result<std::string> text_of_line(std::string_view line, const std::string& where) {
    if (!line.starts_with("{")) {
        return std::string(line);
    }
    const auto object = json::parse(line, nullptr, false);
    if (!object.is_object()) {
        return std::string(line);
    }
    if (const auto messages = object.find("messages");
        messages != object.end() && messages->is_array()) {
        return text_of_messages(*messages);
    }
    for (const char* name : {"prompt", "text"}) {
        if (const auto text = object.find(name); text != object.end() && text->is_string()) {
            return classifier::without_boilerplate(text->get_ref<const std::string&>());
        }
    }
    return fail(ErrorKind::bad_input, "the object has no text to classify", where,
                "give it messages, prompt or text");
}

Status for_each_text(std::istream& input, const std::string& file, bool is_whole,
                     const std::function<Status(std::string text)>& use) {
    if (is_whole) {
        return use({std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()});
    }
    std::size_t number = 0;
    for (std::string line; std::getline(input, line);) {
        auto text = text_of_line(line, fmt::format("{}:{}", file, ++number));
        if (!text) {
            return std::unexpected(text.error());
        }
        if (auto used = use(std::move(*text)); !used) {
            return used;
        }
    }
    return {};
}

nlohmann::ordered_json scores_json(const std::vector<classifier::Score>& scores,
                                   std::size_t count) {
    auto list = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < std::min(count, scores.size()); ++i) {
        list.push_back({{"name", scores[i].name}, {"confidence", scores[i].confidence}});
    }
    return list;
}

}  // namespace orrery::cli
