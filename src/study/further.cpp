#include "study/further.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "base/format/directives.h"
#include "study/store/series.h"
#include "study/store/window.h"

namespace orrery::study {
namespace {

std::string id_of(std::string_view kind, const std::string& slug) {
    std::string id = fmt::format("{}-{}", kind, slug);
    std::ranges::replace_if(
        id, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_'; },
        '-');
    return id;
}

/// Puts one name for another in the texts of a figure.
void rename(FigureDefinition& figure, const std::string& from, const std::string& to) {
    for (std::string* text :
         {&figure.title, &figure.y_title, &figure.definition, &figure.denominator}) {
        *text = replaced(std::move(*text), from, to);
    }
}

/// Copies a figure of the study without what the paper says of its subject.
Result<FigureDefinition> copy_of(const StudyDefinition& study, const std::string& id) {
    const auto found = std::ranges::find(study.figures, id, &FigureDefinition::id);
    if (found == study.figures.end()) {
        return fail(ErrorKind::internal, "the study lacks a figure that others are made after", id);
    }
    FigureDefinition figure = *found;
    figure.stated.clear();
    figure.statistics.clear();
    return figure;
}

/// Adds a figure after the last one whose id begins alike.
void insert(StudyDefinition& study, FigureDefinition figure, std::string_view prefix) {
    std::erase_if(study.figures, [&](const auto& known) { return known.id == figure.id; });
    const auto last = std::ranges::find_if(
        study.figures.rbegin(), study.figures.rend(),
        [&](const FigureDefinition& known) { return known.id.starts_with(prefix); });
    study.figures.insert(last.base(), std::move(figure));
}

/// Says no to a slug that is neither in the catalog nor in the store: a typing error.
Status check_known(warehouse::Warehouse& warehouse, const std::string& slug, const char* option,
                   const std::map<std::string, std::string>& names, const std::string& pattern) {
    if (names.contains(slug)) {
        return {};
    }
    const auto seen = warehouse.query("SELECT count(*) FROM mart_usage WHERE model " + pattern);
    if (!seen) {
        return std::unexpected(seen.error());
    }
    return number_or(seen->rows[0][0], 0) > 0
               ? Status{}
               : fail(ErrorKind::usage,
                      fmt::format("neither the catalog nor the store knows '{}'", slug), option,
                      "orrery sql \"SELECT DISTINCT model FROM mart_usage\" lists the store's");
}

}  // namespace

Result<std::vector<std::string>> add_further_figures(warehouse::Warehouse& warehouse,
                                                     const FurtherSubjects& subjects,
                                                     StudyDefinition& study) {
    const auto names = display_names(warehouse);
    if (!names) {
        return std::unexpected(names.error());
    }
    std::vector<std::string> ids;
    for (const std::string& author : subjects.authors) {
        if (auto known = check_known(warehouse, author, "--author", names->authors,
                                     "LIKE " + sql_text(author + "/%"));
            !known) {
            return std::unexpected(known.error());
        }
        auto figure = copy_of(study, "fig22a");
        if (!figure) {
            return std::unexpected(figure.error());
        }
        rename(*figure, names->author(to_text(figure->parameters["author"])),
               names->author(author));
        figure->parameters["author"] = author;
        figure->id = ids.emplace_back(id_of("fig22", author));
        insert(study, std::move(*figure), "fig22");
    }
    for (const std::string& model : subjects.models) {
        if (auto known =
                check_known(warehouse, model, "--model", names->models, "= " + sql_text(model));
            !known) {
            return std::unexpected(known.error());
        }
        auto figure = copy_of(study, "fig25a");
        if (!figure) {
            return std::unexpected(figure.error());
        }
        figure->model = model;
        figure->id = ids.emplace_back(id_of("fig25", model));
        insert(study, std::move(*figure), "fig25");
    }
    return ids;
}

}  // namespace orrery::study
