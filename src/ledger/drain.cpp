#include "ledger/drain.h"

#include <utility>
#include <vector>

#include "ledger/labels/labels.h"
#include "ledger/serving/state.h"

namespace orrery::ledger {

Drain::Drain(std::chrono::hours retain) : retain_(retain) {}
Drain::~Drain() = default;

Result<std::int64_t> Drain::drain(Ledger& ledger, warehouse::Warehouse& warehouse,
                                  std::size_t batch_max) {
    return drain(
        ledger, [&](std::span<const record::Generation> batch) { return warehouse.append(batch); },
        batch_max);
}

Result<std::int64_t> Drain::drain_labels(Ledger& ledger, warehouse::Warehouse& warehouse,
                                         std::size_t generations_max) {
    return drain_labels(
        ledger,
        [&](std::span<const record::Label> batch) { return warehouse.append_labels(batch); },
        generations_max);
}

Result<std::int64_t> Drain::drain(Ledger& ledger, const Append& append, std::size_t batch_max) {
    Ledger::State& state = *ledger.state_;
    const auto fail_with = [&](const Error& error) {
        state.note_drain_failure(error);
        return std::unexpected(error);
    };
    if (!reader_) {
        auto opened = Database::open(state.options.directory);
        if (!opened) {
            return fail_with(opened.error());
        }
        reader_ = std::move(*opened);
    }
    const auto from = drained(*reader_);
    std::int64_t last = from.value_or(0);
    std::vector<record::Generation> batch;
    Status done = from ? for_each_row_after(*reader_, *from, batch_max,
                                            [&](Row& row) {
                                                state.complete(row);
                                                last = row.n;
                                                batch.push_back(std::move(row.record));
                                            })
                       : std::unexpected(from.error());
    if (!done) {
        return fail_with(done.error());
    }
    if (!batch.empty()) {
        if (const auto appended = append(batch); !appended) {
            return fail_with(appended.error());
        }
    }
    const std::int64_t before_us =
        state.options.clock() -
        std::chrono::duration_cast<std::chrono::microseconds>(retain_).count();
    std::int64_t undrained = 0;
    {
        const std::scoped_lock applying(state.apply_mutex);
        if (!batch.empty()) {
            done = set_drained(*state.database, last);
        }
        if (done) {
            done = prune(*state.database, before_us, 2 * batch_max);
        }
        const auto until = drained(*state.database);
        undrained = until ? state.applier->last_row() - *until : 0;
    }
    if (!done) {
        return fail_with(done.error());
    }
    state.note_drain(undrained);
    return static_cast<std::int64_t>(batch.size());
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
