#include "warehouse/import/importer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "warehouse/import/quarantine.h"
#include "warehouse/import/source_file.h"
#include "warehouse/import/statement.h"

namespace orrery::warehouse {
namespace {

std::unexpected<Error> unknown_source(const std::vector<Mapping>& mappings,
                                      const std::string& source) {
    std::set<std::string> known;
    for (const Mapping& mapping : mappings) {
        known.insert(mapping.source);
    }
    return fail(ErrorKind::usage, fmt::format("there is no importer named '{}'", source), "import",
                fmt::format("choose one of {}; orrery import --list describes them",
                            fmt::join(known, ", ")));
}

/// Narrows the file's columns to those of the records at one place. False where there is no such
/// place in the file.
Result<bool> look_at(const Store& store, SourceFile& file, const std::string& place,
                     const std::vector<std::string>& top) {
    file.records = place;
    file.columns = top;
    if (place.empty()) {
        return true;
    }
    if (std::ranges::find(top, place) == top.end()) {
        return false;
    }
    auto keys = json_keys(store.connection(), file, place);
    if (!keys) {
        return std::unexpected(keys.error());
    }
    file.columns = std::move(*keys);
    return true;
}

/// Looks for a place of the file whose records have what the mapping requires, and notes what is
/// missing otherwise. JSON without a single record fits any mapping.
Result<bool> fits(const Store& store, SourceFile& file, const Mapping& mapping,
                  const std::vector<std::string>& top, std::string& complaint) {
    std::vector<std::string> missing;
    for (const std::string& place : mapping.records) {
        const auto is_there =
            file.format == FileFormat::json ? look_at(store, file, place, top) : Result<bool>(true);
        if (!is_there) {
            return is_there;
        }
        const bool is_bare = file.format == FileFormat::json && *is_there && file.columns.empty();
        missing = missing_columns(file, mapping);
        if (*is_there && (missing.empty() || is_bare)) {
            return true;
        }
    }
    complaint += fmt::format("{}{} lacks {}", complaint.empty() ? "" : "; ", mapping.name,
                             fmt::join(missing, ", "));
    return false;
}

/// Chooses the mapping of the source that the file's format and columns fit.
Result<const Mapping*> choose_mapping(const Store& store, const std::vector<Mapping>& mappings,
                                      const std::string& source, SourceFile& file) {
    const std::vector<std::string> top = file.columns;
    std::string complaint;
    for (const Mapping& mapping : mappings) {
        if (mapping.source != source || mapping.format != file.format) {
            continue;
        }
        const auto is_fit = fits(store, file, mapping, top, complaint);
        if (!is_fit) {
            return std::unexpected(is_fit.error());
        }
        if (*is_fit) {
            return &mapping;
        }
    }
    if (complaint.empty()) {
        return fail(
            ErrorKind::bad_input,
            fmt::format("{} is not imported from {} files", source, format_name(file.format)),
            file.path.string(),
            fmt::format("orrery import --explain {} says what it reads", source));
    }
    return fail(ErrorKind::bad_input,
                fmt::format("the file does not have the columns of {}: {}", source, complaint),
                file.path.string(),
                fmt::format("its columns are {}; orrery import --list shows other sources",
                            fmt::join(top, ", ")));
}

/// Runs one import inside its transaction.
class FileImport {
public:
    FileImport(Store& store, const SourceFile& file, const Mapping& mapping,
               StatementContext context)
        : store_(store), file_(file), mapping_(mapping), context_(std::move(context)) {}

    Result<ImportReport> run() {
        const auto statement = build_statement(store_.connection(), file_, mapping_, context_);
        if (!statement) {
            return std::unexpected(statement.error());
        }
        report_.file = file_.path;
        report_.mapping = mapping_.name;
        if (auto inserted = insert(*statement); !inserted) {
            return std::unexpected(inserted.error());
        }
        if (auto set_aside = quarantine(*statement); !set_aside) {
            return std::unexpected(set_aside.error());
        }
        if (auto removed = remove_duplicates(); !removed) {
            return std::unexpected(removed.error());
        }
        report_.read = report_.fresh + report_.duplicate + report_.quarantined;
        if (auto noted = note_batch(); !noted) {
            return std::unexpected(noted.error());
        }
        return report_;
    }

private:
    Status insert(const ImportStatement& statement) {
        store_.accept_counts().reset();
        // accept() counts, so it must see each row once and only rows that a mapping's WHERE has
        // let through. As a condition it could run before that WHERE; as a value it cannot.
        return store_.execute(
            fmt::format("INSERT INTO generations ({1}) {0} SELECT {1} FROM "
                        "(SELECT *, accept(reason) AS is_accepted FROM records) WHERE is_accepted",
                        statement.with, fmt::join(statement.record_columns, ", ")));
    }

    Status quarantine(const ImportStatement& statement) {
        const QuarantineContext context{file_, mapping_, context_.import_batch, context_.reading};
        auto reasons = quarantine_rows(store_, statement, context);
        if (!reasons) {
            return std::unexpected(reasons.error());
        }
        report_.reasons = std::move(*reasons);
        for (const auto& [reason, rows] : report_.reasons) {
            report_.quarantined += rows;
        }
        return {};
    }

    /// Takes out what the batch repeats of itself and of earlier batches. Distinct 64-bit hashes
    /// prove distinct ids, so the exact search runs only where there is something to find.
    Status remove_duplicates() {
        const std::int64_t accepted = store_.accept_counts().accepted;
        const auto& connection = store_.connection();
        const auto distinct = connection.count(fmt::format(
            "SELECT count(DISTINCT hash(generation_id)) FROM generations WHERE import_batch = {}",
            context_.import_batch));
        if (!distinct) {
            return std::unexpected(distinct.error());
        }
        if (*distinct < accepted) {
            if (auto removed = connection.execute(fmt::format(
                    "DELETE FROM generations WHERE import_batch = {0} AND rowid IN (SELECT rowid "
                    "FROM (SELECT rowid, row_number() OVER (PARTITION BY generation_id ORDER BY "
                    "rowid) AS occurrence FROM generations WHERE import_batch = {0}) "
                    "WHERE occurrence > 1)",
                    context_.import_batch));
                !removed) {
                return removed;
            }
        }
        if (auto removed = connection.execute(
                fmt::format("DELETE FROM generations WHERE import_batch = {0} AND generation_id IN "
                            "(SELECT generation_id FROM generations WHERE import_batch < {0})",
                            context_.import_batch));
            !removed) {
            return removed;
        }
        const auto fresh = connection.count(fmt::format(
            "SELECT count(*) FROM generations WHERE import_batch = {}", context_.import_batch));
        if (!fresh) {
            return std::unexpected(fresh.error());
        }
        report_.fresh = *fresh;
        report_.duplicate = accepted - *fresh;
        return {};
    }

    /// A file that brought nothing new leaves no trace.
    Status note_batch() {
        return store_.execute(fmt::format(
            "INSERT INTO import_batches SELECT {0}, {1}, {2}, {3}, CAST(now() AS TIMESTAMP), "
            "{4}, {5}, {6}, {7} WHERE {5} > 0 OR EXISTS "
            "(SELECT 1 FROM quarantine WHERE import_batch = {0})",
            context_.import_batch, sql_literal(mapping_.source), sql_literal(mapping_.name),
            sql_literal(file_.path.string()), report_.read, report_.fresh, report_.duplicate,
            report_.quarantined));
    }

    Store& store_;
    const SourceFile& file_;
    const Mapping& mapping_;
    StatementContext context_;
    ImportReport report_;
};

Result<ImportReport> import_reading(Store& store, const SourceFile& file, const Mapping& mapping,
                                    const ImportOptions& options, Reading reading) {
    const auto key = store.secret_key();
    if (!key) {
        return std::unexpected(key.error());
    }
    const auto last = store.connection().count("SELECT max(import_batch) FROM import_batches");
    if (!last) {
        return std::unexpected(last.error());
    }
    if (auto begun = store.execute("BEGIN TRANSACTION"); !begun) {
        return std::unexpected(begun.error());
    }
    FileImport import(store, file, mapping, {*key, options.parameters, *last + 1, reading});
    auto report = import.run();
    if (report && options.commitment == Commitment::write) {
        // It holds the secret key, and the session may go on to serve other people's SQL.
        if (auto dropped = store.execute("DROP MACRO IF EXISTS keyed_hash"); !dropped) {
            report = std::unexpected(dropped.error());
        }
    }
    const auto ended =
        store.execute(report && options.commitment == Commitment::write ? "COMMIT" : "ROLLBACK");
    if (report && !ended) {
        return std::unexpected(ended.error());
    }
    return report;
}

/// Fails on a --set that no mapping of the source knows.
Status check_parameters(const Mapping& mapping, const ImportOptions& options) {
    for (const auto& [name, value] : options.parameters) {
        if (std::ranges::find(mapping.parameters, name, &Parameter::name) ==
            mapping.parameters.end()) {
            return fail(ErrorKind::usage,
                        fmt::format("{} has no parameter '{}'", mapping.name, name), "--set",
                        fmt::format("orrery import --explain {} lists them", mapping.source));
        }
    }
    return {};
}

}  // namespace

Result<ImportReport> import_file(Store& store, const std::vector<Mapping>& mappings,
                                 const std::filesystem::path& path, const ImportOptions& options) {
    if (std::ranges::find(mappings, options.source, &Mapping::source) == mappings.end()) {
        return unknown_source(mappings, options.source);
    }
    auto file = inspect_file(store.connection(), path, options.format);
    if (!file) {
        return std::unexpected(file.error());
    }
    const auto mapping = choose_mapping(store, mappings, options.source, *file);
    if (!mapping) {
        return std::unexpected(mapping.error());
    }
    if (auto checked = check_parameters(**mapping, options); !checked) {
        return std::unexpected(checked.error());
    }
    // A Parquet column of texts is cast value by value, which never stops a strict reading.
    const bool is_parquet = file->format == FileFormat::parquet;
    auto report = import_reading(store, *file, **mapping, options,
                                 is_parquet ? Reading::tolerant : Reading::strict);
    if (!report && report.error().kind == ErrorKind::bad_input &&
        file->format == FileFormat::json) {
        report = import_reading(store, *file, **mapping, options, Reading::tolerant);
    }
    if (!report) {
        Error error = report.error();
        if (error.where.empty()) {
            error.where = path.string();
        }
        return std::unexpected(std::move(error));
    }
    return report;
}

}  // namespace orrery::warehouse
