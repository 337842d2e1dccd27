#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/ledger.h"
#include "support/temporary_directory.h"

namespace orrery::ledger {

inline constexpr std::int64_t us_per_second = 1'000'000;
inline constexpr std::int64_t us_per_day = 86'400 * us_per_second;
inline constexpr std::int64_t usd = 1'000'000'000;
/// Thursday, 2026-01-15 12:00 UTC.
inline constexpr std::int64_t noon_us = 1'768'478'400 * us_per_second;

/// Options for small journals that nothing in the background touches soon, at a fixed clock.
inline Options quiet_options(const std::filesystem::path& directory) {
    Options options;
    options.directory = directory;
    options.segment_bytes = 64U << 10U;
    options.disk_free_min = 0;
    options.apply_every = std::chrono::hours(1);
    options.hash_key = std::string(64, 'a');
    options.clock = [] { return noon_us; };
    return options;
}

inline std::unique_ptr<Ledger> open_ledger(const Options& options) {
    auto opened = Ledger::open(options);
    if (!opened) {
        ADD_FAILURE() << describe(opened.error());
        std::abort();
    }
    return std::move(*opened);
}

/// Makes an account with one key; returns the key's id.
inline std::int64_t make_key(Ledger& ledger, const NewAccount& account, NewKey key = {}) {
    const auto made = ledger.registry().create_account(account);
    EXPECT_TRUE(made) << describe(made.error());
    key.account = made.value_or(0);
    const auto created = ledger.registry().create_key(key);
    EXPECT_TRUE(created) << describe(created.error());
    EXPECT_TRUE(ledger.refresh_directory());
    return created ? created->id : 0;
}

inline record::Generation record_of(std::int64_t cost_nano_usd) {
    record::Generation generation;
    generation.model = "acme/one";
    generation.terminal_state = "done";
    generation.prompt_tokens = 12;
    generation.completion_tokens = 0;
    generation.cost_nano_usd = cost_nano_usd;
    return generation;
}

inline Opening opening_of(std::uint64_t id, std::int64_t bound_nano_usd = 0,
                          std::int64_t created_at_us = noon_us) {
    return {id, created_at_us, bound_nano_usd, "acme/one", "an app", "chat"};
}

/// Opens and settles one generation.
inline bool pass(Ledger& ledger, const Key& key, std::uint64_t id, std::int64_t cost_nano_usd,
                 std::int64_t created_at_us = noon_us) {
    auto ticket = ledger.open_generation(0, key, opening_of(id, cost_nano_usd, created_at_us));
    if (ticket) {
        ledger.settle(std::move(*ticket), record_of(cost_nano_usd));
    }
    return ticket.has_value();
}

/// Reads numbers from the ledger's file as another program would.
inline std::int64_t number(const std::filesystem::path& directory, const std::string& sql) {
    sqlite3* handle = nullptr;
    std::int64_t found = -1;
    if (sqlite3_open((directory / "ledger.sqlite").c_str(), &handle) == SQLITE_OK) {
        sqlite3_busy_timeout(handle, 10'000);
        const auto take = [](void* to, int, char** values, char**) {
            *static_cast<std::int64_t*>(to) =
                values[0] == nullptr ? 0 : std::strtoll(values[0], nullptr, 10);
            return 0;
        };
        if (sqlite3_exec(handle, sql.c_str(), take, &found, nullptr) != SQLITE_OK) {
            ADD_FAILURE() << sqlite3_errmsg(handle) << " in " << sql;
        }
    }
    sqlite3_close(handle);
    return found;
}

}  // namespace orrery::ledger
