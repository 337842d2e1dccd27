#include "workbench.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <regex>

#include "base/file.h"
#include "record/columns.h"

namespace orrery::warehouse {
namespace {

const std::vector<Mapping>& shipped_mappings() {
    static const std::vector<Mapping> mappings = load_mappings({}).value();
    return mappings;
}

}  // namespace

Workbench::Workbench() : mappings_(shipped_mappings()) {}

std::filesystem::path Workbench::write(std::string_view name, std::string_view contents) const {
    const auto file = directory() / name;
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
