#include "panels/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/file.h"
#include "base/format/json.h"

namespace orrery::bench {
namespace {

constexpr double relative_error_max = 1e-9;

nlohmann::json json_of(const Cell& cell) {
    if (const auto* count = std::get_if<std::int64_t>(&cell)) {
        return *count;
    }
    if (const auto* measure = std::get_if<double>(&cell)) {
        return *measure;
    }
    if (const auto* text = std::get_if<std::string>(&cell)) {
        return *text;
    }
    return nullptr;
}

Cell cell_from(const nlohmann::json& json) {
    if (json.is_number_integer()) {
        return json.get<std::int64_t>();
    }
    if (json.is_number()) {
        return json.get<double>();
    }
    if (json.is_string()) {
        return json.get<std::string>();
    }
    return {};
}

/// A column that both answers have, and where.
struct Shared {
    std::string name;
    std::size_t in_study = 0;
    std::size_t in_raw = 0;
};

/// The columns of the raw answer that name a row, and those that are compared.
struct Layout {
    std::vector<Shared> names;
    std::vector<Shared> values;
};

Result<Layout> layout_of(const Answer& study, const Answer& raw) {
    Layout layout;
    for (std::size_t at = 0; at < raw.table.columns.size(); ++at) {
        const std::string& name = raw.table.columns[at];
        const Shared column{name, study.table.column(name), at};
        if (column.in_study == study.table.columns.size()) {
            return fail(ErrorKind::bad_input, "the figure has no column " + name, raw.panel);
        }
        // A row's name is its texts and, in a cohort, its age.
        const bool is_name = name == "age" || std::ranges::any_of(study.table.rows, [&](auto& row) {
                                 return std::holds_alternative<std::string>(row[column.in_study]);
                             });
        (is_name ? layout.names : layout.values).push_back(column);
    }
    if (layout.names.empty() || layout.values.size() < 2) {
        return fail(ErrorKind::bad_input, "too few columns to compare", raw.panel);
    }
    return layout;
}

bool is_close(const Cell& a, const Cell& b) {
    const double first = number_or(a, NAN);
    const double second = number_or(b, NAN);
    return std::abs(first - second) <= relative_error_max * std::abs(first);
}

}  // namespace

const Answer* Side::find(const std::string& panel) const {
    const auto found = std::ranges::find(answers, panel, &Answer::panel);
    return found == answers.end() ? nullptr : &*found;
}

std::vector<std::vector<Cell>> rows_from(const nlohmann::json& rows) {
    std::vector<std::vector<Cell>> read;
    for (const auto& row : rows) {
        auto& cells = read.emplace_back();
        std::ranges::transform(row, std::back_inserter(cells), cell_from);
    }
    return read;
}

Status write_side(const Side& side, const std::filesystem::path& file) {
    nlohmann::json json = {{"engine", side.engine},
                           {"seconds", side.seconds},
                           {"cpu_s", side.cpu_s},
                           {"answers", nlohmann::json::array()}};
    for (const Answer& answer : side.answers) {
        nlohmann::json rows = nlohmann::json::array();
        for (const auto& row : answer.table.rows) {
            auto& cells = rows.emplace_back(nlohmann::json::array());
            std::ranges::transform(row, std::back_inserter(cells), json_of);
        }
        json["answers"].push_back({{"panel", answer.panel},
                                   {"seconds", answer.seconds},
                                   {"columns", answer.table.columns},
                                   {"rows", std::move(rows)}});
    }
    return write_file(file, json.dump());
}

Result<Side> read_side(const std::filesystem::path& file) {
    const auto text = read_file(file);
    if (!text) {
        return std::unexpected(text.error());
    }
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (json.is_discarded()) {
        return fail(ErrorKind::internal, "no JSON", file.string());
    }
    Side side{json["engine"], json["seconds"], json["cpu_s"], {}};
    for (const auto& answer : json["answers"]) {
        side.answers.push_back(
            {answer["panel"], answer["seconds"], {answer["columns"], rows_from(answer["rows"])}});
    }
    return side;
}

Status expect_same(const Answer& study, const Answer& raw, bool has_more) {
    const auto layout = layout_of(study, raw);
    if (!layout) {
        return std::unexpected(layout.error());
    }
    const auto name_of = [&](const std::vector<Cell>& row, auto column) {
        std::string name;
        for (const Shared& shared : layout->names) {
            name += to_text(row[shared.*column]) + " ";
        }
        return name;
    };
    std::map<std::string, const std::vector<Cell>*> rows;
    for (const auto& row : raw.table.rows) {
        rows[name_of(row, &Shared::in_raw)] = &row;
    }
    std::size_t found = 0;
    const std::size_t n = study.table.column("n");
    for (const auto& row : study.table.rows) {
        const std::string name = name_of(row, &Shared::in_study);
        const auto same = rows.find(name);
        if (same == rows.end() && n < row.size() && number_or(row[n], 1) == 0) {
            continue;
        }
        if (same == rows.end()) {
            return fail(ErrorKind::internal, "the raw table has no row " + name, raw.panel);
        }
        ++found;
        for (const Shared& shared : layout->values) {
            const Cell& ours = row[shared.in_study];
            const Cell& theirs = (*same->second)[shared.in_raw];
            if (!is_close(ours, theirs)) {
                return fail(ErrorKind::internal,
                            fmt::format("{} of {}is {} in the study and {} in the raw table",
                                        shared.name, name, to_text(ours), to_text(theirs)),
                            raw.panel);
            }
        }
    }
    if (found == 0 || (found != raw.table.rows.size() && !has_more)) {
        return fail(ErrorKind::internal,
                    fmt::format("{} rows of {} are in the study", found, raw.table.rows.size()),
                    raw.panel);
    }
    return {};
}

}  // namespace orrery::bench
