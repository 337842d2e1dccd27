#include "study/store/series.h"

#include <algorithm>
#include <cctype>

namespace orrery::study {
namespace {

Result<std::map<std::string, std::string>> names_of(warehouse::Warehouse& warehouse,
                                                    const std::string& table) {
    const auto answer = warehouse.query("SELECT slug, coalesce(display_name, slug) FROM " + table);
    if (!answer) {
        return std::unexpected(answer.error());
    }
    std::map<std::string, std::string> names;
    for (const auto& row : answer->rows) {
        names.emplace(to_text(row[0]), to_text(row[1]));
    }
    return names;
}

/// Writes "marketing/seo" as "Marketing/SEO".
std::string category_label(const std::string& key) {
    if (key == "marketing/seo") {
        return "Marketing/SEO";
    }
    std::string label = key;
    if (!label.empty()) {
        label.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(label.front())));
    }
    return label;
}

Series undeclared(const std::string& key, const std::string& entity, const DisplayNames& names) {
    if (key == "other") {
        return {key, "All others", "class:other", false};
    }
    if (key == "unknown") {
        return {key, "Not in the catalog", "class:unknown", false};
    }
    if (entity == "category") {
        return {key, category_label(key), "category:" + key, false};
    }
    return {key, entity == "author" ? names.author(key) : names.model(key),
            entity.empty() ? key : entity + ":" + key, false};
}

std::vector<Series> cohorts_of(const Table& table) {
    std::vector<Series> cohorts;
    for (const auto& row : table.rows) {
        const std::string cohort = to_text(row.front());
        if (cohorts.empty() || cohorts.back().key != cohort) {
            cohorts.push_back({cohort, cohort, "cohort:" + cohort, false});
        }
    }
    return cohorts;
}

const std::string& name_in(const std::map<std::string, std::string>& names,
                           const std::string& slug) {
    const auto known = names.find(slug);
    return known == names.end() ? slug : known->second;
}

}  // namespace

const std::string& DisplayNames::model(const std::string& slug) const {
    return name_in(models, slug);
}

const std::string& DisplayNames::author(const std::string& slug) const {
    return name_in(authors, slug);
}

Result<DisplayNames> display_names(warehouse::Warehouse& warehouse) {
    auto models = names_of(warehouse, "catalog_models");
    if (!models) {
        return std::unexpected(models.error());
    }
    auto authors = names_of(warehouse, "catalog_authors");
    if (!authors) {
        return std::unexpected(authors.error());
    }
    return DisplayNames{std::move(*models), std::move(*authors)};
}

std::vector<Series> series_of(const FigureResult& figure, const DisplayNames& names) {
    if (figure.definition.kind == ChartKind::table) {
        return {};
    }
    if (figure.definition.kind == ChartKind::cohorts) {
        return cohorts_of(figure.table);
    }
    std::map<std::string, double> totals;
    const std::size_t series = figure.table.column("series");
    const std::size_t value = figure.table.column("value");
    for (const auto& row : figure.table.rows) {
        totals[to_text(row[series])] += number_or(row[value], 0);
    }
    std::vector<Series> ordered;
    for (const Series& declared : figure.definition.series) {
        if (totals.erase(declared.key) > 0) {
            ordered.push_back(declared);
        }
    }
    std::vector<std::pair<std::string, double>> others(totals.begin(), totals.end());
    std::ranges::stable_sort(others, [](const auto& a, const auto& b) {
        const auto is_last = [](const std::string& key) {
            return key == "other" || key == "unknown";
        };
        return std::pair(is_last(a.first), -a.second) < std::pair(is_last(b.first), -b.second);
    });
    for (const auto& [key, total] : others) {
        ordered.push_back(undeclared(key, figure.definition.series_entity, names));
    }
    return ordered;
}

}  // namespace orrery::study
