#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"
#include "cli/lease/lease.h"
#include "warehouse/store.h"

namespace orrery::cli {

/// A store with the catalog that it looks things up in, lent by the server where one runs.
struct OpenStore {
    Lease lease;  // Ends last: when the store is closed.
    std::unique_ptr<catalog::Catalog> catalog;
    std::unique_ptr<warehouse::Store> store;
};

/// What every subcommand shares: the options before it, and the work that parsing chose.
struct Session {
    warehouse::StoreOptions store;
    std::vector<std::filesystem::path> catalogs;
    std::function<Status()> work;
    std::string command = "orrery";  ///< The subcommand that was called: "orrery study".

    /// Opens the store; where a process serves from it, waits for that to lend it.
    [[nodiscard]] Result<OpenStore> open(warehouse::Access access) const;
    /// Loads the catalog and says on standard error what is wrong with files of the user's own.
    [[nodiscard]] Result<std::unique_ptr<catalog::Catalog>> load_catalog() const;
    /// Fails where root would leave files in another user's store.
    [[nodiscard]] Status check_owner() const;
    /// Returns the threads to use: as many as asked for, or one for each core.
    [[nodiscard]] int threads() const;
};

/// The subcommands. Each adds itself with its options and sets `session.work` when it is called.
void add_import(CLI::App& app, Session& session);
void add_study(CLI::App& app, Session& session);
void add_sql(CLI::App& app, Session& session);
void add_doctor(CLI::App& app, Session& session);
void add_catalog(CLI::App& app, Session& session);
void add_classify(CLI::App& app, Session& session);
void add_demo(CLI::App& app, Session& session);
void add_manual(CLI::App& app, Session& session);
void add_simulate(CLI::App& app, Session& session);
void add_serve(CLI::App& app, Session& session);
void add_export(CLI::App& app, Session& session);
void add_prune(CLI::App& app, Session& session);
void add_backup(CLI::App& app, Session& session);
void add_restore(CLI::App& app, Session& session);
void add_accounts(CLI::App& app, Session& session);
void add_keys(CLI::App& app, Session& session);
void add_token(CLI::App& app, Session& session);

}  // namespace orrery::cli
