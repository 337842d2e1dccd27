#include "warehouse/import/importer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "warehouse/import/checks/quarantine.h"
#include "warehouse/import/choice.h"
#include "warehouse/import/source_file.h"
#include "warehouse/import/statement.h"
#include "warehouse/texts/staging.h"

namespace orrery::warehouse {
namespace {

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
        const bool is_staged = context_.labels_texts && statement->has_labels;
        if (auto inserted = insert(*statement, is_staged); !inserted) {
            return std::unexpected(inserted.error());
        }
        if (auto set_aside = quarantine_rejected(*statement); !set_aside) {
            return std::unexpected(set_aside.error());
        }
        if (auto removed = remove_duplicates(); !removed) {
            return std::unexpected(removed.error());
        }
        if (is_staged) {
            const auto labelled = insert_labels(store_, mapping_, context_);
            if (!labelled) {
                return std::unexpected(labelled.error());
            }
            report_.labelled = *labelled;
        }
        report_.read = report_.fresh + report_.duplicate + report_.quarantined;
        if (auto noted = note_batch(); !noted) {
            return std::unexpected(noted.error());
        }
        return report_;
    }

private:
    /// With labels the rows are staged first: one reading of the file fills two tables.
    Status insert(const ImportStatement& statement, bool is_staged) {
        store_.accept_counts().reset();
        const std::string columns = fmt::format("{}", fmt::join(statement.record_columns, ", "));
        // accept() counts, so it must see each row once and only rows that a mapping's WHERE has
        // let through. As a condition it could run before that WHERE; as a value it cannot.
        const std::string rows = fmt::format(
            "{} SELECT {}{} FROM (SELECT *, accept(reason) AS is_accepted FROM records)"
            " WHERE is_accepted",
            statement.with, columns, is_staged ? ", labels" : "");
        if (!is_staged) {
            return store_.execute(fmt::format("INSERT INTO generations ({}) {}", columns, rows));
        }
        auto staged = store_.execute(
            fmt::format("CREATE OR REPLACE TEMP TABLE {} AS {}", staging_table, rows));
        return staged
                   ? store_.execute(fmt::format("INSERT INTO generations ({0}) SELECT {0} FROM {1}",
                                                columns, staging_table))
                   : staged;
    }

    /// What is read a second time, for the quarantine, is not classified a second time.
    Status quarantine_rejected(const ImportStatement& statement) {
        if (!context_.labels_texts) {
            return quarantine(statement);
        }
        StatementContext unlabelled = context_;
        unlabelled.labels_texts = false;
        const auto again = build_statement(store_.connection(), file_, mapping_, unlabelled);
        return again ? quarantine(*again) : std::unexpected(again.error());
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
    FileImport import(
        store, file, mapping,
        {*key, options.parameters, *last + 1, reading, options.labels && mapping.has_labels()});
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

/// Ends spilling to disk for as long as the store is open. Pages that DuckDB spills are not cleared
/// beforehand: one that takes the place of a reader's buffer would carry texts to disk.
Status keep_in_memory(Store& store) {
    auto set = store.execute("SET max_temp_directory_size = '0KB'");
    if (!set) {
        set.error().kind = ErrorKind::unavailable;
        set.error().what = "a file with texts is not imported while data is spilled to disk";
        set.error().hint = "import it by itself, or give the warehouse more memory: --memory 4GB";
    }
    return set;
}

/// Makes the classifier ready where it will be asked, and checks how much it is to be asked.
Status prepare_labels(Store& store, const Mapping& mapping, const ImportOptions& options) {
    if (!mapping.has_labels()) {
        return {};
    }
    if (auto sample = read_sample(store, mapping, options.parameters); !sample) {
        return std::unexpected(sample.error());
    }
    return options.labels ? store.text_labeller().prepare(options.catalogs) : Status();
}

}  // namespace

Result<ImportReport> import_file(Store& store, const std::vector<Mapping>& mappings,
                                 const std::filesystem::path& path, const ImportOptions& options) {
    if (auto known = check_source(mappings, options.source); !known) {
        return std::unexpected(known.error());
    }
    auto file = inspect_file(store.connection(), path, options.format);
    if (!file) {
        return std::unexpected(file.error());
    }
    const auto mapping = choose_mapping(store.connection(), mappings, options.source, *file);
    if (!mapping) {
        return std::unexpected(mapping.error());
    }
    if (auto checked = check_parameters(**mapping, options.parameters); !checked) {
        return std::unexpected(checked.error());
    }
    if ((*mapping)->has_texts()) {
        if (auto kept = keep_in_memory(store); !kept) {
            return std::unexpected(kept.error());
        }
    }
    if (auto ready = prepare_labels(store, **mapping, options); !ready) {
        return std::unexpected(ready.error());
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
        if ((*mapping)->has_texts()) {
            error.what = without_quotations(std::move(error.what));
        }
        if (error.where.empty()) {
            error.where = path.string();
        }
        return std::unexpected(std::move(error));
    }
    return report;
}

}  // namespace orrery::warehouse
