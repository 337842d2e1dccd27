#include "panels/questions.h"

#include <algorithm>

#include "base/file.h"
#include "base/format/directives.h"

namespace orrery::bench {
namespace {

std::string with(std::string sql, const std::string& token, const std::string& value) {
    for (auto at = sql.find(token); at != std::string::npos;
         at = sql.find(token, at + value.size())) {
        sql.replace(at, token.size(), value);
    }
    return sql;
}

Question question_of(const std::string& panel, const Directives& file) {
    const auto words = split(panel, ' ');
    Question question{words.front(), file.body, file.one("more") == "yes"};
    for (std::size_t word = 1; word < words.size(); ++word) {
        const auto equals = words[word].find('=');
        question.sql = with(std::move(question.sql), "{" + words[word].substr(0, equals) + "}",
                            words[word].substr(equals + 1));
    }
    return question;
}

}  // namespace

Result<std::vector<Question>> load_questions(const std::filesystem::path& folder) {
    std::vector<Question> questions;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".sql") {
            continue;
        }
        const auto text = read_file(entry.path());
        if (!text) {
            return std::unexpected(text.error());
        }
        const auto file = parse_directives(*text, entry.path().string());
        if (!file) {
            return std::unexpected(file.error());
        }
        for (const std::string& panel : file->list("panels")) {
            questions.push_back(question_of(panel, *file));
        }
    }
    std::ranges::sort(questions, {}, &Question::panel);
    return questions;
}

}  // namespace orrery::bench
