#include <fmt/format.h>

#include <utility>

#include "ledger/database/database.h"
#include "ledger/identity.h"
#include "ledger/provider_keys/seal.h"
#include "ledger/registry.h"

namespace orrery::ledger {
namespace {

constexpr std::string_view columns =
    "id, account, provider, name, label, is_disabled, created_at_us, updated_at_us, sealed";

/// What a sealed secret is bound to, so that a row cannot be moved to another account.
std::string bound_to(std::int64_t account, std::string_view provider) {
    return fmt::format("provider key of account {} for {}", account, provider);
}

struct KeyRow {
    ProviderKey key;
    std::optional<std::string> secret;
};

KeyRow row_of(const Statement& row, const std::optional<Seal>& seal) {
    KeyRow read;
    ProviderKey& key = read.key;
    key.id = row.number(0);
    key.account = row.number(1);
    key.provider = row.text(2);
    key.name = row.text(3);
    key.label = row.text(4);
    key.is_disabled = row.number(5) != 0;
    key.created_at_us = row.number(6);
    key.updated_at_us = row.number(7);
    if (seal) {
        read.secret = seal->open(row.blob(8), bound_to(key.account, key.provider));
    }
    key.is_readable = read.secret.has_value();
    return read;
}

/// Reads the rows of an account, or of all, in the order in which they are used.
Result<std::vector<KeyRow>> rows_of(const Database& database,
                                    const std::filesystem::path& directory,
                                    std::optional<std::int64_t> account) {
    const auto seal = Seal::load(directory);
    if (!seal) {
        return std::unexpected(seal.error());
    }
    auto select = database.prepare(fmt::format(
        "SELECT {} FROM provider_keys WHERE ?1 IS NULL OR account = ?1 ORDER BY id", columns));
    if (!select) {
        return std::unexpected(select.error());
    }
    select->bind(1, account);
    std::vector<KeyRow> rows;
    for (;;) {
        const auto has_row = select->step();
        if (!has_row) {
            return std::unexpected(has_row.error());
        }
        if (!*has_row) {
            return rows;
        }
        rows.push_back(row_of(*select, *seal));
    }
}

Status require_change(const Database& database, Statement& statement) {
    if (auto done = statement.run(); !done) {
        return done;
    }
    if (database.changes() == 0) {
        return fail(ErrorKind::not_found, "the account has no such provider key");
    }
    return {};
}

}  // namespace

Result<std::int64_t> Registry::add_provider_key(const NewProviderKey& key) {
    const std::scoped_lock lock(mutex_);
    if (key.provider.empty() || key.secret.empty()) {
        return fail(ErrorKind::bad_input, "a provider key needs a provider and a secret");
    }
    const auto seal = Seal::load_or_create(directory_);
    if (!seal) {
        return std::unexpected(seal.error());
    }
    const auto sealed = seal->seal(key.secret, bound_to(key.account, key.provider));
    if (!sealed) {
        return std::unexpected(sealed.error());
    }
    auto insert = database_->prepare(
        "INSERT INTO provider_keys (account, provider, name, label, sealed, is_disabled, "
        "created_at_us, updated_at_us) "
        "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7 FROM accounts WHERE id = ?1");
    if (!insert) {
        return std::unexpected(insert.error());
    }
    const std::string label = provider_key_label(key.secret);
    insert->bind(1, key.account).bind(2, key.provider).bind(3, key.name).bind(4, label);
    insert->bind_blob(5, *sealed).bind(6, std::int64_t{key.is_disabled}).bind(7, clock_());
    if (auto done = insert->run(); !done) {
        return std::unexpected(done.error());
    }
    if (database_->changes() == 0) {
        return fail(ErrorKind::not_found, "there is no such account");
    }
    return database_->last_row();
}

Status Registry::update_provider_key(std::int64_t account, std::int64_t id,
                                     const ProviderKeyChange& asked) {
    const auto keys = provider_keys(account);
    if (!keys) {
        return std::unexpected(keys.error());
    }
    const std::scoped_lock lock(mutex_);
    std::string provider;
    for (const ProviderKey& key : *keys) {
        provider = key.id == id ? key.provider : provider;
    }
    std::string sealed;
    if (asked.secret) {
        const auto seal = Seal::load_or_create(directory_);
        if (!seal) {
            return std::unexpected(seal.error());
        }
        auto again = seal->seal(*asked.secret, bound_to(account, provider));
        if (!again) {
            return std::unexpected(again.error());
        }
        sealed = std::move(*again);
    }
    auto update = database_->prepare(
        "UPDATE provider_keys SET name = CASE WHEN ?3 THEN ?4 ELSE name END, "
        "is_disabled = coalesce(?5, is_disabled), "
        "sealed = CASE WHEN ?6 THEN ?7 ELSE sealed END, "
        "label = CASE WHEN ?6 THEN ?8 ELSE label END, updated_at_us = ?9 "
        "WHERE account = ?1 AND id = ?2");
    if (!update) {
        return std::unexpected(update.error());
    }
    const std::string name = asked.name.value_or("");
    const std::string label = provider_key_label(asked.secret.value_or(""));
    const auto is_disabled =
        asked.is_disabled ? std::optional<std::int64_t>(*asked.is_disabled ? 1 : 0) : std::nullopt;
    update->bind(1, account).bind(2, id).bind(3, std::int64_t{asked.name.has_value()});
    update->bind(4, name).bind(5, is_disabled).bind(6, std::int64_t{asked.secret.has_value()});
    update->bind_blob(7, sealed).bind(8, label).bind(9, clock_());
    return require_change(*database_, *update);
}

Status Registry::delete_provider_key(std::int64_t account, std::int64_t id) {
    const std::scoped_lock lock(mutex_);
    auto remove = database_->prepare("DELETE FROM provider_keys WHERE account = ?1 AND id = ?2");
    if (!remove) {
        return std::unexpected(remove.error());
    }
    remove->bind(1, account).bind(2, id);
    return require_change(*database_, *remove);
}

Result<std::vector<ProviderKey>> Registry::provider_keys(std::int64_t account) {
    const std::scoped_lock lock(mutex_);
    auto rows = rows_of(*database_, directory_, account);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<ProviderKey> keys;
    for (KeyRow& row : *rows) {
        keys.push_back(std::move(row.key));
    }
    return keys;
}

Result<std::vector<OpenedProviderKey>> Registry::opened_provider_keys() {
    const std::scoped_lock lock(mutex_);
    auto rows = rows_of(*database_, directory_, std::nullopt);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<OpenedProviderKey> opened;
    for (KeyRow& row : *rows) {
        if (row.secret && !row.key.is_disabled) {
            opened.push_back(
                {row.key.account, std::move(row.key.provider), std::move(*row.secret)});
        }
    }
    return opened;
}

std::string provider_key_label(std::string_view secret) {
    constexpr std::size_t shown = 4;
    // Short ones are not shown at all: little would be left to guess.
    if (secret.size() < 6 * shown) {
        return "...";
    }
    return fmt::format("{}...{}", secret.substr(0, shown), secret.substr(secret.size() - shown));
}

}  // namespace orrery::ledger
