#include "study/filter/tables.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <regex>
#include <utility>
#include <vector>

#include "study/store/labels/labels.h"

namespace orrery::study {
namespace {

void add_without_comments(const std::string& sql, std::string& written) {
    for (std::size_t at = 0; at < sql.size(); ++at) {
        if (sql.compare(at, 2, "--") == 0) {
            at = std::min(sql.find('\n', at), sql.size());
        }
        written += at < sql.size() ? sql[at] : ' ';
    }
    written += '\n';
}

/// Adds the words of some SQL in small letters, for to SQL a name is the same in others.
void add_words(const std::string& text, std::set<std::string>& words) {
    std::string word;
    for (const char sign : text + " ") {
        const auto c = static_cast<unsigned char>(sign);
        if (std::isalnum(c) != 0 || c == '_') {
            word += static_cast<char>(std::tolower(c));
        } else if (!word.empty()) {
            words.insert(std::move(word));
            word.clear();
        }
    }
}

}  // namespace

std::string row_sql_of(const FigureDefinition& definition) {
    std::string sql;
    add_without_comments(definition.sql, sql);
    return sql;
}

std::string sql_of(const FigureDefinition& definition) {
    std::string sql = row_sql_of(definition);
    for (const StatisticQuery& statistic : definition.statistics) {
        add_without_comments(statistic.sql, sql);
    }
    return sql;
}

std::set<std::string> words_of(const FigureDefinition& definition) {
    std::set<std::string> words;
    add_words(sql_of(definition), words);
    return words;
}

std::set<std::string> columns_named(const FigureDefinition& definition) {
    std::set<std::string> words = words_of(definition);
    words.insert(definition.x.begin(), definition.x.end());
    for (const Cells& cells : definition.cells) {
        if (cells.from != "tagged") {
            continue;  // Panels give intervals to what is sampled alone.
        }
        for (const std::string& text :
             {cells.x, cells.series, cells.where, cells.amount, cells.base}) {
            add_words(text, words);
        }
        words.insert("squared_tokens");
    }
    return words;
}

std::set<std::string> marts_of(const FigureDefinition& definition,
                               const std::set<std::string>& without) {
    if (definition.kind == ChartKind::cohorts) {
        return {"mart_activity"};
    }
    static const std::map<std::string, std::vector<std::string>> tables = {
        {"usage", {"mart_usage"}},
        {"complete_weeks", {"mart_usage"}},
        {"tagged", {"mart_categories", "mart_sampled"}},
        {"tags", {"mart_tags", "mart_sampled"}},
        {"complete_tagged_weeks", {"mart_categories", "mart_sampled"}},
        {"languages", {"mart_languages"}},
        {"labelled_accounts", {"mart_labelled_accounts", "mart_sampled"}},
    };
    const auto words = words_of(definition);
    std::set<std::string> marts;
    for (const std::string& word : words) {
        if (word.starts_with("mart_")) {
            marts.insert(word);
        }
        if (const auto found = tables.find(word);
            found != tables.end() && !without.contains(word)) {
            marts.insert(found->second.begin(), found->second.end());
        }
    }
    // Where accounts are followed, mart_usage says which days the store has seen.
    const bool is_of_usage = words.contains("usage") || words.contains("complete_weeks");
    if (marts.contains("mart_activity") && !is_of_usage) {
        marts.erase("mart_usage");
    }
    return marts;
}

bool names_no_columns(const FigureDefinition& definition) {
    static const std::regex star(R"((\bSELECT\s+(DISTINCT\s+)?|,\s*|\.)\*|\bCOLUMNS\s*\()"
                                 R"(|(^|\(|\b(UNION|ALL|NAME|EXCEPT|INTERSECT))\s*FROM\b)",
                                 std::regex::icase);
    return std::regex_search(sql_of(definition), star);
}

bool is_by_weeks(const FigureDefinition& definition) {
    static const std::regex by_weeks(
        R"(\bweek_of\(day\)|\bday\s+BETWEEN\s+\{from\}\s+AND\s+\{to\}(?!\s*[-+]))",
        std::regex::icase);
    static const std::regex day(R"(\bday\b)", std::regex::icase);
    return !std::regex_search(std::regex_replace(sql_of(definition), by_weeks, ""), day);
}

std::string table_sql(const StudyDefinition& study, const std::string& table, const Window& window,
                      Grain grain) {
    const auto view = [&](const std::string& sql, const std::string& source,
                          const std::string& by = {}) {
        return view_sql(by_grain(sql, grain), window, source, by);
    };
    if (table == "usage") {
        return view(study.usage_view, "mart_usage");
    }
    if (table == "languages") {
        return view(study.languages_view, "mart_languages");
    }
    if (table == "labelled_accounts") {
        return view(study.labelled_accounts_view, "mart_sampled");
    }
    const bool is_tagged = table.ends_with("tagged");
    const std::string& sql = is_tagged ? study.tagged_view : study.tags_view;
    return table.starts_with("sampled_") ? view(sql, "mart_sampled", "account_id, ")
                                         : view(sql, is_tagged ? "mart_categories" : "mart_tags");
}

bool needs_labels(const FigureDefinition& definition) {
    return std::ranges::any_of(definition.needs, is_label_column);
}

bool is_of_labels(const std::string& mart) {
    constexpr std::array over_labels = {"mart_categories", "mart_tags", "mart_sampled",
                                        "mart_languages", "mart_labelled_accounts"};
    return std::ranges::find(over_labels, mart) != over_labels.end();
}

}  // namespace orrery::study
