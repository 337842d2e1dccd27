#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "labelling/options.h"

namespace orrery::labelling {

/// Money that may be spent in a period, in nano-USD. Counts before a request goes out, so that a
/// crash counts too much, never too little. A month's sum lies in a file that processes share under
/// a lock: a line of the month and the sum.
class Budget {
public:
    using Utc = std::chrono::system_clock::time_point;

    /// Fails with `unavailable` on a spend file that cannot be opened, with `bad_input` on one that
    /// holds something else.
    [[nodiscard]] static Result<std::unique_ptr<Budget>> open(const BackendOptions& options,
                                                              Utc now);
    ~Budget();
    Budget(const Budget&) = delete;
    Budget& operator=(const Budget&) = delete;

    /// Counts a cost, unless the budget has no room for it or the file cannot be written.
    [[nodiscard]] bool reserve(std::int64_t nano_usd, Utc now);
    /// Takes back what turned out to cost nothing.
    void give_back(std::int64_t nano_usd, Utc now);
    /// What the period has cost so far, as last seen. From any thread.
    [[nodiscard]] std::int64_t spent_nano_usd() const {
        return spent_.load(std::memory_order_relaxed);
    }

private:
    Budget(std::int64_t most, BudgetPeriod period, int descriptor)
        : most_(most), period_(period), descriptor_(descriptor) {}
    [[nodiscard]] bool add(std::int64_t nano_usd, Utc now);
    [[nodiscard]] bool read(const std::string& month);
    [[nodiscard]] bool write(const std::string& month);

    std::int64_t most_;
    BudgetPeriod period_;
    int descriptor_;  ///< -1 where nothing is remembered.
    std::string month_;
    std::atomic<std::int64_t> spent_ = 0;
};

}  // namespace orrery::labelling
