#include "cli/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <thread>
#include <utility>

namespace orrery::cli {

Result<OpenStore> Session::open(warehouse::Access access) const {
    if (auto allowed = check_owner(); !allowed) {
        return std::unexpected(allowed.error());
    }
    OpenStore open;
    auto loaded = load_catalog();
    if (!loaded) {
        return std::unexpected(loaded.error());
    }
    open.catalog = std::move(*loaded);
    warehouse::StoreOptions options = store;
    options.access = access;
    open.lease = borrow_store(options.directory, command);
    auto opened = warehouse::Store::open(options, *open.catalog);
    if (!opened && warehouse::is_in_use(opened.error()) && !open.lease.is_borrowed()) {
        // A server may have begun since it was asked for.
        open.lease = borrow_store(options.directory, command);
        if (open.lease.is_borrowed()) {
            opened = warehouse::Store::open(options, *open.catalog);
        }
    }
    if (!opened) {
        return std::unexpected(opened.error());
    }
    open.store = std::move(*opened);
    return open;
}

Result<std::unique_ptr<catalog::Catalog>> Session::load_catalog() const {
    auto loaded = catalog::Catalog::load(catalogs);
    if (!loaded) {
        return std::unexpected(loaded.error());
    }
    if (!catalogs.empty()) {
        for (const auto& problem : loaded->check()) {
            fmt::print(stderr, "orrery: catalog: {}:{}: {}\n", problem.file, problem.line,
                       problem.what);
        }
    }
    return std::make_unique<catalog::Catalog>(std::move(*loaded));
}

Status Session::check_owner() const {
    return cli::check_owner(store.directory, command);
}

int Session::threads() const {
    const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return store.threads_max > 0 ? store.threads_max : cores;
}

}  // namespace orrery::cli
