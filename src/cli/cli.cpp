#include "cli/cli.h"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <csignal>
#include <cstdio>

#include "base/embedded.h"
#include "cli/session.h"

namespace orrery::cli {
namespace {

void add_shared_options(CLI::App& app, Session& session) {
    app.add_option("--store", session.store.directory, "Directory of the store")
        ->type_name("DIR")
        ->capture_default_str();
    app.add_option("--catalog", session.catalogs,
                   "Directory of CSV files that add to or correct the catalog; may be repeated")
        ->type_name("DIR");
    app.add_option("--memory", session.store.memory_max, "Memory that the warehouse may use")
        ->type_name("SIZE")
        ->capture_default_str();
    app.add_option("--threads", session.store.threads_max, "Threads; 0 is one for each core")
        ->type_name("N")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
}

}  // namespace

int run(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // A file size limit becomes a write error with a message.
    CLI::App app("Orrery: a self-hosted observatory for LLM usage", "orrery");
    app.set_version_flag("--version", std::string(version));
    app.require_subcommand(1);
    app.fallthrough();
    Session session;
    add_shared_options(app, session);
    add_demo(app, session);
    add_import(app, session);
    add_simulate(app, session);
    add_serve(app, session);
    add_study(app, session);
    add_sql(app, session);
    add_doctor(app, session);
    add_export(app, session);
    add_prune(app, session);
    add_backup(app, session);
    add_restore(app, session);
    add_catalog(app, session);
    add_classify(app, session);
    add_accounts(app, session);
    add_keys(app, session);
    add_token(app, session);
    add_manual(app, session);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const bool is_question = error.get_exit_code() == 0;  // --help or --version
        app.exit(error);
        return is_question ? 0 : exit_code(ErrorKind::usage);
    }
    for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
        at = at->get_subcommands().front();
        session.command += " " + at->get_name();
    }
    const Status done = session.work();
    if (!done) {
        std::fflush(stdout);
        fmt::print(stderr, "orrery: {}\n", describe(done.error()));
        return exit_code(done.error().kind);
    }
    return 0;
}

}  // namespace orrery::cli
