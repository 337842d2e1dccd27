#include <fmt/format.h>

#include <map>

#include "base/hash.h"
#include "catalog/catalog.h"

namespace orrery::catalog {
namespace {

Cell cell_of(const std::string& text, ColumnType type) {
    if (type == ColumnType::text) {
        return text.empty() ? Cell() : Cell(text);
    }
    if (type == ColumnType::integer) {
        const auto count = integer(text);
        return count ? Cell(*count) : Cell();
    }
    const auto measure = real(text);
    return measure ? Cell(*measure) : Cell();
}

Table table_of(const Sheet& sheet) {
    Table table;
    for (const auto& column : sheet.schema->columns) {
        table.columns.emplace_back(column.name);
    }
    for (const auto& row : sheet.rows) {
        if (!row.usable) {
            continue;
        }
        auto& cells = table.rows.emplace_back();
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            cells.push_back(cell_of(row.cells[i], sheet.schema->columns[i].type));
        }
    }
    return table;
}

/// Appends a text with its length before it, so that two lists of texts never look alike.
void append(std::string& all, std::string_view text) {
    all += fmt::format("{}:{}", text.size(), text);
}

Cell known(std::string_view text) {
    return text == "unknown" ? Cell() : Cell(std::string(text));
}

}  // namespace

std::string Catalog::fingerprint() const {
    std::string all;
    for (const auto& sheet : sheets_) {
        append(all, sheet.schema->file);
        std::map<std::string, const SheetRow*> rows;
        for (const auto& row : sheet.rows) {
            if (row.usable) {
                rows.emplace(sheet.key(row), &row);
            }
        }
        for (const auto& [key, row] : rows) {
            for (const auto& cell : row->cells) {
                append(all, cell);
            }
        }
    }
    return orrery::fingerprint(all);
}

std::vector<std::pair<std::string, Table>> Catalog::tables() const {
    std::vector<std::pair<std::string, Table>> all;
    for (const auto& sheet : sheets_) {
        all.emplace_back(sheet.schema->table, table_of(sheet));
    }
    auto& models = all.front().second;  // Its rows stand in the order of models_.
    const auto size = models.column("size_class");
    models.columns.insert(models.columns.end(), {"source_class", "author_home"});
    for (std::size_t i = 0; i < models_.size(); ++i) {
        models.rows[i][size] = known(name_of(models_[i].size_class));
        models.rows[i].push_back(std::string(name_of(source_class(models_[i]))));
        models.rows[i].push_back(known(name_of(home(models_[i]))));
    }
    return all;
}

std::string_view name_of(SourceClass value) {
    switch (value) {
        case SourceClass::closed_row:
            return "closed_row";
        case SourceClass::closed_cn:
            return "closed_cn";
        case SourceClass::cn_oss:
            return "cn_oss";
        case SourceClass::row_oss:
            return "row_oss";
        case SourceClass::unknown:
            break;
    }
    return "unknown";
}

std::string_view name_of(SizeClass value) {
    switch (value) {
        case SizeClass::small:
            return "small";
        case SizeClass::medium:
            return "medium";
        case SizeClass::large:
            return "large";
        case SizeClass::unknown:
            break;
    }
    return "unknown";
}

std::string_view name_of(Home value) {
    switch (value) {
        case Home::cn:
            return "CN";
        case Home::row:
            return "RoW";
        case Home::unknown:
            break;
    }
    return "unknown";
}

}  // namespace orrery::catalog
