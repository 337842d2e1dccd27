#include <fmt/format.h>
#include <fmt/ranges.h>

#include <atomic>
#include <memory>

#include "cli/simulate.h"
#include "cli/terminal/progress.h"
#include "simulate/rows/output.h"
#include "simulate/truth.h"

namespace orrery::cli {
namespace {

using simulate::World;

/// Options as they are typed; days are ISO texts.
struct SimulateCommand {
    SimulateArguments arguments;
    std::string from;
    std::string to;
    std::filesystem::path out;
    std::string format = "parquet";
    std::filesystem::path truth;
    bool print_profile = false;
};

Result<simulate::WorldOptions> world_options(const SimulateCommand& command, int threads) {
    simulate::WorldOptions options = command.arguments.options;
    options.threads = threads;
    for (const auto& [text, day, name] :
         {std::tuple(&command.from, &options.from, "--from"), {&command.to, &options.to, "--to"}}) {
        if (text->empty()) {
            continue;
        }
        const auto parsed = simulate::parse_day(*text, name);
        if (!parsed) {
            Error error = parsed.error();
            error.kind = ErrorKind::usage;
            return std::unexpected(std::move(error));
        }
        *day = *parsed;
    }
    return options;
}

Status write_files(const Session& session, const SimulateCommand& command) {
    const auto catalog = catalog::Catalog::load(session.catalogs);
    if (!catalog) {
        return std::unexpected(catalog.error());
    }
    const auto options = world_options(command, session.threads());
    if (!options) {
        return std::unexpected(options.error());
    }
    SimulateArguments arguments = command.arguments;
    arguments.options = *options;
    const auto world = make_world(arguments, *catalog);
    if (!world) {
        return std::unexpected(world.error());
    }
    std::atomic<std::int64_t> made = 0;
    const simulate::OnRows on_rows = [&](std::int64_t rows) { made += rows; };
    {
        const Progress progress("writing " + command.out.string(), [&] {
            return 100.0 * static_cast<double>(made) / static_cast<double>(options->generations);
        });
        if (auto written = simulate::write_to_files(**world, command.out, command.format, on_rows);
            !written) {
            return written;
        }
    }
    fmt::print("{} generations in {}\n", options->generations, command.out.string());
    print_world(**world);
    return command.truth.empty() ? Status{} : simulate::write_truth(**world, command.truth);
}

Status simulate_command(Session& session, const SimulateCommand& command) {
    if (command.print_profile) {
        const auto text = simulate::profile_text(command.arguments.profile);
        if (!text) {
            return std::unexpected(text.error());
        }
        fmt::print("{}", *text);
        return {};
    }
    if (!command.out.empty()) {
        return write_files(session, command);
    }
    const auto options = world_options(command, session.threads());
    if (!options) {
        return std::unexpected(options.error());
    }
    SimulateArguments arguments = command.arguments;
    arguments.options = *options;
    auto open = session.open(warehouse::Access::read_write);
    if (!open) {
        return std::unexpected(open.error());
    }
    return simulate_into(*open, arguments, command.truth);
}

}  // namespace

Result<std::unique_ptr<World>> make_world(const SimulateArguments& arguments,
                                          const catalog::Catalog& catalog) {
    const auto profile = simulate::load_profile(arguments.profile);
    if (!profile) {
        return std::unexpected(profile.error());
    }
    std::atomic<double> percent = 0;
    simulate::WorldOptions options = arguments.options;
    options.on_progress = [&](double done) { percent = 100 * done; };
    const Progress progress("calibrating " + profile->name, [&] { return percent.load(); });
    auto world = simulate::make_world(*profile, catalog, options);
    if (world) {
        (*world)->options.on_progress = [](double) {};
    }
    return world;
}

void print_world(const World& world) {
    fmt::print("world {} of {}, seed {}: one token stands for {:.0f}\n", world.id,
               world.profile.name, world.options.seed, world.tokens_per_token);
    for (const std::string& miss : world.misses) {
        fmt::print("target not met: {}\n", miss);
    }
}

Status simulate_into(OpenStore& open, const SimulateArguments& arguments,
                     const std::filesystem::path& truth) {
    const auto world = make_world(arguments, *open.catalog);
    if (!world) {
        return std::unexpected(world.error());
    }
    std::atomic<std::int64_t> made = 0;
    const simulate::OnRows on_rows = [&](std::int64_t rows) { made += rows; };
    Result<std::int64_t> written = 0;
    {
        const auto all = static_cast<double>(arguments.options.generations);
        const Progress progress("simulating into " + open.store->directory().string(),
                                [&] { return 100.0 * static_cast<double>(made) / all; });
        written = simulate::write_to_store(**world, *open.store, on_rows);
    }
    if (!written) {
        return std::unexpected(written.error());
    }
    fmt::print("{} generations in {}{}\n", *written, open.store->directory().string(),
               *written == 0 ? ": the store holds this world already" : "");
    print_world(**world);
    return truth.empty() ? Status{} : simulate::write_truth(**world, truth);
}

void add_simulate(CLI::App& app, Session& session) {
    auto command = std::make_shared<SimulateCommand>();
    auto& arguments = command->arguments;
    CLI::App* sub = app.add_subcommand(
        "simulate", "Make a world of generation records whose statistics are known");
    sub->add_option(
           "--profile", arguments.profile,
           fmt::format("Profile: {}; or a .toml file", fmt::join(simulate::profile_names(), ", ")))
        ->type_name("NAME|FILE")
        ->capture_default_str();
    sub->add_option("--generations", arguments.options.generations, "How many generations")
        ->type_name("N")
        ->capture_default_str();
    sub->add_option("--accounts", arguments.options.accounts, "How many accounts")
        ->type_name("A")
        ->capture_default_str();
    sub->add_option("--seed", arguments.options.seed, "The same seed gives the same world")
        ->check(CLI::NonNegativeNumber)
        ->type_name("S")
        ->capture_default_str();
    sub->add_option("--from", command->from, "First day, UTC; else the profile's")
        ->type_name("DATE");
    sub->add_option("--to", command->to, "Last day, UTC; else the profile's")->type_name("DATE");
    sub->add_option("--out", command->out, "Write files into this directory, not into the store")
        ->type_name("DIR");
    sub->add_option("--format", command->format, "Of the files: parquet, csv or jsonl")
        ->check(CLI::IsMember({"parquet", "csv", "jsonl"}))
        ->capture_default_str();
    sub->add_option("--truth", command->truth, "Write what was planted into this directory")
        ->type_name("DIR");
    sub->add_flag("--print-profile", command->print_profile, "Print the profile and stop");
    sub->callback([command, &session] {
        session.work = [command, &session] { return simulate_command(session, *command); };
    });
}

}  // namespace orrery::cli
