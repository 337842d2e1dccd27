#include "classifier/evaluate/labelled.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/format/json.h"

namespace orrery::classifier {
namespace {

std::string text_at(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Result<std::vector<Labelled>> read_labelled(const std::filesystem::path& file) {
    const auto contents = read_file(file);
    if (!contents) {
        return std::unexpected(contents.error());
    }
    std::vector<Labelled> rows;
    int number = 0;
    for (std::string_view rest = *contents; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
            continue;
        }
        const auto object = nlohmann::json::parse(line, nullptr, false);
        Labelled row{text_at(object, "text"),
                     text_at(object, "category"),
                     {},
                     text_at(object, "lang"),
                     text_at(object, "source")};
        if (!object.is_object() || !object.contains("text") ||
            (row.category.empty() && row.language.empty())) {
            return fail(ErrorKind::bad_input, "this line is no labelled text",
                        fmt::format("{}:{}", file.string(), number),
                        R"(each line is an object such as {"text": "...", "category": "legal", )"
                        R"("alt": ["academia"], "lang": "en", "source": "where from"})");
        }
        if (const auto also = object.find("alt"); also != object.end() && also->is_array()) {
            for (const auto& name : *also) {
                if (name.is_string()) {
                    row.also_right.push_back(name.get<std::string>());
                }
            }
        }
        rows.push_back(std::move(row));
    }
    if (rows.empty()) {
        return fail(ErrorKind::bad_input, "there are no labelled texts", file.string(),
                    "name a JSONL file with text and category or lang on each line");
    }
    return rows;
}

}  // namespace orrery::classifier
