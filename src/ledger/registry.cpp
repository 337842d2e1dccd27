#include "ledger/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "ledger/database/database.h"
#include "ledger/database/usage.h"
#include "ledger/identity.h"

namespace orrery::ledger {
namespace {

constexpr std::string_view account_columns =
    "id, name, country, granted_nano_usd, is_unlimited, is_disabled, allows_sampling";
constexpr std::string_view key_columns =
    "id, account, name, label, hash, kind, is_disabled, limit_nano_usd, limit_reset, "
    "expires_at_us, created_at_us, updated_at_us";

Account account_of(const Statement& row) {
    Account account;
    account.id = row.number(0);
    account.name = row.text(1);
    account.country = row.text(2);
    account.granted_nano_usd = row.number(3);
    account.is_unlimited = row.number(4) != 0;
    account.is_disabled = row.number(5) != 0;
    account.allows_sampling = row.number(6) != 0;
    return account;
}

Key key_of(const Statement& row) {
    Key key;
    key.id = row.number(0);
    key.account = row.number(1);
    key.name = row.text(2);
    key.label = row.text(3);
    key.hash = row.text(4);
    key.kind = row.number(5) == 0 ? KeyKind::inference : KeyKind::management;
    key.is_disabled = row.number(6) != 0;
    key.limit_nano_usd = row.number_or_null(7);
    key.limit_reset = row.text(8);
    key.expires_at_us = row.number_or_null(9);
    key.created_at_us = row.number(10);
    key.updated_at_us = row.number(11);
    return key;
}

template <typename Row>
Result<std::vector<Row>> all(Result<Statement> rows, Row (*read)(const Statement&)) {
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<Row> found;
    for (;;) {
        const auto row = rows->step();
        if (!row) {
            return std::unexpected(row.error());
        }
        if (!*row) {
            return found;
        }
        found.push_back(read(*rows));
    }
}

Status check_country(std::string_view country) {
    const bool is_code = country.size() == 2 &&
                         std::ranges::all_of(country, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!country.empty() && !is_code) {
        return fail(ErrorKind::usage, "this is no country code", std::string(country),
                    "a country is two capital letters (ISO 3166), such as DE");
    }
    return {};
}

Status check_limit(std::optional<std::int64_t> limit, std::string_view reset) {
    if (limit && *limit < 0) {
        return fail(ErrorKind::usage, "a limit is not negative", usd_text(*limit));
    }
    if (!reset.empty() && reset_of(reset) == Reset::never) {
        return fail(ErrorKind::usage, "a limit begins anew daily, weekly or monthly",
                    std::string(reset));
    }
    return {};
}

/// Runs a statement that must change one row.
Status change(const Database& database, Statement& statement, std::string_view what) {
    if (auto done = statement.run(); !done) {
        return done;
    }
    if (database.changes() == 0) {
        return fail(ErrorKind::not_found, fmt::format("there is no such {}", what));
    }
    return {};
}

std::optional<std::int64_t> as_number(std::optional<bool> flag) {
    return flag ? std::optional<std::int64_t>(*flag ? 1 : 0) : std::nullopt;
}

}  // namespace

std::int64_t system_clock_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Registry::Registry(std::unique_ptr<Database> database, std::filesystem::path directory, Clock clock)
    : database_(std::move(database)), directory_(std::move(directory)), clock_(std::move(clock)) {}

Registry::~Registry() = default;

Result<std::unique_ptr<Registry>> Registry::open(const std::filesystem::path& directory,
                                                 Clock clock) {
    auto database = Database::open(directory);
    if (!database) {
        return std::unexpected(database.error());
    }
    return std::unique_ptr<Registry>(
        new Registry(std::move(*database), directory, std::move(clock)));
}

Result<std::int64_t> Registry::create_account(const NewAccount& account) {
    const std::scoped_lock lock(mutex_);
    if (account.name.empty()) {
        return fail(ErrorKind::usage, "an account needs a name");
    }
    if (account.granted_nano_usd < 0) {
        return fail(ErrorKind::usage, "credits are not negative");
    }
    if (auto checked = check_country(account.country); !checked) {
        return std::unexpected(checked.error());
    }
    auto insert = database_->prepare(
        "INSERT INTO accounts (name, country, granted_nano_usd, is_unlimited, allows_sampling, "
        "created_at_us, updated_at_us) VALUES (?, ?, ?, ?, ?, ?6, ?6) ON CONFLICT DO NOTHING");
    if (!insert) {
        return std::unexpected(insert.error());
    }
    insert->bind(1, account.name).bind(2, account.country).bind(3, account.granted_nano_usd);
    insert->bind(4, std::int64_t{account.is_unlimited})
        .bind(5, std::int64_t{account.allows_sampling})
        .bind(6, clock_());
    if (auto done = insert->run(); !done) {
        return std::unexpected(done.error());
    }
    if (database_->changes() == 0) {
        return fail(ErrorKind::bad_input, "there is an account of this name", account.name);
    }
    return database_->last_row();
}

Status Registry::update_account(std::int64_t id, const AccountChange& asked) {
    const std::scoped_lock lock(mutex_);
    if (auto checked = check_country(asked.country.value_or("")); !checked) {
        return checked;
    }
    auto update = database_->prepare(
        "UPDATE accounts SET country = CASE WHEN ?3 THEN ?2 ELSE country END, "
        "is_unlimited = coalesce(?4, is_unlimited), is_disabled = coalesce(?5, is_disabled), "
        "allows_sampling = coalesce(?6, allows_sampling), updated_at_us = ?7 WHERE id = ?1");
    if (!update) {
        return std::unexpected(update.error());
    }
    const std::string country = asked.country.value_or("");
    update->bind(1, id).bind(2, country).bind(3, std::int64_t{asked.country.has_value()});
    update->bind(4, as_number(asked.is_unlimited)).bind(5, as_number(asked.is_disabled));
    update->bind(6, as_number(asked.allows_sampling)).bind(7, clock_());
    return change(*database_, *update, "account");
}

Status Registry::grant(std::int64_t account, std::int64_t nano_usd) {
    const std::scoped_lock lock(mutex_);
    auto update = database_->prepare(
        "UPDATE accounts SET granted_nano_usd = granted_nano_usd + ?2, updated_at_us = ?3 "
        "WHERE id = ?1");
    if (!update) {
        return std::unexpected(update.error());
    }
    update->bind(1, account).bind(2, nano_usd).bind(3, clock_());
    return change(*database_, *update, "account");
}

Result<CreatedKey> Registry::create_key(const NewKey& key) {
    const std::scoped_lock lock(mutex_);
    if (auto checked = check_limit(key.limit_nano_usd, key.limit_reset); !checked) {
        return std::unexpected(checked.error());
    }
    // No row for an account that is not there.
    auto insert = database_->prepare(
        "INSERT INTO keys (account, name, label, hash, kind, limit_nano_usd, limit_reset, "
        "expires_at_us, created_at_us, updated_at_us) "
        "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9 FROM accounts WHERE id = ?1");
    if (!insert) {
        return std::unexpected(insert.error());
    }
    CreatedKey created;
    created.secret = new_secret();
    created.hash = sha256_hex(created.secret);
    created.label = label_of(created.secret);
    insert->bind(1, key.account).bind(2, key.name).bind(3, created.label).bind(4, created.hash);
    insert->bind(5, std::int64_t{key.kind == KeyKind::management}).bind(6, key.limit_nano_usd);
    insert->bind(7, key.limit_reset).bind(8, key.expires_at_us).bind(9, clock_());
    if (auto done = change(*database_, *insert, "account"); !done) {
        return std::unexpected(done.error());
    }
    created.id = database_->last_row();
    return created;
}

Status Registry::update_key(std::int64_t id, const KeyChange& asked) {
    const std::scoped_lock lock(mutex_);
    const auto limit = asked.limit_nano_usd.value_or(std::nullopt);
    const std::string reset = asked.limit_reset.value_or("");
    if (auto checked = check_limit(limit, reset); !checked) {
        return checked;
    }
    auto update = database_->prepare(
        "UPDATE keys SET name = CASE WHEN ?2 THEN ?3 ELSE name END, "
        "is_disabled = coalesce(?4, is_disabled), "
        "limit_nano_usd = CASE WHEN ?5 THEN ?6 ELSE limit_nano_usd END, "
        "limit_reset = CASE WHEN ?7 THEN ?8 ELSE limit_reset END, "
        "expires_at_us = CASE WHEN ?9 THEN ?10 ELSE expires_at_us END, updated_at_us = ?11 "
        "WHERE id = ?1 AND deleted_at_us IS NULL");
    if (!update) {
        return std::unexpected(update.error());
    }
    const std::string name = asked.name.value_or("");
    update->bind(1, id).bind(2, std::int64_t{asked.name.has_value()}).bind(3, name);
    update->bind(4, as_number(asked.is_disabled));
    update->bind(5, std::int64_t{asked.limit_nano_usd.has_value()}).bind(6, limit);
    update->bind(7, std::int64_t{asked.limit_reset.has_value()}).bind(8, reset);
    update->bind(9, std::int64_t{asked.expires_at_us.has_value()})
        .bind(10, asked.expires_at_us.value_or(std::nullopt));
    update->bind(11, clock_());
    return change(*database_, *update, "key");
}

Status Registry::delete_key(std::int64_t id) {
    const std::scoped_lock lock(mutex_);
    auto update = database_->prepare(
        "UPDATE keys SET deleted_at_us = ?2, updated_at_us = ?2 "
        "WHERE id = ?1 AND deleted_at_us IS NULL");
    if (!update) {
        return std::unexpected(update.error());
    }
    update->bind(1, id).bind(2, clock_());
    return change(*database_, *update, "key");
}

Result<std::vector<Account>> Registry::accounts() {
    const std::scoped_lock lock(mutex_);
    return all(
        database_->prepare(fmt::format("SELECT {} FROM accounts ORDER BY id", account_columns)),
        account_of);
}

Result<std::vector<Key>> Registry::keys() {
    const std::scoped_lock lock(mutex_);
    return all(database_->prepare(fmt::format(
                   "SELECT {} FROM keys WHERE deleted_at_us IS NULL ORDER BY id", key_columns)),
               key_of);
}

Result<Usage> Registry::usage_of_account(std::int64_t id) {
    return usage("account", id);
}

Result<Usage> Registry::usage_of_key(std::int64_t id) {
    return usage("key", id);
}

Result<Usage> Registry::usage(std::string_view owner, std::int64_t id) {
    const std::scoped_lock lock(mutex_);
    return read_usage(*database_, owner, id, clock_());
}

}  // namespace orrery::ledger
