#include "cli/study.h"

#include <fmt/format.h>

#include <atomic>
#include <memory>

#include "base/file.h"
#include "cli/terminal/progress.h"
#include "report/report.h"
#include "study/manifest.h"
#include "study/runner.h"

namespace orrery::cli {
namespace {

/// Brings the marts up to date where the store may be written; says so where it may not.
Status ready_marts(OpenStore& open) {
    if (open.store->access() == warehouse::Access::read_write) {
        return open.store->refresh_marts();
    }
    const auto watermark = open.store->watermark();
    if (watermark && watermark->folded < watermark->written) {
        fmt::print(stderr,
                   "orrery: the marts are behind and the store is read-only: the newest "
                   "imports are not in this study\n");
    }
    return {};
}

void print_summary(const study::StudyRun& run, const std::filesystem::path& out) {
    int drawn = 0;
    for (const auto& figure : run.figures) {
        drawn += figure.status == study::FigureStatus::drawn ? 1 : 0;
    }
    fmt::print("{} to {}: {} generations, {} tokens, {} models\n", run.window_from, run.window_to,
               run.generations, run.tokens, run.models);
    for (const auto& chapter : run.chapters) {
        if (chapter.findings.empty()) {
            continue;
        }
        fmt::print("\n{}\n", chapter.title);
        for (const auto& finding : chapter.findings) {
            fmt::print("  - {}\n", finding);
        }
    }
    fmt::print("\n{} of {} figures and tables drawn", drawn, run.figures.size());
    for (const auto& figure : run.figures) {
        if (figure.status != study::FigureStatus::missing_columns) {
            continue;
        }
        std::string columns;
        for (const auto& missing : figure.missing) {
            columns += (columns.empty() ? "" : ", ") + missing.column;
        }
        fmt::print("\n  {} needs {}: {}", figure.definition.id, columns,
                   figure.missing.front().remedy);
    }
    fmt::print("\n");
    for (const auto& test : run.tests) {
        if (!test.passed) {
            fmt::print("data test failed: {}: {}\n", test.name, test.detail);
        }
    }
    if (!run.unknown_models.empty()) {
        fmt::print("{} model{} not in the catalog; orrery doctor lists them\n",
                   run.unknown_models.size(), run.unknown_models.size() == 1 ? " is" : "s are");
    }
    fmt::print("\nreport: {}\n", (std::filesystem::absolute(out) / "index.html").string());
}

void add_publication(CLI::App& command, StudyArguments& arguments) {
    CLI::Option* publish = command.add_flag("--publish", arguments.is_for_publication,
                                            "Withhold what few accounts stand behind");
    command
        .add_option("--min-accounts", arguments.rule.accounts_min,
                    "Accounts that a published value stands on")
        ->needs(publish)
        ->check(CLI::Range(2, 1'000'000))
        ->capture_default_str();
    command
        .add_option("--min-accounts-geography", arguments.rule.geography_accounts_min,
                    "The same where it says where they are")
        ->needs(publish)
        ->check(CLI::Range(2, 1'000'000))
        ->capture_default_str();
}

}  // namespace

Status run_study_command(OpenStore& open, const StudyArguments& arguments) {
    if (auto ready = ready_marts(open); !ready) {
        return ready;
    }
    auto definition = study::load_study(arguments.directories);
    if (!definition) {
        return std::unexpected(definition.error());
    }
    const auto further = study::add_further_figures(*open.store, arguments.further, *definition);
    if (!further) {
        return std::unexpected(further.error());
    }
    Result<study::StudyRun> run = fail(ErrorKind::internal, "not run");
    {
        std::atomic<double> percent = 0;
        study::StudyOptions options = arguments.options;
        if (!options.figures.empty()) {
            options.figures.insert(options.figures.end(), further->begin(), further->end());
        }
        if (arguments.is_for_publication) {
            options.publication = arguments.rule;
        }
        options.on_figure = [&](std::size_t done, std::size_t all) {
            percent = 100.0 * static_cast<double>(done) / static_cast<double>(all);
        };
        const Progress progress("running the study", [&] { return percent.load(); });
        run = study::run_study(*open.store, *definition, options);
    }
    if (!run) {
        return std::unexpected(run.error());
    }
    {
        const Progress progress("writing the report", [] { return -1.0; });
        if (auto written =
                report::write_report(*run, arguments.out, {arguments.svg, arguments.png});
            !written) {
            return written;
        }
        if (auto written = write_file(arguments.out / "manifest.json",
                                      study::manifest_json(*run, open.catalog->fingerprint()));
            !written) {
            return written;
        }
    }
    print_summary(*run, arguments.out);
    return {};
}

void add_study(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<StudyArguments>();
    CLI::App* command = app.add_subcommand("study", "Run the study and write the report");
    command->add_option("figures", arguments->options.figures, "Figures to run; all if none named")
        ->type_name("ID");
    command->add_option("--out", arguments->out, "Directory of the report")
        ->type_name("DIR")
        ->capture_default_str();
    command->add_option("--from", arguments->options.from, "First day, UTC")->type_name("DATE");
    command
        ->add_option("--history-from", arguments->options.history_from,
                     "First day of the figures on long trends; else that of all")
        ->type_name("DATE");
    command->add_option("--to", arguments->options.to, "Last day, UTC")->type_name("DATE");
    command->add_option("--title", arguments->options.title, "Title of the report")
        ->capture_default_str();
    command->add_option("--study", arguments->directories, "Directory of figures of your own")
        ->type_name("DIR")
        ->allow_extra_args(false);
    command
        ->add_option("--author", arguments->further.authors,
                     "Slug of a further author whose categories are drawn; may be repeated")
        ->type_name("SLUG")
        ->allow_extra_args(false);
    command
        ->add_option("--model", arguments->further.models,
                     "Slug of a further model whose retention is drawn; may be repeated")
        ->type_name("SLUG")
        ->allow_extra_args(false);
    add_publication(*command, *arguments);
    command->add_flag("--svg", arguments->svg, "Write each figure as SVG too");
    command->add_flag("--png", arguments->png, "Write each figure as PNG too");
    command->add_flag("--read-only", arguments->read_only, "Do not touch the store");
    add_study_diff(*command, session);
    command->callback([arguments, command, &session] {
        if (!command->get_subcommands().empty()) {
            return;  // The subcommand has set its own work.
        }
        session.work = [arguments, &session]() -> Status {
            auto open = session.open(arguments->read_only ? warehouse::Access::read_only
                                                          : warehouse::Access::read_write);
            if (!open) {
                return std::unexpected(open.error());
            }
            return run_study_command(*open, *arguments);
        };
    });
}

}  // namespace orrery::cli
