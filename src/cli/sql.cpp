#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <memory>

#include "base/format/directives.h"
#include "cli/session.h"
#include "cli/terminal/text_table.h"

namespace orrery::cli {
namespace {

struct SqlArguments {
    std::string statement;
    std::string format;
    std::filesystem::path output;
    bool write = false;
};

Status copy_to_file(warehouse::Store& store, const std::string& statement,
                    const SqlArguments& arguments) {
    const std::string form = arguments.format == "csv"    ? "FORMAT csv, HEADER"
                             : arguments.format == "json" ? "FORMAT json, ARRAY true"
                                                          : "FORMAT parquet";
    return store.execute(fmt::format("COPY ({}) TO {} ({})", statement,
                                     warehouse::sql_literal(arguments.output.string()), form));
}

Status print_csv(warehouse::Store& store, const std::string& statement) {
    const auto answer = store.query(as_texts(statement));
    if (!answer) {
        return std::unexpected(answer.error());
    }
    fmt::print("{}", to_csv(*answer));
    return {};
}

Status print_json(warehouse::Store& store, const std::string& statement) {
    const auto answer =
        store.query("SELECT CAST(to_json(answer) AS VARCHAR) FROM (" + statement + ") AS answer");
    if (!answer) {
        return std::unexpected(answer.error());
    }
    fmt::print("[");
    for (const auto& row : answer->rows) {
        fmt::print("{}\n  {}", &row == answer->rows.data() ? "" : ",", to_text(row.front()));
    }
    fmt::print("\n]\n");
    return {};
}

Status print_table(warehouse::Store& store, const std::string& statement) {
    auto rows = store.query(as_texts(statement));
    if (!rows) {
        rows = store.query(statement);  // PRAGMA, EXPLAIN and the like cannot be wrapped.
    }
    if (!rows) {
        return std::unexpected(rows.error());
    }
    fmt::print("{}", text_table(*rows));
    return {};
}

/// Answers in the form that was asked for. Parquet is no text and goes to a file.
Status answer(warehouse::Store& store, const std::string& statement,
              const SqlArguments& arguments) {
    if (!arguments.output.empty()) {
        return copy_to_file(store, statement, arguments);
    }
    if (arguments.format == "parquet") {
        return fail(ErrorKind::usage, "Parquet is written to a file", "--format parquet",
                    "name the file with --output");
    }
    if (arguments.format == "csv") {
        return print_csv(store, statement);
    }
    return arguments.format == "json" ? print_json(store, statement)
                                      : print_table(store, statement);
}

Status run_sql(const Session& session, const SqlArguments& arguments) {
    std::string statement = arguments.statement;
    if (statement.empty() || statement == "-") {
        statement.assign(std::istreambuf_iterator<char>(std::cin), {});
    }
    statement = trimmed(statement);
    while (statement.ends_with(';')) {
        statement = trimmed(statement.substr(0, statement.size() - 1));
    }
    if (statement.empty()) {
        return fail(ErrorKind::usage, "there is no statement", "sql",
                    "orrery sql \"SELECT count(*) FROM generations\"");
    }
    auto open = session.open(arguments.write ? warehouse::Access::read_write
                                             : warehouse::Access::read_only);
    if (!open) {
        return std::unexpected(open.error());
    }
    auto done = answer(*open->store, statement, arguments);
    if (!done && done.error().what.find("read-only mode") != std::string::npos) {
        done.error().hint = "orrery sql --write allows statements that change the store";
    }
    return done;
}

}  // namespace

void add_sql(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<SqlArguments>();
    CLI::App* command = app.add_subcommand("sql", "Query the store (read-only unless --write)");
    command->add_option("statement", arguments->statement, "SQL; from standard input if absent")
        ->type_name("SQL");
    command->add_option("--format", arguments->format, "csv, json or parquet instead of a table")
        ->check(CLI::IsMember({"csv", "json", "parquet"}));
    command->add_option("--output", arguments->output, "File to write; standard output if absent")
        ->type_name("FILE");
    command->add_flag("--write", arguments->write, "Allow statements that change the store");
    command->callback([arguments, &session] {
        if (arguments->format.empty() && !arguments->output.empty()) {
            arguments->format = "csv";
        }
        session.work = [arguments, &session] { return run_sql(session, *arguments); };
    });
}

}  // namespace orrery::cli
