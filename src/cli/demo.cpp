#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "cli/serve/arguments.h"
#include "cli/simulate.h"
#include "cli/study.h"
#include "dashboard/access/tokens.h"
#include "ledger/registry.h"

namespace orrery::cli {
namespace {

constexpr const char* demo_account = "demo";

struct DemoArguments {
    std::filesystem::path out = "orrery-demo";
    SimulateArguments world;
    bool is_to_serve = false;
    ServeArguments serving;
};

using Welcome = std::function<void(const std::string& address)>;

/// Makes an account with a key in the demo's store; returns what says how to ask with it. What is
/// asked now comes long after the year, so the year has an address of its own.
Result<Welcome> invite(const Session& session, const std::string& from, const std::string& to) {
    const auto registry = ledger::Registry::open(session.store.directory / "ledger");
    if (!registry) {
        return std::unexpected(registry.error());
    }
    const auto accounts = (*registry)->accounts();
    if (!accounts) {
        return std::unexpected(accounts.error());
    }
    const auto known = std::ranges::find(*accounts, demo_account, &ledger::Account::name);
    auto account = known == accounts->end()
                       ? (*registry)->create_account({.name = demo_account, .is_unlimited = true})
                       : Result<std::int64_t>(known->id);
    if (!account) {
        return std::unexpected(account.error());
    }
    const auto key = (*registry)->create_key({.account = *account, .name = demo_account});
    const auto token = dashboard::token_of(session.store.directory, dashboard::Role::admin);
    if (!key || !token) {
        return std::unexpected(key ? token.error() : key.error());
    }
    return [secret = key->secret, token = *token, from, to](const std::string& address) {
        fmt::print(
            "\nThe gateway serves this year, with an echo provider. Ask it:\n\n"
            "  curl {0}/api/v1/chat/completions -H 'Authorization: Bearer {1}' \\\n"
            "    -d '{{\"model\":\"orrery/echo\",\"messages\":[{{\"role\":\"user\",\"content\":"
            "\"hello\"}}]}}'\n\n"
            "and see it at {0}/ after signing in with\n\n  {2}\n\n"
            "The year's figures, with filters: {0}/study?from={3}&to={4}\n\n"
            "Ctrl-C ends it.\n\n",
            address, secret, token, from, to);
    };
}

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
    if (auto done = run_study_command(*open, study); !done || !arguments.is_to_serve) {
        return done;
    }
    const auto last = open->store->query("SELECT CAST(max(day) AS VARCHAR) FROM mart_usage");
    if (!last) {
        return std::unexpected(last.error());
    }
    *open = {};
    auto invited = invite(session, study.options.from, to_text(last->rows.front().front()));
    if (!invited) {
        return std::unexpected(invited.error());
    }
    ServeArguments serving = arguments.serving;
    serving.welcome = std::move(*invited);
    return serve(session, serving);
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
    CLI::Option* serving = command->add_flag("--serve", arguments->is_to_serve,
                                             "Then serve it, with the dashboard, until Ctrl-C");
    arguments->serving.listen = "127.0.0.1:8080";
    command->add_option("--listen", arguments->serving.listen, "Where to serve it")
        ->type_name("HOST:PORT")
        ->needs(serving)
        ->capture_default_str();
    command->callback([arguments, &session] {
        session.work = [arguments, &session] { return demo(session, *arguments); };
    });
}

}  // namespace orrery::cli
