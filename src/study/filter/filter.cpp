#include "study/filter/filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>
#include <regex>
#include <set>
#include <string_view>
#include <utility>

#include "study/filter/tables.h"

namespace orrery::study {
namespace {

constexpr std::array filter_names = {"time",    "grain",    "source_class", "author",
                                     "model",   "provider", "account",      "app",
                                     "country", "category", "byok"};

bool matches(const std::string& sql, const std::regex& pattern) {
    return std::regex_search(sql, pattern);
}

/// Weeks that are counted, moved or read from weekly sums cannot be other periods.
std::optional<std::string> against_grain(const FigureDefinition& definition) {
    if (definition.x.front() != "week") {
        return "The figure has no weeks that could be days or months.";
    }
    const bool has_other_transforms = std::ranges::any_of(
        definition.transforms, [](const auto& name) { return name != "complete_grid"; });
    const auto marts = marts_of(definition);
    const bool is_of_weekly_sums = marts.contains("mart_accounts") || marts.contains("mart_apps") ||
                                   marts.contains("mart_labelled_accounts");
    static const std::regex arithmetic(R"(\bweek\s*[-+]|[-+]\s*(\w+\.)?week\b)");
    if (has_other_transforms || is_of_weekly_sums || matches(sql_of(definition), arithmetic)) {
        return "What the figure computes is defined by the week.";
    }
    return std::nullopt;
}

std::optional<std::string> against_category(const FigureDefinition& definition) {
    static const std::regex own(R"(\bcategory\s*=\s*['{]|\{category\})");
    if (matches(row_sql_of(definition), own)) {
        return "The figure is about a category of its own.";
    }
    const auto marts = marts_of(definition);
    if (!std::ranges::all_of(marts, is_of_labels)) {
        return "Categories are known of labelled generations, often a sample, and the figure "
               "counts "
               "all generations.";
    }
    if (marts.contains("mart_languages") || marts.contains("mart_labelled_accounts")) {
        return "The sums that the figure reads are not told apart by category.";
    }
    return std::nullopt;
}

std::optional<std::string> against_models(const FigureDefinition& definition,
                                          std::string_view name) {
    if (definition.kind == ChartKind::cohorts) {
        return "The figure is about one model of its own.";
    }
    if (marts_of(definition).contains("mart_activity")) {
        return "The figure follows accounts through months, whichever models they use.";
    }
    static const std::regex own(R"(\bsource_class\s*(=|IN)\s*['(])");
    const std::string sql = row_sql_of(definition);
    if (name == "author" && sql.contains("{author}")) {
        return "The figure is about an author of its own.";
    }
    if (name == "source_class" && matches(sql, own)) {
        return "The figure itself tells source classes apart.";
    }
    return std::nullopt;
}

/// Says why a figure cannot be narrowed by a name, or nothing where it can.
std::optional<std::string> objection(const FigureDefinition& definition, std::string_view name) {
    if (name == "time") {
        return std::nullopt;
    }
    if (name == "grain") {
        return against_grain(definition);
    }
    static const std::regex records(R"(\b(FROM|JOIN)\s+(generations|labels)\b)");
    if (marts_of(definition).empty() || matches(sql_of(definition), records)) {
        return "The figure reads tables of its own that are not told apart by that.";
    }
    if (name == "category") {
        return against_category(definition);
    }
    if (name == "byok" &&
        std::ranges::find(definition.needs, "is_byok") != definition.needs.end()) {
        return "The figure itself tells own provider keys apart.";
    }
    if (name == "source_class" || name == "author" || name == "model") {
        return against_models(definition, name);
    }
    return std::nullopt;
}

std::array<std::pair<const char*, const std::vector<std::string>*>, 8> lists_of(
    const Filter& filter) {
    return {std::pair{"source_class", &filter.source_classes},
            {"author", &filter.authors},
            {"model", &filter.models},
            {"provider", &filter.providers},
            {"account", &filter.accounts},
            {"app", &filter.apps},
            {"country", &filter.countries},
            {"category", &filter.categories}};
}

}  // namespace

bool Filter::is_empty() const {
    return dimensions().empty();
}

std::vector<std::string> Filter::dimensions() const {
    std::vector<std::string> chosen;
    for (const auto& [name, values] : lists_of(*this)) {
        if (!values->empty()) {
            chosen.emplace_back(name);
        }
    }
    if (is_byok) {
        chosen.emplace_back("byok");
    }
    return chosen;
}

bool Filter::is_of_models() const {
    return !source_classes.empty() || !authors.empty() || !models.empty();
}

std::string Filter::key() const {
    std::string key;
    for (const auto& [name, values] : lists_of(*this)) {
        // Each value with its length before it, so that no value looks like two.
        for (const std::string& value : std::set(values->begin(), values->end())) {
            key += fmt::format("{}:{}:{};", name, value.size(), value);
        }
    }
    return is_byok ? key + (*is_byok ? "byok:in;" : "byok:out;") : key;
}

std::vector<std::string> filters_of(const FigureDefinition& definition) {
    std::vector<std::string> possible;
    std::ranges::copy_if(filter_names, std::back_inserter(possible), [&](const char* name) {
        return !objection(definition, name).has_value();
    });
    return possible;
}

std::string why_not(const FigureDefinition& definition, const std::string& name) {
    return objection(definition, name).value_or(std::string());
}

}  // namespace orrery::study
