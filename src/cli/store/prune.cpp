#include <fmt/format.h>

#include <memory>

#include "cli/session.h"
#include "cli/terminal/progress.h"
#include "warehouse/retention.h"

namespace orrery::cli {
namespace {

struct PruneArguments {
    int keep_raw_days = 0;
    bool dry_run = false;
};

Status prune(const Session& session, const PruneArguments& arguments) {
    auto open = session.open(arguments.dry_run ? warehouse::Access::read_only
                                               : warehouse::Access::read_write);
    if (!open) {
        return std::unexpected(open.error());
    }
    Result<warehouse::Pruned> pruned;
    {
        const Progress progress("pruning " + session.store.directory.string(),
                                [&] { return open->store->connection().progress_percent(); });
        pruned = warehouse::prune(
            *open->store, arguments.keep_raw_days,
            arguments.dry_run ? warehouse::Pruning::dry_run : warehouse::Pruning::write);
    }
    if (!pruned) {
        return std::unexpected(pruned.error());
    }
    fmt::print("{} generations, {} labels, {} quarantined rows of days before {}{}\n",
               pruned->generations, pruned->labels, pruned->quarantined, pruned->before,
               arguments.dry_run ? ": nothing was deleted" : " are deleted; their sums stay");
    return {};
}

}  // namespace

void add_prune(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<PruneArguments>();
    CLI::App* command = app.add_subcommand(
        "prune", "Delete single generations of old days; the sums of the study stay");
    command
        ->add_option("--keep-raw-days", arguments->keep_raw_days,
                     "Whole days, UTC, before today whose generations stay")
        ->required()
        ->check(CLI::Range(1, 36'500))
        ->type_name("N");
    command->add_flag("--dry-run", arguments->dry_run, "Say what would go, delete nothing");
    command->callback([arguments, &session] {
        session.work = [arguments, &session] { return prune(session, *arguments); };
    });
}

}  // namespace orrery::cli
