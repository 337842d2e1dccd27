#include "report/difference.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/file.h"
#include "base/format/json.h"

namespace orrery::report {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::size_t largest_max = 3;

/// Rows by what names them, each with its numbers by column.
using Rows = std::map<std::string, std::map<std::string, std::optional<double>>>;

Result<Json> read_json(const fs::path& path) {
    const auto contents = read_file(path);
    if (!contents) {
        return fail(ErrorKind::not_found, "this is no report of a study", path.string(),
                    "name two directories that orrery study --out has written");
    }
    Json json = Json::parse(*contents, nullptr, false);
    if (json.is_discarded() || !json.is_object()) {
        return fail(ErrorKind::bad_input, "this file is damaged", path.string(),
                    "write the report again");
    }
    return json;
}

std::string text(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

RunFacts facts_of(const Json& manifest) {
    RunFacts facts;
    if (const auto window = manifest.find("window"); window != manifest.end()) {
        facts.from = text(*window, "from");
        facts.to = text(*window, "to");
    }
    facts.generations = manifest.value("generations", std::int64_t{0});
    facts.catalog = text(manifest, "catalog");
    facts.watermark = text(manifest, "watermark");
    return facts;
}

/// The figures of a manifest by id, in its order.
std::vector<std::string> ids_of(const Json& manifest) {
    std::vector<std::string> ids;
    for (const Json& figure : manifest.value("figures", Json::array())) {
        ids.push_back(text(figure, "id"));
    }
    return ids;
}

Result<Json> read_figure(const fs::path& report, const std::string& id) {
    const fs::path figure = report / "figures" / (id + ".json");
    return read_json(fs::exists(figure) ? figure : report / "tables" / (id + ".json"));
}

/// Texts name a row, and so does the age of a cohort; all other numbers are what it says.
Rows rows_of(const Json& figure) {
    Rows rows;
    const Json columns = figure.value("columns", Json::array());
    for (const Json& row : figure.value("rows", Json::array())) {
        std::string place;
        std::map<std::string, std::optional<double>> values;
        for (std::size_t at = 0; at < columns.size() && at < row.size(); ++at) {
            const auto column = columns[at].get<std::string>();
            if (row[at].is_string() && column != "segment" && column != "quadrant") {
                place += (place.empty() ? "" : " ") + row[at].get<std::string>();
            } else if (column == "age") {
                place += " month " + row[at].dump();
            } else if (column != "lower" && column != "upper" && column != "n") {
                values[column] =
                    row[at].is_number() ? std::optional(row[at].get<double>()) : std::nullopt;
            }
        }
        rows.emplace(std::move(place), std::move(values));
    }
    return rows;
}

/// How far a value has moved: in points for shares, else by its ratio.
double size_of(const ValueChange& change, bool is_share) {
    const double difference = std::abs(change.after - change.before);
    const double larger = std::max(std::abs(change.after), std::abs(change.before));
    return is_share || larger == 0 ? difference : difference / larger;
}

void compare_rows(const Rows& before, const Rows& after, bool is_share,
                  FigureDifference& difference) {
    std::vector<ValueChange> changes;
    for (const auto& [place, values] : after) {
        const auto found = before.find(place);
        if (found == before.end()) {
            ++difference.rows_after;
            continue;
        }
        for (const auto& [column, value] : values) {
            const auto old = found->second.find(column);
            if (old == found->second.end() || !old->second || !value) {
                const bool was_stated = old != found->second.end() && old->second;
                difference.values_in_one += was_stated != value.has_value() ? 1 : 0;
                continue;
            }
            ++difference.values;
            if (*old->second != *value) {
                changes.push_back({place, column, *old->second, *value});
            }
        }
    }
    difference.rows_before = static_cast<std::size_t>(
        std::ranges::count_if(before, [&](const auto& row) { return !after.contains(row.first); }));
    difference.values_changed = changes.size();
    std::ranges::stable_sort(changes, std::greater(),
                             [&](const ValueChange& change) { return size_of(change, is_share); });
    changes.resize(std::min(changes.size(), largest_max));
    difference.largest = std::move(changes);
}

FigureDifference compare_figures(const std::string& id, const Json& before, const Json& after) {
    FigureDifference difference;
    difference.id = id;
    difference.status_before = text(before, "status");
    difference.status_after = text(after, "status");
    difference.takeaway_before = text(before, "takeaway");
    difference.takeaway_after = text(after, "takeaway");
    difference.is_query_changed = text(before, "sql") != text(after, "sql");
    const auto chart = after.find("chart");
    compare_rows(rows_of(before), rows_of(after),
                 chart != after.end() && text(*chart, "unit") == "share", difference);
    const bool is_same = difference.status_before == difference.status_after &&
                         difference.takeaway_before == difference.takeaway_after &&
                         difference.values_changed == 0 && difference.values_in_one == 0 &&
                         difference.rows_before == 0 && difference.rows_after == 0 &&
                         !difference.is_query_changed;
    difference.change = is_same ? FigureChange::same : FigureChange::changed;
    return difference;
}

FigureDifference only(const std::string& id, FigureChange change) {
    FigureDifference difference;
    difference.id = id;
    difference.change = change;
    return difference;
}

}  // namespace

Result<RunDifference> compare_runs(const fs::path& before, const fs::path& after) {
    const auto old_manifest = read_json(before / "manifest.json");
    if (!old_manifest) return std::unexpected(old_manifest.error());
    const auto new_manifest = read_json(after / "manifest.json");
    if (!new_manifest) return std::unexpected(new_manifest.error());
    RunDifference difference{facts_of(*old_manifest), facts_of(*new_manifest), {}};
    const auto old_ids = ids_of(*old_manifest);
    const auto new_ids = ids_of(*new_manifest);
    for (const std::string& id : new_ids) {
        if (std::ranges::find(old_ids, id) == old_ids.end()) {
            difference.figures.push_back(only(id, FigureChange::only_after));
            continue;
        }
        const auto old_figure = read_figure(before, id);
        if (!old_figure) return std::unexpected(old_figure.error());
        const auto new_figure = read_figure(after, id);
        if (!new_figure) return std::unexpected(new_figure.error());
        difference.figures.push_back(compare_figures(id, *old_figure, *new_figure));
    }
    for (const std::string& id : old_ids) {
        if (std::ranges::find(new_ids, id) == new_ids.end()) {
            difference.figures.push_back(only(id, FigureChange::only_before));
        }
    }
    return difference;
}

}  // namespace orrery::report
