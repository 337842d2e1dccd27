#include "study/definition.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <optional>

#include "base/embedded.h"
#include "base/file.h"
#include "base/format/directives.h"
#include "study/figure_names.h"

namespace orrery::study {
namespace {

std::string text(const toml::table& table, std::string_view key) {
    return table[key].value_or(std::string());
}

std::vector<std::string> texts(const toml::table& table, std::string_view key) {
    std::vector<std::string> values;
    if (const auto* list = table[key].as_array()) {
        for (const auto& element : *list) {
            values.push_back(element.value_or(std::string()));
        }
    }
    return values;
}

/// Calls `read` for each table of an array of tables.
template <typename Read>
void for_each_table(const toml::table& table, std::string_view key, Read read) {
    if (const auto* list = table[key].as_array()) {
        for (const auto& element : *list) {
            if (const auto* entry = element.as_table()) {
                read(*entry);
            }
        }
    }
}

void read_parameters(const toml::table& table, FigureDefinition& figure) {
    if (const auto* parameters = table["parameters"].as_table()) {
        for (const auto& [name, value] : *parameters) {
            const auto number = value.value<std::int64_t>();
            figure.parameters[std::string(name.str())] =
                number ? Cell(*number) : Cell(value.value_or(std::string()));
        }
    }
}

void read_lists(const toml::table& table, FigureDefinition& figure) {
    read_parameters(table, figure);
    for_each_table(table, "series", [&](const toml::table& entry) {
        figure.series.push_back({text(entry, "key"), text(entry, "label"), text(entry, "entity"),
                                 entry["overlay"].value_or(false)});
    });
    for_each_table(table, "cells", [&](const toml::table& entry) {
        const auto text_or = [&](std::string_view key, const std::string& otherwise) {
            const std::string given = text(entry, key);
            return given.empty() ? otherwise : given;
        };
        const std::string amount = text(entry, "amount");
        figure.cells.push_back({text(entry, "from"), text_or("key", figure.x.front()),
                                text_or("x", figure.x.front()), text(entry, "series"),
                                text_or("where", "true"), amount, text_or("base", amount)});
    });
    for_each_table(table, "statistics", [&](const toml::table& entry) {
        figure.statistics.push_back({text(entry, "name"), text(entry, "note"), text(entry, "sql")});
    });
}

/// Reads the numbers that the paper states; says no where a bound is none that we know.
bool read_stated(const toml::table& table, FigureDefinition& figure) {
    bool are_bounds_known = true;
    for_each_table(table, "stated", [&](const toml::table& entry) {
        const auto stated_bound = bound(text(entry, "bound"));
        are_bounds_known = are_bounds_known && stated_bound &&
                           entry.contains("bound") == (*stated_bound != Bound::none);
        figure.stated.push_back({text(entry, "claim"), entry["stated"].value_or(0.0),
                                 entry["tolerance"].value_or(0.0), text(entry, "series"),
                                 text(entry, "reduce"), text(entry, "source"),
                                 stated_bound.value_or(Bound::none)});
    });
    return are_bounds_known;
}

Result<toml::table> parse_toml(const std::string& contents, const std::string& where) {
    try {
        return toml::parse(contents);
    } catch (const toml::parse_error& error) {
        return fail(ErrorKind::bad_input, std::string(error.description()),
                    fmt::format("{}:{}", where, error.source().begin.line),
                    "the file must be TOML");
    }
}

/// The two files of a figure folder, found one after the other.
struct FigureFiles {
    std::string toml;
    std::string sql;
    std::string where;
};

/// Gives figures that ask the query of another one its text.
Status share_queries(StudyDefinition& study) {
    for (FigureDefinition& figure : study.figures) {
        if (figure.query.empty()) {
            continue;
        }
        const auto asked = std::ranges::find(study.figures, figure.query, &FigureDefinition::id);
        if (asked == study.figures.end() || asked->sql.empty()) {
            return fail(ErrorKind::bad_input,
                        fmt::format("no figure '{}' has a query to ask", figure.query), figure.id,
                        "let query name a figure with a query.sql of its own");
        }
        figure.sql = asked->sql;
    }
    return {};
}

Status add_figures(const std::map<std::string, FigureFiles>& folders, StudyDefinition& study) {
    for (const auto& [id, files] : folders) {
        const auto half =
            fail(ErrorKind::bad_input, "a figure folder holds figure.toml and query.sql",
                 files.where, "add the file that is missing");
        if (files.toml.empty()) {
            return half;
        }
        auto figure = parse_figure(files.toml, files.sql, files.where);
        if (!figure) {
            return std::unexpected(figure.error());
        }
        if (files.sql.empty() && figure->query.empty() && figure->kind != ChartKind::cohorts) {
            return half;
        }
        std::erase_if(study.figures, [&](const auto& known) { return known.id == figure->id; });
        study.figures.push_back(std::move(*figure));
    }
    return share_queries(study);
}

Status read_settings(const EmbeddedFile& file, StudyDefinition& study) {
    const auto table = parse_toml(std::string(file.contents), std::string(file.path));
    if (!table) {
        return std::unexpected(table.error());
    }
    for_each_table(*table, "chapter", [&](const toml::table& entry) {
        study.chapters.push_back({text(entry, "key"),
                                  text(entry, "title"),
                                  text(entry, "introduction"),
                                  {},
                                  texts(entry, "caveats")});
    });
    if (file.path == "remedies.toml") {
        for (const auto& [key, value] : *table) {
            study.remedies.emplace(std::string(key.str()), value.value_or(std::string()));
        }
    }
    return {};
}

Status read_embedded(StudyDefinition& study) {
    std::map<std::string, FigureFiles> folders;
    for (const EmbeddedFile& file : embedded::study()) {
        const std::filesystem::path path(file.path);
        if (file.path.starts_with("figures/") || file.path.starts_with("tables/")) {
            auto& folder = folders[path.parent_path().filename().string()];
            folder.where = path.parent_path().string();
            (path.extension() == ".sql" ? folder.sql : folder.toml) = std::string(file.contents);
        } else if (path.extension() == ".toml") {
            if (auto read = read_settings(file, study); !read) {
                return read;
            }
        } else if (file.path.starts_with("views/")) {
            const auto parsed = parse_directives(file.contents, path.string());
            if (!parsed) {
                return std::unexpected(parsed.error());
            }
            const std::string view = parsed->one("view");
            (view == "tagged"              ? study.tagged_view
             : view == "tags"              ? study.tags_view
             : view == "languages"         ? study.languages_view
             : view == "labelled_accounts" ? study.labelled_accounts_view
                                           : study.usage_view) = parsed->body;
        }
    }
    return add_figures(folders, study);
}

Status read_directory(const std::filesystem::path& directory, StudyDefinition& study) {
    std::map<std::string, FigureFiles> folders;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
        if (!entry.is_directory()) {
            continue;
        }
        FigureFiles files{"", "", entry.path().string()};
        for (auto [name, target] :
             {std::pair{"figure.toml", &files.toml}, std::pair{"query.sql", &files.sql}}) {
            if (const auto contents = read_file(entry.path() / name)) {
                *target = *contents;
            }
        }
        folders.emplace(entry.path().filename().string(), std::move(files));
    }
    if (error || folders.empty()) {
        return fail(ErrorKind::not_found, "there is no figure folder here", directory.string(),
                    "--study takes a directory of folders with figure.toml and query.sql");
    }
    return add_figures(folders, study);
}

}  // namespace

Result<FigureDefinition> parse_figure(const std::string& contents, const std::string& sql,
                                      const std::string& where) {
    const auto table = parse_toml(contents, where + "/figure.toml");
    if (!table) {
        return std::unexpected(table.error());
    }
    FigureDefinition figure;
    for (const auto& [key, target] :
         {std::pair{"id", &figure.id}, std::pair{"title", &figure.title},
          std::pair{"chapter", &figure.chapter}, std::pair{"x_title", &figure.x_title},
          std::pair{"y_title", &figure.y_title}, std::pair{"definition", &figure.definition},
          std::pair{"denominator", &figure.denominator}, std::pair{"takeaway", &figure.takeaway},
          std::pair{"series_entity", &figure.series_entity}, std::pair{"query", &figure.query},
          std::pair{"model", &figure.model}}) {
        *target = text(*table, key);
    }
    const auto kind = chart_kind(text(*table, "kind"));
    const auto value_unit = unit(text(*table, "unit"));
    figure.x = texts(*table, "x");
    const bool are_bounds_known = read_stated(*table, figure);
    for (const auto& [problem, is_wrong] :
         {std::pair{"id is missing", figure.id.empty()},
          std::pair{"title is missing", figure.title.empty()},
          std::pair{
              "kind is not stacked_area, stacked_bar, columns, line, cohorts, scatter or table",
              !kind},
          std::pair{"unit is not one of docs/formats.md", !value_unit},
          std::pair{"x must name the leading columns", figure.x.empty()},
          std::pair{"bound of a stated value is not at_most or at_least", !are_bounds_known}}) {
        if (is_wrong) {
            return fail(ErrorKind::bad_input, problem, where + "/figure.toml",
                        "see study/README.md for the form");
        }
    }
    figure.kind = *kind;
    figure.unit = *value_unit;
    figure.normalised = (*table)["normalised"].value_or(false);
    figure.history = (*table)["history"].value_or(false);
    figure.log_x = (*table)["log_x"].value_or(false);
    figure.log_y = (*table)["log_y"].value_or(false);
    figure.needs = texts(*table, "needs");
    figure.events = texts(*table, "events");
    figure.transforms = texts(*table, "transforms");
    figure.notes = texts(*table, "notes");
    figure.sql = sql;
    read_lists(*table, figure);
    return figure;
}

Result<StudyDefinition> load_study(const std::vector<std::filesystem::path>& directories) {
    StudyDefinition study;
    if (auto read = read_embedded(study); !read) {
        return std::unexpected(read.error());
    }
    for (const auto& directory : directories) {
        if (auto read = read_directory(directory, study); !read) {
            return std::unexpected(read.error());
        }
    }
    return study;
}

}  // namespace orrery::study
