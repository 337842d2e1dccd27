#include <fmt/format.h>

#include <memory>

#include "cli/simulate.h"
#include "cli/study.h"

namespace orrery::cli {
namespace {

struct DemoArguments {
    std::filesystem::path out = "orrery-demo";
    SimulateArguments world;
};

/// Simulates the paper's year into a store of its own and writes its report.
Status demo(Session session, const DemoArguments& arguments) {
    session.store.directory = arguments.out / "store";
    auto open = session.open(warehouse::Access::read_write);
    if (!open) {
        return std::unexpected(open.error());
    }
    SimulateArguments world = arguments.world;
    world.options.threads = session.threads();
    if (auto simulated = simulate_into(*open, world, arguments.out / "truth"); !simulated) {
        return simulated;
    }
    // The paper's window; its long trends begin earlier.
    StudyArguments study;
    study.out = arguments.out / "report";
    study.options.from = "2024-11-04";
    study.options.history_from = "2023-11-06";
    study.options.title = "State of AI on a simulated year";
    return run_study_command(*open, study);
}

}  // namespace

void add_demo(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<DemoArguments>();
    CLI::App* command =
        app.add_subcommand("demo", "Simulate the year of the paper and write its report");
    command->add_option("--out", arguments->out, "Directory of the store and the report")
        ->type_name("DIR")
        ->capture_default_str();
    command
        ->add_option("--generations", arguments->world.options.generations, "How many generations")
        ->check(CLI::Range(std::int64_t{1000}, std::int64_t{1'000'000'000}))
        ->capture_default_str();
    command->add_option("--accounts", arguments->world.options.accounts, "How many accounts")
        ->type_name("A")
        ->capture_default_str();
    command->add_option("--seed", arguments->world.options.seed, "The same seed, the same world")
        ->type_name("S")
        ->capture_default_str();
    command->callback([arguments, &session] {
        session.work = [arguments, &session] { return demo(session, *arguments); };
    });
}

}  // namespace orrery::cli
