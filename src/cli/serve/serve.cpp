#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "base/file.h"
#include "classifier/knowledge.h"
#include "cli/serve/archive.h"
#include "cli/serve/arguments.h"
#include "cli/serve/core_dumps.h"
#include "cli/serve/lender.h"
#include "cli/serve/observatory.h"
#include "cli/session.h"
#include "gateway/gateway.h"
#include "labelling/backends.h"
#include "ledger/ledger.h"
#include "warehouse/secret_key.h"

namespace orrery::cli {
namespace {

/// Signals that the serving process waits for; blocked in all its threads.
sigset_t awaited_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) {
        sigaddset(&set, number);
    }
    return set;
}

/// Makes the account of requests without a key where it is missing, and a key that nobody knows.
Status ensure_anonymous(ledger::Ledger& ledger) {
    const auto directory = ledger.directory();
    const ledger::Account* known = directory->account(gateway::anonymous_account);
    ledger::NewKey key;
    key.name = gateway::anonymous_account;
    if (known == nullptr) {
        ledger::NewAccount account;
        account.name = gateway::anonymous_account;
        account.is_unlimited = true;
        const auto id = ledger.registry().create_account(account);
        if (!id) {
            return std::unexpected(id.error());
        }
        key.account = *id;
    } else if (std::ranges::find(directory->keys(), known->id, &ledger::Key::account) !=
               directory->keys().end()) {
        return {};
    } else {
        key.account = known->id;
    }
    if (const auto created = ledger.registry().create_key(key); !created) {
        return std::unexpected(created.error());
    }
    return ledger.refresh_directory();
}

std::string address_of(const gateway::Config& config, std::uint16_t port) {
    const bool is_v6 = config.listen_host.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}", config.tls_certificate.empty() ? "http" : "https",
                       is_v6 ? "[" : "", config.listen_host, is_v6 ? "]" : "", port);
}

void print_welcome(const std::string& address, const ServeArguments& arguments,
                   const ledger::Ledger& ledger) {
    fmt::print("listening on {}/api/v1\n", address);
    fmt::print("dashboard at {}/, opened with what `orrery token` prints\n", address);
    if (ledger.directory()->keys().empty()) {
        fmt::print(
            "no key yet: `orrery accounts add me --unlimited`, then `orrery keys create "
            "--account me`\n");
    }
    if (arguments.welcome) {
        arguments.welcome(address);
    }
    std::fflush(stdout);
}

/// Waits for signals until one ends the service: SIGHUP reads the configuration again, SIGUSR1
/// opens the logs anew.
void wait_for_the_end(const sigset_t& signals, const ServeArguments& arguments,
                      const catalog::Catalog& catalog, gateway::Gateway& gateway) {
    for (;;) {
        int number = 0;
        if (sigwait(&signals, &number) != 0) {
            return;
        }
        if (number == SIGTERM || number == SIGINT) {
            fmt::print(stderr, "orrery: ending: requests that run may finish\n");
            return;
        }
        gateway.reopen_logs();
        if (number != SIGHUP) {
            continue;
        }
        auto config = read_config(arguments, catalog);
        if (!config) {
            fmt::print(stderr, "orrery: the old configuration stays: {}\n",
                       describe(config.error()));
            continue;
        }
        gateway.reload(std::move(*config));
        fmt::print(stderr, "orrery: configuration reloaded\n");
    }
}

/// Makes who labels prompts. What they go by is loaded for the first one and outlives all.
Result<std::unique_ptr<classifier::Backend>> make_backend(
    const Session& session, const gateway::Config& config,
    std::unique_ptr<classifier::Knowledge>& knowledge) {
    if (!knowledge) {
        auto loaded = classifier::load_knowledge(session.catalogs);
        if (!loaded) {
            return std::unexpected(loaded.error());
        }
        knowledge = std::move(*loaded);
    }
    return labelling::make_backend(config.classifier.backend, knowledge->model, knowledge->taxonomy,
                                   "[classifier]");
}

/// How the server has its store. Beside the loops the warehouse is the background: one thread,
/// unless more are asked for.
warehouse::StoreOptions background_options(const Session& session) {
    warehouse::StoreOptions options = session.store;
    options.tells_progress = false;
    options.log_max = "64MB";  // Small drains are not compressed one by one.
    options.threads_max = std::max(1, session.store.threads_max);
    return options;
}

Result<std::unique_ptr<ledger::Ledger>> open_ledger(const Session& session,
                                                    const gateway::Config& config) {
    const auto hash_key = warehouse::read_secret_key(session.store.directory);
    if (!hash_key) {
        return std::unexpected(hash_key.error());
    }
    ledger::Options options;
    options.directory = session.store.directory / "ledger";
    options.loops = gateway::Gateway::loops_of(config);
    options.sync_every = config.sync_every;
    options.hash_key = *hash_key;
    auto ledger = ledger::Ledger::open(options);
    if (ledger && config.allows_anonymous) {
        if (auto made = ensure_anonymous(**ledger); !made) {
            return std::unexpected(made.error());
        }
    }
    return ledger;
}

/// Takes the right to serve from the store's directory, and listens there for commands.
Result<AdminSocket> open_socket(const Session& session) {
    auto ready = session.check_owner();
    if (ready) {
        ready = make_directory(session.store.directory);
    }
    return ready ? AdminSocket::listen(session.store.directory) : std::unexpected(ready.error());
}

}  // namespace

Status serve(const Session& session, const ServeArguments& arguments) {
    // Before the first thread begins, so that all inherit it.
    const sigset_t signals = awaited_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    if (!arguments.dumps_core) {
        forbid_core_dumps();
    }
    auto socket = open_socket(session);
    const auto catalog = socket ? session.load_catalog() : std::unexpected(socket.error());
    if (!catalog) {
        return std::unexpected(catalog.error());
    }
    const Archive::Open open = [options = background_options(session), &catalog] {
        return warehouse::Store::open(options, **catalog);
    };
    auto store = open();
    if (!store && !warehouse::is_in_use(store.error())) {
        return std::unexpected(store.error());
    }
    auto config = read_config(arguments, **catalog);
    if (!config) {
        return std::unexpected(config.error());
    }
    auto ledger = open_ledger(session, *config);
    if (!ledger) {
        return std::unexpected(ledger.error());
    }
    Archive archive(**ledger, open, store ? std::move(*store) : nullptr,
                    {config->warehouse_every, config->keep_raw_days});
    Lender lender(std::move(*socket), archive);
    auto observatory = Observatory::open(**catalog, **ledger, archive, session.store.directory);
    if (!observatory) {
        return std::unexpected(observatory.error());
    }
    const gateway::Config chosen = *config;
    std::unique_ptr<classifier::Knowledge> knowledge;
    gateway::Gateway::Beside beside;
    beside.make_backend = [&] { return make_backend(session, chosen, knowledge); };
    (*observatory)->serve_in(beside);
    auto gateway = gateway::Gateway::start(
        std::move(*config), **catalog, **ledger,
        [&archive](const std::string& sql) { return archive.ask(sql); }, std::move(beside));
    if (!gateway) {
        return std::unexpected(gateway.error());
    }
    (*observatory)->watch(gateway->get());
    print_welcome(address_of(chosen, (*gateway)->port()), arguments, **ledger);
    wait_for_the_end(signals, arguments, **catalog, **gateway);
    (*gateway)->stop();
    (*observatory)->watch(nullptr);
    gateway->reset();
    lender.stop();
    archive.stop();
    return {};
}

namespace {

Status check(const Session& session, const ServeArguments& arguments) {
    auto catalog = catalog::Catalog::load(session.catalogs);
    if (!catalog) {
        return std::unexpected(catalog.error());
    }
    auto config = read_config(arguments, *catalog);
    if (!config) {
        return std::unexpected(config.error());
    }
    print_config(*config);
    return {};
}

}  // namespace

void add_serve(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<ServeArguments>();
    CLI::App* command = app.add_subcommand(
        "serve", "Serve requests to models on one endpoint and record each of them");
    command
        ->add_option("--config", arguments->config, "Configuration; without one, an echo provider")
        ->type_name("FILE");
    command->add_option("--listen", arguments->listen, "Listen here instead")
        ->type_name("HOST:PORT");
    command->add_flag("--core-dumps", arguments->dumps_core,
                      "Let a crash write the process's memory, and the prompts in it, to a file");
    command->add_flag("--check", arguments->check, "Read the configuration, show it and end");
    command->callback([arguments, &session] {
        session.work = [arguments, &session] {
            return arguments->check ? check(session, *arguments) : serve(session, *arguments);
        };
    });
}

}  // namespace orrery::cli
