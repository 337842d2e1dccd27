#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <memory>

#include "cli/session.h"
#include "cli/terminal/progress.h"
#include "warehouse/import/importer.h"

namespace orrery::cli {
namespace {

struct ImportArguments {
    std::string source;
    std::vector<std::filesystem::path> files;
    std::vector<std::filesystem::path> importers;
    std::vector<std::string> parameters;
    std::string format;
    bool dry_run = false;
    bool list = false;
    bool no_labels = false;
    std::string explain;
};

void print_list(const std::vector<warehouse::Mapping>& mappings) {
    for (const auto& mapping : mappings) {
        fmt::print("{:<12} {:<8} {}\n", mapping.source, format_name(mapping.format), mapping.title);
    }
}

Status print_explanation(const std::vector<warehouse::Mapping>& mappings,
                         const std::string& source) {
    std::string last;
    for (const auto& mapping : mappings) {
        if (mapping.source == source && mapping.name != last) {
            fmt::print("{}{}\n", last.empty() ? "" : "\n", mapping.text);
            last = mapping.name;
        }
    }
    if (last.empty()) {
        return fail(ErrorKind::usage, fmt::format("there is no importer named '{}'", source),
                    "--explain", "orrery import --list shows them");
    }
    return {};
}

Result<warehouse::ImportOptions> options_of(const Session& session,
                                            const ImportArguments& arguments) {
    warehouse::ImportOptions options;
    options.labels = !arguments.no_labels;
    options.catalogs = session.catalogs;
    options.source = arguments.source;
    options.commitment =
        arguments.dry_run ? warehouse::Commitment::dry_run : warehouse::Commitment::write;
    for (const auto format : {warehouse::FileFormat::csv, warehouse::FileFormat::json,
                              warehouse::FileFormat::parquet}) {
        if (arguments.format == format_name(format)) {
            options.format = format;
        }
    }
    for (const std::string& parameter : arguments.parameters) {
        const auto equals = parameter.find('=');
        if (equals == std::string::npos) {
            return fail(ErrorKind::usage, fmt::format("'{}' is not name=value", parameter),
                        "--set");
        }
        options.parameters[parameter.substr(0, equals)] = parameter.substr(equals + 1);
    }
    return options;
}

void print_report(const warehouse::ImportReport& report) {
    fmt::print("{}: {} read, {} new, {} duplicate, {} quarantined\n", report.file.string(),
               report.read, report.fresh, report.duplicate, report.quarantined);
    if (report.labelled > 0) {
        fmt::print("    {:>9}  labelled by their text, which is not kept\n", report.labelled);
    }
    for (const auto& [reason, rows] : report.reasons) {
        fmt::print("    {:>9}  {}\n", rows, reason);
    }
    std::fflush(stdout);
}

void print_total(const warehouse::ImportReport& total, const ImportArguments& arguments) {
    if (arguments.files.size() > 1) {
        fmt::print("total: {} read, {} new, {} duplicate, {} quarantined\n", total.read,
                   total.fresh, total.duplicate, total.quarantined);
    }
    if (arguments.dry_run) {
        fmt::print("dry run: nothing was written\n");
    } else if (total.quarantined > 0) {
        fmt::print("quarantined rows: orrery sql \"SELECT * FROM quarantine\"\n");
    }
}

void add_to(warehouse::ImportReport& total, const warehouse::ImportReport& report) {
    total.read += report.read;
    total.fresh += report.fresh;
    total.duplicate += report.duplicate;
    total.quarantined += report.quarantined;
}

/// Imports file after file; a file that cannot be taken does not keep the others out.
Status import_files(warehouse::Store& store, const std::vector<warehouse::Mapping>& mappings,
                    const ImportArguments& arguments, const warehouse::ImportOptions& options) {
    warehouse::ImportReport total;
    Status outcome;
    for (const auto& file : arguments.files) {
        Result<warehouse::ImportReport> report = fail(ErrorKind::internal, "not run");
        {
            const Progress progress("importing " + file.filename().string(),
                                    [&] { return store.connection().progress_percent(); });
            report = import_file(store, mappings, file, options);
        }
        if (report) {
            print_report(*report);
            add_to(total, *report);
            continue;
        }
        if (outcome && arguments.files.size() > 1) {
            fmt::print(stderr, "orrery: {}\n", describe(report.error()));
        }
        outcome = std::unexpected(report.error());
    }
    if (options.commitment == warehouse::Commitment::write && total.fresh > 0) {
        const Progress progress("folding the marts",
                                [&] { return store.connection().progress_percent(); });
        if (auto folded = store.refresh_marts(); !folded) {
            return folded;
        }
    }
    if (total.read > 0) {
        print_total(total, arguments);
    }
    return outcome;
}

Status import(const Session& session, const ImportArguments& arguments) {
    const auto mappings = warehouse::load_mappings(arguments.importers);
    if (!mappings) {
        return std::unexpected(mappings.error());
    }
    if (arguments.list) {
        print_list(*mappings);
        return {};
    }
    if (!arguments.explain.empty()) {
        return print_explanation(*mappings, arguments.explain);
    }
    if (arguments.files.empty()) {
        return fail(ErrorKind::usage, "name a source and at least one file", "import",
                    "orrery import SOURCE FILE…; orrery import --list shows the sources");
    }
    const auto options = options_of(session, arguments);
    if (!options) {
        return std::unexpected(options.error());
    }
    auto open = session.open(warehouse::Access::read_write);
    if (!open) {
        return std::unexpected(open.error());
    }
    return import_files(*open->store, *mappings, arguments, *options);
}

}  // namespace

void add_import(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<ImportArguments>();
    CLI::App* command = app.add_subcommand("import", "Import generation records from other tools");
    command->add_option("source", arguments->source, "Where the files come from; see --list")
        ->type_name("SOURCE");
    command->add_option("files", arguments->files, "Files to import; .gz is read as it is")
        ->type_name("FILE");
    command->add_flag("--dry-run", arguments->dry_run, "Say what would happen, write nothing");
    command->add_flag("--no-labels", arguments->no_labels,
                      "Do not say what texts are about where the source has them");
    command->add_flag("--list", arguments->list, "List the sources and formats");
    command->add_option("--explain", arguments->explain, "Show how a source's columns are mapped")
        ->type_name("SOURCE");
    command->add_option("--set", arguments->parameters, "Set a parameter of the mapping")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    command->add_option("--format", arguments->format, "Take the files as this format")
        ->check(CLI::IsMember({"csv", "json", "parquet"}));
    command->add_option("--importers", arguments->importers, "Directory of mappings of your own")
        ->type_name("DIR")
        ->allow_extra_args(false);
    command->callback([arguments, &session] {
        session.work = [arguments, &session] { return import(session, *arguments); };
    });
}

}  // namespace orrery::cli
