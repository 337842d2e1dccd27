#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "support/test_store.h"
#include "warehouse/import/importer.h"
#include "warehouse/store.h"

namespace orrery::warehouse {

/// A store of its own in a temporary directory, the shipped importers, and room for input files.
/// All of it is removed afterwards. Fails the test where it cannot be set up.
class Workbench {
public:
    Workbench();

    /// Writes an input file and returns its path; `.gz` at the end of the name changes nothing.
    std::filesystem::path write(std::string_view name, std::string_view contents) const;

    /// Imports one file.
    Result<ImportReport> import(const std::string& source, const std::filesystem::path& file,
                                Commitment commitment = Commitment::write) const;

    /// Imports one file as the options say.
    Result<ImportReport> import(const std::filesystem::path& file,
                                const ImportOptions& options) const;

    /// Imports a text as a file of that name.
    Result<ImportReport> import_text(const std::string& source, std::string_view name,
                                     std::string_view contents) const;

    /// Returns the rows of a query, values joined by `|`, NULL as `NULL`.
    std::vector<std::string> rows(const std::string& sql) const { return store_.rows(sql); }
    /// Returns the first row of a query.
    std::string row(const std::string& sql) const { return store_.row(sql); }

    /// Returns every record of a source, one column that is not NULL a line, in order of time.
    /// Keyed hashes, which no two stores share, stand as <hash>.
    std::string records(const std::string& source) const;

    [[nodiscard]] Store& store() const { return *store_; }
    [[nodiscard]] const std::filesystem::path& directory() const { return store_.room(); }

private:
    test_support::TestStore store_;
    const std::vector<Mapping>& mappings_;
};

/// Returns a file of tests/import/data.
std::filesystem::path sample(std::string_view name);

/// Returns `fresh new, duplicate duplicate, quarantined quarantined`, or the error's message.
std::string outcome(const Result<ImportReport>& report);

}  // namespace orrery::warehouse
