#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "base/file.h"
#include "cli/session.h"
#include "cli/terminal/progress.h"
#include "gateway/pages/moment.h"
#include "warehouse/marts/marts.h"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;
using warehouse::sql_literal;

struct ExportArguments {
    fs::path parquet;
    fs::path csv;
    std::vector<std::string> tables{"generations", "labels"};
    std::string from;
    std::string to;
    bool force = false;

    [[nodiscard]] bool is_parquet() const { return !parquet.empty(); }
    [[nodiscard]] const fs::path& directory() const { return is_parquet() ? parquet : csv; }
    [[nodiscard]] std::string ending() const { return is_parquet() ? ".parquet" : ".csv"; }
    [[nodiscard]] std::string form() const {
        return is_parquet() ? "FORMAT parquet, COMPRESSION zstd" : "FORMAT csv, HEADER";
    }
    /// Returns the condition that a column of moments or days lies in the window.
    [[nodiscard]] std::string window(const std::string& column) const {
        std::string condition = "true";
        if (!from.empty()) {
            condition += fmt::format(" AND {} >= DATE {}", column, sql_literal(from));
        }
        if (!to.empty()) {
            condition += fmt::format(" AND {} < DATE {} + 1", column, sql_literal(to));
        }
        return condition;
    }
};

/// What goes into one file.
struct Extract {
    std::string name;
    std::string sql;
};

Status check(const ExportArguments& arguments) {
    for (const auto& [option, day] :
         {std::pair("--from", &arguments.from), std::pair("--to", &arguments.to)}) {
        if (!day->empty() && !gateway::parse_day(*day)) {
            return fail(ErrorKind::usage, fmt::format("'{}' is no day", *day), option,
                        "write it as 2026-01-31");
        }
    }
    if (arguments.directory().empty()) {
        return fail(ErrorKind::usage, "say in which form and where", "export",
                    "orrery export --parquet DIR, or --csv DIR");
    }
    std::error_code error;
    const bool is_empty =
        !fs::exists(arguments.directory(), error) || fs::is_empty(arguments.directory(), error);
    if (error || (!is_empty && !arguments.force)) {
        return fail(ErrorKind::usage,
                    error ? error.message() : std::string("the directory is not empty"),
                    arguments.directory().string(),
                    "name another one; --force replaces files of the same names in it");
    }
    return make_directory(arguments.directory());
}

/// Generations go month by month, so that a file of a past month stays what it is.
Status add_generations(warehouse::Store& store, const ExportArguments& arguments,
                       std::vector<Extract>& extracts) {
    const std::string window = arguments.window("created_at");
    const auto months =
        store.query(fmt::format("SELECT DISTINCT strftime(month_of(created_at), '%Y-%m') AS month "
                                "FROM generations WHERE {} ORDER BY month",
                                window));
    if (!months) {
        return std::unexpected(months.error());
    }
    for (const auto& row : months->rows) {
        const std::string month = to_text(row.front());
        extracts.push_back(
            {"generations-" + month,
             fmt::format("SELECT * EXCLUDE (import_batch) FROM generations WHERE {0} "
                         "AND created_at >= DATE '{1}-01' "
                         "AND created_at < DATE '{1}-01' + INTERVAL 1 MONTH "
                         "ORDER BY created_at, generation_id",
                         window, month)});
    }
    return {};
}

Result<std::vector<Extract>> extracts_of(warehouse::Store& store,
                                         const ExportArguments& arguments) {
    const auto& marts = warehouse::load_marts();
    if (!marts) {
        return std::unexpected(marts.error());
    }
    std::vector<Extract> extracts;
    const auto has = [&](const std::string& table) {
        return std::ranges::find(arguments.tables, table) != arguments.tables.end();
    };
    if (has("generations")) {
        if (auto added = add_generations(store, arguments, extracts); !added) {
            return std::unexpected(added.error());
        }
    }
    if (has("labels")) {
        extracts.push_back({"labels",
                            "SELECT * EXCLUDE (import_batch) FROM labels "
                            "WHERE generation_id IN (SELECT generation_id FROM "
                            "generations WHERE " +
                                arguments.window("created_at") +
                                ") ORDER BY generation_id, path, tag"});
    }
    if (has("quarantine")) {
        extracts.push_back(
            {"quarantine", "SELECT * EXCLUDE (import_batch) FROM quarantine WHERE " +
                               arguments.window("quarantined_at") +
                               " ORDER BY quarantined_at, file, row_number, row_hash"});
    }
    for (const warehouse::Mart& mart : *marts) {
        if (has(mart.name) || has("marts")) {
            extracts.push_back(
                {mart.name,
                 fmt::format("SELECT * FROM {} WHERE {} ORDER BY {}", mart.name,
                             arguments.window(mart.keys.front()), fmt::join(mart.keys, ", "))});
        }
    }
    return extracts;
}

Status check_tables(const ExportArguments& arguments) {
    const auto& marts = warehouse::load_marts();
    if (!marts) {
        return std::unexpected(marts.error());
    }
    std::vector<std::string> known{"generations", "labels", "quarantine", "marts"};
    for (const warehouse::Mart& mart : *marts) {
        known.push_back(mart.name);
    }
    for (const std::string& table : arguments.tables) {
        if (std::ranges::find(known, table) == known.end()) {
            return fail(ErrorKind::usage, fmt::format("there is no table '{}'", table), "--table",
                        fmt::format("tables are {}", fmt::join(known, ", ")));
        }
    }
    return {};
}

/// Writes one file under another name first: a file that is there is whole.
Result<std::int64_t> write(warehouse::Store& store, const Extract& extract,
                           const ExportArguments& arguments) {
    const fs::path file = arguments.directory() / (extract.name + arguments.ending());
    fs::path partial = file;
    partial += ".partial";
    const auto rows = store.connection().count(fmt::format(
        "COPY ({}) TO {} ({})", extract.sql, sql_literal(partial.string()), arguments.form()));
    std::error_code error;
    if (rows) {
        fs::rename(partial, file, error);
    }
    if (!rows || error) {
        std::error_code ignored;
        fs::remove(partial, ignored);
        return rows ? fail(ErrorKind::unavailable, error.message(), file.string())
                    : std::unexpected(rows.error());
    }
    return rows;
}

Status export_tables(const Session& session, const ExportArguments& arguments) {
    auto ready = check_tables(arguments);
    if (ready) {
        ready = check(arguments);
    }
    if (!ready) {
        return ready;
    }
    auto open = session.open(warehouse::Access::read_only);
    if (!open) {
        return std::unexpected(open.error());
    }
    warehouse::Store& store = *open->store;
    const auto extracts = extracts_of(store, arguments);
    if (!extracts) {
        return std::unexpected(extracts.error());
    }
    for (const Extract& extract : *extracts) {
        Result<std::int64_t> rows = 0;
        {
            const Progress progress("writing " + extract.name,
                                    [&] { return store.connection().progress_percent(); });
            rows = write(store, extract, arguments);
        }
        if (!rows) {
            return std::unexpected(rows.error());
        }
        fmt::print("{}{}: {} rows\n", extract.name, arguments.ending(), *rows);
    }
    fmt::print("{} files in {}\n", extracts->size(), arguments.directory().string());
    return {};
}

}  // namespace

void add_export(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<ExportArguments>();
    CLI::App* command = app.add_subcommand("export", "Write the store's tables to files");
    CLI::Option* parquet =
        command->add_option("--parquet", arguments->parquet, "Write Parquet into this directory")
            ->type_name("DIR");
    command->add_option("--csv", arguments->csv, "Write CSV into this directory")
        ->type_name("DIR")
        ->excludes(parquet);
    command
        ->add_option("--table", arguments->tables,
                     "generations, labels, quarantine, marts or the name of one; may be repeated")
        ->type_name("NAME")
        ->allow_extra_args(false)
        ->capture_default_str();
    command->add_option("--from", arguments->from, "First day, UTC")->type_name("DATE");
    command->add_option("--to", arguments->to, "Last day, UTC")->type_name("DATE");
    command->add_flag("--force", arguments->force,
                      "Write into a directory that is not empty, over files of the same names");
    command->callback([arguments, &session] {
        session.work = [arguments, &session] { return export_tables(session, *arguments); };
    });
}

}  // namespace orrery::cli
