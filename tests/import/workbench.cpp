#include "workbench.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <regex>
#include <stdexcept>

#include "base/file.h"
#include "record/columns.h"

namespace orrery::warehouse {
namespace {

template <typename T>
T taken(Result<T> result) {
    if (!result) {
        throw std::runtime_error(describe(result.error()));
    }
    return std::move(*result);
}

}  // namespace

Workbench::Workbench()
    : directory_(std::filesystem::temp_directory_path() / ("orrery-import-" + random_hex(8))),
      catalog_(std::make_unique<catalog::Catalog>(taken(catalog::Catalog::load({})))),
      mappings_(taken(load_mappings({}))) {
    StoreOptions options;
    options.directory = directory_ / "store";
    options.threads_max = 2;
    store_ = taken(Store::open(options, *catalog_));
}

Workbench::~Workbench() {
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

std::filesystem::path Workbench::write(std::string_view name, std::string_view contents) const {
    const auto file = directory_ / name;
    EXPECT_TRUE(write_file(file, contents));
    return file;
}

Result<ImportReport> Workbench::import(const std::string& source, const std::filesystem::path& file,
                                       Commitment commitment) const {
    ImportOptions options;
    options.source = source;
    options.commitment = commitment;
    return import_file(*store_, mappings_, file, options);
}

Result<ImportReport> Workbench::import(const std::filesystem::path& file,
                                       const ImportOptions& options) const {
    return import_file(*store_, mappings_, file, options);
}

Result<ImportReport> Workbench::import_text(const std::string& source, std::string_view name,
                                            std::string_view contents) const {
    return import(source, write(name, contents));
}

std::vector<std::string> Workbench::rows(const std::string& sql) const {
    const auto answer =
        store_->query("SELECT coalesce(CAST(COLUMNS(*) AS VARCHAR), 'NULL') FROM (" + sql + ")");
    if (!answer) {
        ADD_FAILURE() << describe(answer.error());
        return {};
    }
    std::vector<std::string> lines;
    for (const auto& values : answer->rows) {
        std::string& line = lines.emplace_back();
        for (const auto& value : values) {
            line += (line.empty() ? "" : "|") + to_text(value);
        }
    }
    return lines;
}

std::string Workbench::row(const std::string& sql) const {
    const auto all = rows(sql);
    return all.empty() ? "no row" : all.front();
}

std::string Workbench::records(const std::string& source) const {
    static const std::regex hash("[0-9a-f]{32}");
    const auto answer = store_->query(fmt::format(
        "SELECT CAST(COLUMNS(* EXCLUDE (import_batch, source)) AS VARCHAR) FROM generations "
        "WHERE source = '{}' ORDER BY created_at, generation_id",
        source));
    if (!answer) {
        ADD_FAILURE() << describe(answer.error());
        return {};
    }
    std::string text;
    for (const auto& values : answer->rows) {
        for (std::size_t column = 0; column < values.size(); ++column) {
            std::string value = to_text(values[column]);
            if (value.empty()) {
                continue;
            }
            const std::string& name = answer->columns[column];
            if (name != "generation_id" && std::regex_match(value, hash)) {
                value = "<hash>";
            }
            text += fmt::format("{}{}: {}\n", column == 0 ? "" : "    ", name, value);
        }
    }
    return text;
}

std::filesystem::path sample(std::string_view name) {
    return std::filesystem::path(ORRERY_SOURCE_DIR) / "tests/import/data" / name;
}

std::string outcome(const Result<ImportReport>& report) {
    if (!report) {
        return report.error().what;
    }
    return fmt::format("{} new, {} duplicate, {} quarantined", report->fresh, report->duplicate,
                       report->quarantined);
}

}  // namespace orrery::warehouse
