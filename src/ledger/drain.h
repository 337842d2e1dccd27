#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "base/result.h"
#include "ledger/ledger.h"
#include "warehouse/warehouse.h"

namespace orrery::ledger {

class Database;

/// Brings settled generations into the warehouse, each exactly once, and removes old ones from the
/// ledger that are there. One at a time for a ledger.
class Drain {
public:
    /// How records get into the warehouse: Warehouse::append_each and append_labels, by whatever
    /// thread.
    using Append = std::function<Result<std::int64_t>(const warehouse::NextGeneration&)>;
    using AppendLabels = std::function<Result<std::int64_t>(std::span<const record::Label>)>;

    /// Rows stay in the ledger for `retain` after they are drained, for Ledger::generation.
    explicit Drain(std::chrono::hours retain = std::chrono::hours(24 * 30));
    ~Drain();
    Drain(const Drain&) = delete;
    Drain& operator=(const Drain&) = delete;

    /// Appends at most `batch_max` settled generations in the order in which they were applied,
    /// then remembers how far it came. Returns how many it took; 0 says that none is left. What
    /// was appended before a crash is known to the warehouse by its id and left out there. A
    /// failure is also kept in Ledger::readiness().
    [[nodiscard]] Result<std::int64_t> drain(Ledger& ledger, const Append& append,
                                             std::size_t batch_max);
    [[nodiscard]] Result<std::int64_t> drain(Ledger& ledger, warehouse::Warehouse& warehouse,
                                             std::size_t batch_max);

    /// Appends the labels of at most `generations_max` generations that are drained and removes
    /// them from the ledger. Returns how many labels it took; 0 says that none is left. What was
    /// appended before a crash is left out by the warehouse. Failures are kept as by drain().
    [[nodiscard]] Result<std::int64_t> drain_labels(Ledger& ledger, const AppendLabels& append,
                                                    std::size_t generations_max);
    [[nodiscard]] Result<std::int64_t> drain_labels(Ledger& ledger, warehouse::Warehouse& warehouse,
                                                    std::size_t generations_max);

private:
    struct Taken {
        std::int64_t rows = 0;
        std::int64_t last = 0;  ///< The n of the last one, of any.
    };

    [[nodiscard]] Result<Taken> take(const Ledger::State& state, const Append& append,
                                     std::size_t batch_max);

    std::chrono::hours retain_;
    /// Its own, so that reading never makes the ledger's writer wait.
    std::unique_ptr<Database> reader_;
};

}  // namespace orrery::ledger
