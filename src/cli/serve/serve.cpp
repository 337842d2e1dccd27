#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "classifier/knowledge.h"
#include "cli/serve/archive.h"
#include "cli/serve/core_dumps.h"
#include "cli/session.h"
#include "gateway/gateway.h"
#include "labelling/backends.h"
#include "ledger/ledger.h"

namespace orrery::cli {
namespace {

struct ServeArguments {
    std::filesystem::path config;
    std::string listen;
    bool check = false;
    bool dumps_core = false;
};

/// Reads HOST:PORT into the configuration; an IPv6 host stands in brackets.
Status apply_listen(const std::string& listen, gateway::Config& config) {
    const std::size_t colon = listen.rfind(':');
    const std::string port = colon == std::string::npos ? listen : listen.substr(colon + 1);
    std::size_t used = 0;
    const bool is_number = !port.empty() &&
                           port.find_first_not_of("0123456789") == std::string::npos &&
                           port.size() <= 5;
    const unsigned long number = is_number ? std::stoul(port, &used) : 65'536;
    if (number > 65'535) {
        return fail(ErrorKind::usage, fmt::format("'{}' has no port from 0 to 65535", listen),
                    "--listen", "write HOST:PORT, as in 127.0.0.1:8080");
    }
    config.listen_port = static_cast<std::uint16_t>(number);
    if (colon != std::string::npos && colon > 0) {
        std::string host = listen.substr(0, colon);
        if (host.starts_with('[') && host.ends_with(']')) {
            host = host.substr(1, host.size() - 2);
        }
        config.listen_host = host;
    }
    return {};
}

Result<gateway::Config> read_config(const ServeArguments& arguments,
                                    const catalog::Catalog& catalog) {
    auto config = arguments.config.empty()
                      ? Result<gateway::Config>(gateway::default_config(catalog))
                      : gateway::load_config(arguments.config, catalog);
    if (config && !arguments.listen.empty()) {
        if (auto applied = apply_listen(arguments.listen, *config); !applied) {
            return std::unexpected(applied.error());
        }
    }
    return config;
}

void print_config(const gateway::Config& config) {
    fmt::print("{} providers, {} models, {} endpoints\n", config.providers.size(),
               config.models.size(), config.endpoints.size());
    for (const gateway::ServedModel& model : config.models) {
        std::string offers;
        for (const std::size_t index : model.endpoints) {
            const gateway::Endpoint& endpoint = config.endpoints[index];
            offers += fmt::format("{}{}{}", offers.empty() ? "" : ", ",
                                  config.providers[endpoint.provider].slug,
                                  endpoint.variant == "standard" ? "" : ":" + endpoint.variant);
        }
        fmt::print("  {}  {}\n", model.slug, offers);
    }
}

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

void print_welcome(const gateway::Config& config, std::uint16_t port,
                   const ledger::Ledger& ledger) {
    const bool is_v6 = config.listen_host.find(':') != std::string::npos;
    fmt::print("listening on {}://{}{}{}:{}/api/v1\n",
               config.tls_certificate.empty() ? "http" : "https", is_v6 ? "[" : "",
               config.listen_host, is_v6 ? "]" : "", port);
    if (ledger.directory()->keys().empty()) {
        fmt::print(
            "no key yet: `orrery accounts add me --unlimited`, then `orrery keys create "
            "--account me`\n");
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

Status serve(const Session& session, const ServeArguments& arguments) {
    // Before the first thread begins, so that all inherit it.
    const sigset_t signals = awaited_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    if (!arguments.dumps_core) {
        forbid_core_dumps();
    }
    // Beside the loops the warehouse is the background: one thread, unless more are asked for.
    Session background = session;
    background.store.tells_progress = false;
    background.store.log_max = "64MB";  // Small drains are not compressed one by one.
    background.store.threads_max = std::max(1, session.store.threads_max);
    auto open = background.open(warehouse::Access::read_write);
    if (!open) {
        return std::unexpected(open.error());
    }
    auto config = read_config(arguments, *open->catalog);
    if (!config) {
        return std::unexpected(config.error());
    }
    const auto hash_key = open->store->secret_key();
    if (!hash_key) {
        return std::unexpected(hash_key.error());
    }
    ledger::Options options;
    options.directory = session.store.directory / "ledger";
    options.loops = gateway::Gateway::loops_of(*config);
    options.hash_key = *hash_key;
    auto ledger = ledger::Ledger::open(options);
    if (!ledger) {
        return std::unexpected(ledger.error());
    }
    if (config->allows_anonymous) {
        if (auto made = ensure_anonymous(**ledger); !made) {
            return made;
        }
    }
    Archive archive(**ledger, *open->store, config->warehouse_every);
    const gateway::Config chosen = *config;
    std::unique_ptr<classifier::Knowledge> knowledge;
    auto gateway = gateway::Gateway::start(
        std::move(*config), *open->catalog, **ledger,
        [&archive](const std::string& sql) { return archive.ask(sql); },
        [&] { return make_backend(session, chosen, knowledge); });
    if (!gateway) {
        return std::unexpected(gateway.error());
    }
    print_welcome(chosen, (*gateway)->port(), **ledger);
    wait_for_the_end(signals, arguments, *open->catalog, **gateway);
    (*gateway)->stop();
    gateway->reset();
    archive.stop();
    return {};
}

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
