#include <fmt/format.h>
#include <time.h>

#include <chrono>
#include <thread>
#include <utility>

#include "benches.h"
#include "ledger/drain.h"
#include "ledger/ledger.h"
#include "warehouse/store.h"

namespace orrery::bench {
namespace {

constexpr std::int64_t us_between = 20;

double cpu_seconds(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// A record as a streamed chat leaves it: 33 columns known.
record::Generation usual_record() {
    record::Generation record;
    record.request_id = "req-0123456789abcdef";
    record.session_hash = std::string(32, 'b');
    record.app = "Some App";
    record.ttft_ms = 123.5;
    record.generation_ms = 2345.25;
    record.gateway_us = 80;
    record.model_requested = "acme/one:nitro";
    record.model = "acme/one";
    record.permaslug = "acme/one-2025-01-01";
    record.variant = "nitro";
    record.provider = "Acme";
    record.upstream_id = "chatcmpl-0123456789abcdef0123456789";
    record.api_type = "chat";
    record.strategy = "weight";
    record.attempts = 1;
    record.streamed = true;
    record.cancelled = false;
    record.terminal_state = "done";
    record.finish_reason = "stop";
    record.native_finish_reason = "stop";
    record.http_status = 200;
    record.tools_offered = false;
    record.tool_calls = 0;
    record.turns = 3;
    record.prompt_tokens = 1234;
    record.completion_tokens = 321;
    record.reasoning_tokens = 0;
    record.cache_read_tokens = 0;
    record.usage_provenance = "provider_final";
    record.cost_nano_usd = 1'234'567;
    record.upstream_cost_nano_usd = 1'000'000;
    record.is_byok = false;
    record.is_free = false;
    record.price_id = "acme/one:standard:2025-01-01";
    return record;
}

/// Opens and settles generations one after the other; waits where there is no room yet.
void pass_all(ledger::Ledger& ledger, const ledger::Key& key, std::int64_t rows) {
    const record::Generation record = usual_record();
    ledger::GenerationIds ids(0);
    std::int64_t now_us = ledger::system_clock_us();
    for (std::int64_t row = 0; row < rows;) {
        const ledger::Opening opening{ids.next(now_us), now_us,     5'000'000,
                                      "acme/one:nitro", "Some App", "chat"};
        auto ticket = ledger.open_generation(0, key, opening);
        if (ticket) {
            ledger.settle(std::move(*ticket), record);
            now_us += us_between;
            ++row;
        } else {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
}

/// Brings what was applied into a store in batches of `batch_max`, and folds each.
Status bench_drain(const catalog::Catalog& catalog, ledger::Ledger& ledger,
                   const std::filesystem::path& directory, std::int64_t rows,
                   std::int64_t batch_max) {
    warehouse::StoreOptions options;
    options.directory = directory;
    options.threads_max = 1;
    auto store = warehouse::Store::open(options, catalog);
    if (!store) {
        return std::unexpected(store.error());
    }
    ledger::Drain drain;
    double taking = 0;
    double folding = 0;
    for (std::int64_t drained = 0; drained < rows;) {
        const double before = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
        const auto taken = drain.drain(ledger, **store, static_cast<std::size_t>(batch_max));
        const double between = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
        const Status folded = taken ? (*store)->refresh_marts() : std::unexpected(taken.error());
        if (!folded) {
            return folded;
        }
        if (*taken == 0) {
            return fail(ErrorKind::internal, "the ledger has fewer rows than were settled");
        }
        drained += *taken;
        taking += between - before;
        folding += cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - between;
    }
    const double each = 1e6 / static_cast<double>(rows);
    fmt::print(
        "drained in batches of {}: {:.2f} us of CPU each to bring them into the warehouse, "
        "{:.2f} us to fold them\n",
        batch_max, taking * each, folding * each);
    return {};
}

}  // namespace

Status bench_ledger(const catalog::Catalog& catalog, const std::filesystem::path& directory,
                    std::int64_t rows, std::int64_t batch_max) {
    std::filesystem::remove_all(directory);
    ledger::Options options;
    options.directory = directory;
    auto ledger = ledger::Ledger::open(options);
    if (!ledger) {
        return std::unexpected(ledger.error());
    }
    ledger::NewAccount account;
    account.name = "bench";
    account.is_unlimited = true;
    ledger::NewKey key;
    key.account = (*ledger)->registry().create_account(account).value_or(0);
    if (const auto made = (*ledger)->registry().create_key(key); !made) {
        return std::unexpected(made.error());
    }
    if (auto read = (*ledger)->refresh_directory(); !read) {
        return read;
    }
    const auto accounts = (*ledger)->directory();
    const double process_before = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
    const double loop_before = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
    pass_all(**ledger, accounts->keys().front(), rows);
    const double loop = cpu_seconds(CLOCK_THREAD_CPUTIME_ID) - loop_before;
    const Status applied = (*ledger)->apply_pending();
    const double process = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - process_before;
    const double each = 1e6 / static_cast<double>(rows);
    fmt::print(
        "{} generations opened and settled: {:.2f} us of CPU each on the loop's thread, {:.2f} us "
        "to sync them and to apply them to SQLite\n",
        rows, loop * each, (process - loop) * each);
    return applied ? bench_drain(catalog, **ledger, directory / "store", rows, batch_max) : applied;
}

}  // namespace orrery::bench
