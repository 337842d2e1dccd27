#include <fmt/format.h>

#include <memory>

#include "base/directives.h"
#include "base/embedded.h"
#include "cli/progress.h"
#include "cli/study.h"
#include "warehouse/import/importer.h"

namespace orrery::cli {
namespace {

struct DemoArguments {
    std::filesystem::path out = "orrery-demo";
    std::int64_t generations = 200'000;
};

Result<std::string> sample_sql(std::int64_t generations) {
    for (const EmbeddedFile& file : embedded::study()) {
        if (file.path != "sample/sample.sql") {
            continue;
        }
        auto parsed = parse_directives(file.contents, std::string(file.path));
        if (!parsed) {
            return std::unexpected(parsed.error());
        }
        const std::string token = "{generations}";
        return parsed->body.replace(parsed->body.find(token), token.size(),
                                    fmt::format("{}", generations));
    }
    return fail(ErrorKind::internal, "the binary carries no sample");
}

/// Writes the built-in sample as a file of generation records, as another tool would.
Status write_sample(warehouse::Store& store, const std::filesystem::path& file,
                    std::int64_t generations) {
    const auto sample = sample_sql(generations);
    if (!sample) {
        return std::unexpected(sample.error());
    }
    // A uniform number in (0, 1) that a name and a counter decide: the same sample everywhere.
    return store.execute(fmt::format(
        "CREATE OR REPLACE TEMP MACRO unit(name, counter) AS "
        "((hash(name || counter) >> 12) + 0.5) / 4503599627370496.0; "
        "COPY (SELECT * FROM ({}) ORDER BY created_at, generation_id) TO {} (FORMAT parquet)",
        *sample, warehouse::sql_literal(file.string())));
}

Status demo(Session session, const DemoArguments& arguments) {
    session.store.directory = arguments.out / "store";
    auto open = session.open(warehouse::Access::read_write);
    if (!open) {
        return std::unexpected(open.error());
    }
    const auto file = arguments.out / "sample.parquet";
    const auto percent = [&] { return open->store->connection().progress_percent(); };
    {
        const Progress progress("writing the built-in sample", percent);
        if (auto written = write_sample(*open->store, file, arguments.generations); !written) {
            return written;
        }
    }
    const auto mappings = warehouse::load_mappings({});
    if (!mappings) {
        return std::unexpected(mappings.error());
    }
    warehouse::ImportOptions options;
    options.source = "orrery";
    Result<warehouse::ImportReport> report = fail(ErrorKind::internal, "not run");
    {
        const Progress progress("importing " + file.string(), percent);
        report = import_file(*open->store, *mappings, file, options);
    }
    if (!report) {
        return std::unexpected(report.error());
    }
    fmt::print("{}: {} generations read, {} new\n", file.string(), report->read, report->fresh);
    StudyArguments study;
    study.out = arguments.out / "report";
    study.options.title = "State of AI on a built-in, invented sample";
    return run_study_command(*open, study);
}

}  // namespace

void add_demo(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<DemoArguments>();
    CLI::App* command =
        app.add_subcommand("demo", "Import a built-in, invented sample and write its report");
    command->add_option("--out", arguments->out, "Directory of the sample, its store and report")
        ->type_name("DIR")
        ->capture_default_str();
    command->add_option("--generations", arguments->generations, "About how many generations")
        ->check(CLI::Range(std::int64_t{1000}, std::int64_t{100'000'000}))
        ->capture_default_str();
    command->callback([arguments, &session] {
        session.work = [arguments, &session] { return demo(session, *arguments); };
    });
}

}  // namespace orrery::cli
