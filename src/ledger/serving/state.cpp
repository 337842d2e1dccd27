#include "ledger/serving/state.h"

#include <fmt/format.h>

#include <utility>

#include "base/file.h"
#include "ledger/serving/recovery.h"

namespace orrery::ledger {
namespace {

constexpr std::size_t loops_max = 64;
constexpr auto applier_busy_max = std::chrono::milliseconds(500);

Status check(const Options& options) {
    if (options.loops == 0 || options.loops > loops_max) {
        return fail(ErrorKind::usage, fmt::format("a ledger serves 1 to {} loops", loops_max));
    }
    if (options.segment_bytes < Journal::segment_bytes_min()) {
        return fail(ErrorKind::usage, fmt::format("a journal's segments have at least {} bytes",
                                                  Journal::segment_bytes_min()));
    }
    return {};
}

}  // namespace

Status Ledger::State::open() {
    if (auto checked = check(options); !checked) {
        return checked;
    }
    journal_directory = options.directory / "journal";
    if (auto made = make_directory(journal_directory); !made) {
        return made;
    }
    auto taken = ServingLock::take(options.directory);
    if (!taken) {
        return std::unexpected(taken.error());
    }
    lock = std::move(*taken);
    auto opened = Database::open(options.directory, applier_busy_max);
    auto rows = Registry::open(options.directory, options.clock);
    if (!opened || !rows) {
        return std::unexpected(!opened ? opened.error() : rows.error());
    }
    database = std::move(*opened);
    registry = std::move(*rows);
    auto applying = Applier::open(*database);
    if (!applying) {
        return std::unexpected(applying.error());
    }
    auto recovered = recover(journal_directory, *database, **applying);
    if (!recovered) {
        return std::unexpected(recovered.error());
    }
    next_sequence = recovered->next_sequence;
    done_with = std::move(recovered->done_with);
    const auto last_id = database->number("SELECT max(id) FROM generations");
    const auto version = database->number("PRAGMA data_version");
    if (!last_id || !version) {
        return std::unexpected(!last_id ? last_id.error() : version.error());
    }
    last_generation_id = static_cast<std::uint64_t>(*last_id);
    data_version = *version;
    if (auto loaded = balances.load(*database, options.clock()); !loaded) {
        return loaded;
    }
    for (std::size_t loop = 0; loop < options.loops; ++loop) {
        journals.push_back(std::make_unique<Journal>(loop, options.segment_bytes));
    }
    loop_counts = std::make_unique<LoopCounts[]>(options.loops);
    applier = std::move(*applying);
    keep();
    return refresh_directory();
}

Status Ledger::State::refresh_directory() {
    const std::scoped_lock refreshing(refresh_mutex);
    // Keys first: their accounts are there by then, and accounts never go.
    auto keys = registry->keys();
    auto accounts = registry->accounts();
    if (!keys || !accounts) {
        return std::unexpected(!keys ? keys.error() : accounts.error());
    }
    auto provider_keys = registry->opened_provider_keys();
    if (!provider_keys) {
        return std::unexpected(provider_keys.error());
    }
    const auto hashed = [&](const std::string& value) {
        return options.hash_key.empty() ? std::string()
                                        : keyed_hash(options.hash_key, value).value_or("");
    };
    for (Account& account : *accounts) {
        account.record_id = hashed(account.name);
        account.balance = &balances.account(account.id);
    }
    for (Key& key : *keys) {
        key.record_id = hashed(fmt::format("key-{}", key.id));
        key.balance = &balances.key(key.id);
    }
    auto fresh = std::make_shared<const Directory>(std::move(*accounts), std::move(*keys),
                                                   std::move(*provider_keys));
    const std::scoped_lock changing(directory_mutex);
    directory = std::move(fresh);
    directory_version.fetch_add(1, std::memory_order_release);
    return {};
}

void Ledger::State::complete(Row& row) const {
    std::shared_ptr<const Directory> known;
    {
        const std::scoped_lock reading(directory_mutex);
        known = directory;
    }
    record::Generation& record = row.record;
    const auto fill = [](std::optional<std::string>& column, const std::string& value) {
        if (!column && !value.empty()) {
            column = value;
        }
    };
    fill(record.generation_id, generation_id_text(row.id));
    fill(record.source, "gateway");
    if (!record.created_at) {
        record.created_at = row.created_at_us;
    }
    if (const Account* account = known->account(row.account)) {
        fill(record.account_id, account->record_id);
        fill(record.country, account->country);
    }
    if (const Key* key = known->key(row.key)) {
        fill(record.api_key_id, key->record_id);
    } else if (!record.api_key_id && !options.hash_key.empty()) {
        // By the number, for the key has been deleted.
        fill(record.api_key_id,
             keyed_hash(options.hash_key, fmt::format("key-{}", row.key)).value_or(""));
    }
}

void Ledger::State::note_drain_failure(const Error& error) {
    const std::scoped_lock lock_readiness(readiness_mutex);
    readiness.drain_error = describe(error);
}

void Ledger::State::note_drain(std::int64_t undrained) {
    const std::scoped_lock lock_readiness(readiness_mutex);
    readiness.drain_error.clear();
    readiness.undrained_rows = static_cast<std::uint64_t>(undrained);
}

}  // namespace orrery::ledger
