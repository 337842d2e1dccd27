#include "ledger/database/schema.h"

#include <fmt/format.h>

#include <array>
#include <string>

namespace orrery::ledger {
namespace {

/// The steps from an empty file to the current schema. A released step never changes; a later
/// schema is a further step.
constexpr std::array steps = {
    R"sql(
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    country TEXT NOT NULL,              -- ISO 3166 alpha-2, or empty
    granted_nano_usd INTEGER NOT NULL,
    used_nano_usd INTEGER NOT NULL DEFAULT 0,   -- Only the serving process changes it
    is_unlimited INTEGER NOT NULL,
    is_disabled INTEGER NOT NULL DEFAULT 0,
    allows_sampling INTEGER NOT NULL,
    created_at_us INTEGER NOT NULL,
    updated_at_us INTEGER NOT NULL
);
CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,          -- SHA-256 of the secret; the secret is nowhere
    kind INTEGER NOT NULL,              -- 0 inference, 1 management
    is_disabled INTEGER NOT NULL DEFAULT 0,
    limit_nano_usd INTEGER,
    limit_reset TEXT NOT NULL,          -- empty, daily, weekly, monthly
    expires_at_us INTEGER,
    deleted_at_us INTEGER,
    used_nano_usd INTEGER NOT NULL DEFAULT 0,   -- Only the serving process changes it
    created_at_us INTEGER NOT NULL,
    updated_at_us INTEGER NOT NULL
);
CREATE TABLE usage_days (
    key INTEGER NOT NULL,
    day INTEGER NOT NULL,               -- UTC day of creation, since 1970-01-01
    account INTEGER NOT NULL,
    charged_nano_usd INTEGER NOT NULL,
    byok_nano_usd INTEGER NOT NULL,
    generations INTEGER NOT NULL,
    PRIMARY KEY (key, day)
) WITHOUT ROWID;
CREATE INDEX usage_days_by_account ON usage_days (account);
CREATE TABLE generations (
    n INTEGER PRIMARY KEY,              -- In the order of application, never used twice
    id INTEGER NOT NULL UNIQUE,
    account INTEGER NOT NULL,
    key INTEGER NOT NULL,
    created_at_us INTEGER NOT NULL,
    record BLOB NOT NULL
);
CREATE TABLE open_generations (         -- Open ones whose journal was removed
    id INTEGER PRIMARY KEY,
    opening BLOB NOT NULL
);
CREATE TABLE positions (                -- Up to where each journal is applied
    loop INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL,
    offset INTEGER NOT NULL
);
CREATE TABLE marks (                    -- drained: n; recovered: the first sequence that counts
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO marks VALUES ('drained', 0), ('recovered', 0))sql",
    R"sql(
CREATE TABLE provider_keys (            -- Of accounts, for providers (BYOK)
    id INTEGER PRIMARY KEY AUTOINCREMENT,       -- Never used twice: clients hold it
    account INTEGER NOT NULL REFERENCES accounts (id),
    provider TEXT NOT NULL,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    sealed BLOB NOT NULL,               -- AES-256-GCM under a key that is not in here
    is_disabled INTEGER NOT NULL,
    created_at_us INTEGER NOT NULL,
    updated_at_us INTEGER NOT NULL
);
CREATE INDEX provider_keys_of_account ON provider_keys (account))sql",
    R"sql(
CREATE TABLE labels (                   -- Of prompts, until they are in the warehouse
    id INTEGER NOT NULL,                -- The generation's; all of one come in one transaction
    path TEXT,
    tag TEXT,
    category TEXT,
    confidence REAL,
    classifier TEXT NOT NULL,
    inclusion_probability REAL NOT NULL,
    language TEXT,
    language_confidence REAL
);
CREATE INDEX labels_of_generation ON labels (id))sql",
};

constexpr auto known = static_cast<std::int64_t>(steps.size());

}  // namespace

Status migrate(const Database& database) {
    const auto current = database.number("PRAGMA user_version");
    if (!current) {
        return std::unexpected(current.error());
    }
    if (*current == known) {
        return {};
    }
    return database.transaction([&]() -> Status {
        const auto version = database.number("PRAGMA user_version");
        if (!version) {
            return std::unexpected(version.error());
        }
        if (*version > known) {
            return fail(ErrorKind::unavailable,
                        fmt::format("the ledger was written by a newer Orrery (schema {}, this one "
                                    "knows {})",
                                    *version, known),
                        {}, "upgrade orrery, or name another directory with --store");
        }
        for (auto step = *version; step < known; ++step) {
            if (auto done = database.execute(steps[static_cast<std::size_t>(step)]); !done) {
                return done;
            }
        }
        return database.execute(fmt::format("PRAGMA user_version = {}", known));
    });
}

}  // namespace orrery::ledger
