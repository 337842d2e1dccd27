#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>

namespace orrery::ledger {

/// When a limit begins anew, at midnight UTC; weeks begin on Monday.
enum class Reset { never, daily, weekly, monthly };

/// Reads "", "daily", "weekly" or "monthly"; anything else is `never` too, as no other is stored.
[[nodiscard]] Reset reset_of(std::string_view name);

/// Returns the day (since 1970-01-01, UTC) on which the period around a moment began; 0 for never.
[[nodiscard]] std::int64_t period_start_day(Reset reset, std::int64_t moment_us);

/// Nano-USD of one kind, by the UTC day on which the generation was created.
struct Sums {
    std::int64_t total = 0;
    std::int64_t today = 0;
    std::int64_t this_week = 0;
    std::int64_t this_month = 0;

    bool operator==(const Sums&) const = default;
};

/// What was charged, and what was paid to the provider directly with keys of the account's own.
struct Usage {
    Sums charged;
    Sums byok;

    bool operator==(const Usage&) const = default;
};

/// What one settled generation costs.
struct Charge {
    std::int64_t created_at_us = 0;
    std::int64_t cost_nano_usd = 0;
    std::int64_t byok_nano_usd = 0;
};

/// What an account or a key has used and what its open generations may yet use. Thread-safe; its
/// address holds as long as the ledger. `used` and `reserved` may be read at any time.
struct Balance {
    std::atomic<std::int64_t> used = 0;      ///< Charged ever, nano-USD.
    std::atomic<std::int64_t> reserved = 0;  ///< Bounds of open generations, nano-USD.

    /// Reserves `bound` if what the period around `now_us` has used, what is reserved and `bound`
    /// stay within `allowed`. Reservations made before the period began count as well.
    [[nodiscard]] bool reserve(std::int64_t bound, std::int64_t allowed, Reset reset,
                               std::int64_t now_us);
    /// Reserves without a limit.
    void reserve(std::int64_t bound);
    /// Gives a reservation back.
    void release(std::int64_t bound);
    /// Gives a reservation back and debits what came of it.
    void settle(std::int64_t bound, const Charge& charge);
    /// Adds what was charged earlier, so that only the total and the periods around it change.
    void add(const Charge& charge);
    [[nodiscard]] Usage usage(std::int64_t now_us) const;

private:
    struct Period {
        std::int64_t start_day = 0;
        std::int64_t charged = 0;
        std::int64_t byok = 0;
    };

    void add_locked(const Charge& charge);

    mutable std::mutex mutex_;
    std::array<Period, 4> periods_{};  ///< By Reset; never, the first, is all time.
};

}  // namespace orrery::ledger
