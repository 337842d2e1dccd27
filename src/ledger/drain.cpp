#include "ledger/drain.h"

#include <utility>
#include <vector>

#include "ledger/labels/labels.h"
#include "ledger/serving/state.h"

namespace orrery::ledger {

namespace {

constexpr std::int64_t prune_rows = 20'000;

}  // namespace

Drain::Drain(std::chrono::hours retain) : retain_(retain) {}
Drain::~Drain() = default;

Result<std::int64_t> Drain::drain(Ledger& ledger, warehouse::Warehouse& warehouse,
                                  std::size_t batch_max) {
    return drain(
        ledger, [&](const warehouse::NextGeneration& next) { return warehouse.append_each(next); },
        batch_max);
}

Result<std::int64_t> Drain::drain_labels(Ledger& ledger, warehouse::Warehouse& warehouse,
                                         std::size_t generations_max) {
    return drain_labels(
        ledger,
        [&](std::span<const record::Label> batch) { return warehouse.append_labels(batch); },
        generations_max);
}

/// A record is read where it is appended, over the one before it.
Result<Drain::Taken> Drain::take(const Ledger::State& state, const Append& append,
                                 std::size_t batch_max) {
    if (!reader_) {
        auto opened = Database::open(state.options.directory);
        if (!opened) {
            return std::unexpected(opened.error());
        }
        reader_ = std::move(*opened);
    }
    const auto from = drained(*reader_);
    auto rows = from ? RowReader::open(*reader_, *from, batch_max) : std::unexpected(from.error());
    Row row;
    auto is_there = rows ? rows->next(row) : std::unexpected(rows.error());
    if (!is_there || !*is_there) {
        return is_there ? Result<Taken>(Taken{}) : std::unexpected(is_there.error());
    }
    Taken taken;
    const auto appended = append([&]() -> Result<const record::Generation*> {
        if (taken.rows > 0) {
            is_there = rows->next(row);
        }
        if (!is_there || !*is_there) {
            return is_there ? Result<const record::Generation*>(nullptr)
                            : std::unexpected(is_there.error());
        }
        state.complete(row);
        taken.last = row.n;
        ++taken.rows;
        return &row.record;
    });
    return appended ? Result<Taken>(taken) : std::unexpected(appended.error());
}

Result<std::int64_t> Drain::drain(Ledger& ledger, const Append& append, std::size_t batch_max) {
    Ledger::State& state = *ledger.state_;
    const auto fail_with = [&](const Error& error) {
        state.note_drain_failure(error);
        return std::unexpected(error);
    };
    const auto taken = take(state, append, batch_max);
    if (!taken) {
        return fail_with(taken.error());
    }
    const std::int64_t before_us =
        state.options.clock() -
        std::chrono::duration_cast<std::chrono::microseconds>(retain_).count();
    Status done;
    {
        const std::scoped_lock applying(state.apply_mutex);
        if (taken->rows > 0) {
            done = set_drained(*state.database, taken->last);
        }
        const auto until = drained(*state.database);
        if (done && until) {
            state.note_drain(state.applier->last_row() - *until);
        }
    }
    // In pieces, for whoever applies waits for each; and more than was taken, to catch up.
    for (std::int64_t looked = 0; done && looked <= 2 * taken->rows; looked += prune_rows) {
        const std::scoped_lock applying(state.apply_mutex);
        done = prune(*state.database, before_us, prune_rows);
    }
    if (!done) {
        return fail_with(done.error());
    }
    return taken->rows;
}

Result<std::int64_t> Drain::drain_labels(Ledger& ledger, const AppendLabels& append,
                                         std::size_t generations_max) {
    Ledger::State& state = *ledger.state_;
    const auto fail_with = [&](const Error& error) {
        state.note_drain_failure(error);
        return std::unexpected(error);
    };
    Result<std::vector<record::Label>> labels;
    {
        const std::scoped_lock applying(state.apply_mutex);
        labels = drained_labels(*state.database, generations_max);
    }
    if (!labels) {
        return fail_with(labels.error());
    }
    if (labels->empty()) {
        return 0;
    }
    if (const auto appended = append(*labels); !appended) {
        return fail_with(appended.error());
    }
    const std::scoped_lock applying(state.apply_mutex);
    if (const Status removed = remove_labels(*state.database, *labels); !removed) {
        return fail_with(removed.error());
    }
    return static_cast<std::int64_t>(labels->size());
}

}  // namespace orrery::ledger
