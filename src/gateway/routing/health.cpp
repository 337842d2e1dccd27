#include "gateway/routing/health.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>

#include "base/check.h"
#include "base/time.h"

namespace orrery::gateway {
namespace {

constexpr std::int64_t outage_us = 30 * second_us;
constexpr std::int64_t hold_us_max = 60 * second_us;
constexpr std::int64_t slice_us = 30 * second_us;
constexpr std::size_t slices = 10;
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();

/// Counts values in buckets of an eighth of an octave from 2^-3 to 2^21: milliseconds to half an
/// hour, tokens per second to two millions. A value is told to 4.5 %.
class Histogram {
public:
    void add(double value) { ++counts_[bucket_of(value)]; }

    void add(const Histogram& other) {
        for (std::size_t i = 0; i < buckets; ++i) {
            counts_[i] += other.counts_[i];
        }
    }

    /// Returns the value of the nearest rank: the least that a share of all values is not above.
    [[nodiscard]] std::optional<double> percentile(double share) const {
        std::uint64_t total = 0;
        for (const std::uint32_t count : counts_) {
            total += count;
        }
        if (total == 0) {
            return std::nullopt;
        }
        const auto rank = std::max<std::uint64_t>(
            1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total))));
        std::uint64_t seen = 0;
        std::size_t at = 0;
        while (seen + counts_[at] < rank) {
            seen += counts_[at++];
        }
        return std::exp2((static_cast<double>(at) + 0.5) / in_octave - offset);
    }

private:
    static constexpr std::size_t buckets = 192;
    static constexpr double in_octave = 8;
    static constexpr double offset = 3;

    static std::size_t bucket_of(double value) {
        const double at = value > 0 ? (std::log2(value) + offset) * in_octave : 0;
        return static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(buckets - 1)));
    }

    std::array<std::uint32_t, buckets> counts_{};
};

struct Slice {
    std::int64_t number = never;  ///< Of slices since the clock's zero.
    std::uint32_t attempts = 0;
    std::uint32_t failures = 0;
    Histogram ttft_ms;
    Histogram throughput;
};

std::int64_t slice_number(std::int64_t now_us) {
    return now_us / slice_us;
}

/// Raises to a value; for times that several threads tell.
void raise(std::atomic<std::int64_t>& time, std::int64_t to) {
    std::int64_t before = time.load(std::memory_order_relaxed);
    while (before < to && !time.compare_exchange_weak(before, to, std::memory_order_relaxed)) {
    }
}

}  // namespace

struct Health::Window {
    // What is asked for each request is told without the mutex.
    std::atomic<std::int64_t> failed_at{never};  ///< Of the last failure without a good one since.
    std::atomic<std::int64_t> held_until{never};
    std::atomic<std::int64_t> in_flight{0};
    std::mutex mutex;
    std::unique_ptr<std::array<Slice, slices>> ring;  ///< Made when there is something to note.
};

Health::Health(std::size_t endpoints) {
    for (std::size_t i = 0; i < endpoints; ++i) {
        windows_.push_back(std::make_unique<Window>());
    }
}

Health::~Health() = default;

void Health::note(std::size_t endpoint, Outcome outcome, std::optional<double> ttft_ms,
                  std::optional<double> throughput, std::int64_t now_us) {
    ORRERY_CHECK(endpoint < windows_.size(), "no such endpoint");
    if (outcome == Outcome::client_fault) {
        return;
    }
    Window& window = *windows_[endpoint];
    const std::scoped_lock lock(window.mutex);
    if (outcome == Outcome::failed) {
        raise(window.failed_at, now_us);
    } else if (outcome == Outcome::good &&
               window.failed_at.load(std::memory_order_relaxed) <= now_us) {
        window.failed_at.store(never, std::memory_order_relaxed);
    }
    if (!window.ring) {
        window.ring = std::make_unique<std::array<Slice, slices>>();
    }
    const std::int64_t number = slice_number(now_us);
    Slice& slice = (*window.ring)[static_cast<std::size_t>(number) % slices];
    if (slice.number > number) {
        return;  // Told too late to count.
    }
    if (slice.number < number) {
        slice = Slice{.number = number, .ttft_ms = {}, .throughput = {}};
    }
    ++slice.attempts;
    slice.failures += outcome == Outcome::good ? 0 : 1;
    if (ttft_ms && !std::isnan(*ttft_ms)) {
        slice.ttft_ms.add(*ttft_ms);
    }
    if (throughput && !std::isnan(*throughput)) {
        slice.throughput.add(*throughput);
    }
}

void Health::hold(std::size_t endpoint, std::int64_t until_us) {
    ORRERY_CHECK(endpoint < windows_.size(), "no such endpoint");
    raise(windows_[endpoint]->held_until, until_us);
}

bool Health::is_out(std::size_t endpoint, std::int64_t now_us) const {
    ORRERY_CHECK(endpoint < windows_.size(), "no such endpoint");
    Window& window = *windows_[endpoint];
    std::int64_t until = window.held_until.load(std::memory_order_relaxed);
    if (until > now_us) {
        // hold() knows no clock: what it was told too much is cut when it is first looked at.
        if (until - now_us > hold_us_max) {
            window.held_until.compare_exchange_strong(until, now_us + hold_us_max,
                                                      std::memory_order_relaxed);
        }
        return true;
    }
    const std::int64_t failed_at = window.failed_at.load(std::memory_order_relaxed);
    return failed_at != never && now_us - failed_at < outage_us;
}

HealthFigures Health::figures(std::size_t endpoint, std::int64_t now_us) const {
    ORRERY_CHECK(endpoint < windows_.size(), "no such endpoint");
    Window& window = *windows_[endpoint];
    const std::int64_t oldest = slice_number(now_us) - static_cast<std::int64_t>(slices) + 1;
    HealthFigures found;
    Histogram ttft_ms;
    Histogram throughput;
    {
        const std::scoped_lock lock(window.mutex);
        if (!window.ring) {
            return found;
        }
        for (const Slice& slice : *window.ring) {
            if (slice.number >= oldest) {
                found.attempts += slice.attempts;
                found.failures += slice.failures;
                ttft_ms.add(slice.ttft_ms);
                throughput.add(slice.throughput);
            }
        }
    }
    found.ttft_p50_ms = ttft_ms.percentile(0.5);
    found.ttft_p75_ms = ttft_ms.percentile(0.75);
    found.ttft_p90_ms = ttft_ms.percentile(0.9);
    found.ttft_p99_ms = ttft_ms.percentile(0.99);
    found.throughput_p50 = throughput.percentile(0.5);
    found.throughput_p75 = throughput.percentile(0.75);
    found.throughput_p90 = throughput.percentile(0.9);
    found.throughput_p99 = throughput.percentile(0.99);
    return found;
}

void Health::begin(std::size_t endpoint) {
    ORRERY_CHECK(endpoint < windows_.size(), "no such endpoint");
    windows_[endpoint]->in_flight.fetch_add(1, std::memory_order_relaxed);
}

void Health::end(std::size_t endpoint) {
    ORRERY_CHECK(endpoint < windows_.size(), "no such endpoint");
    windows_[endpoint]->in_flight.fetch_sub(1, std::memory_order_relaxed);
}

std::int64_t Health::in_flight(std::size_t endpoint) const {
    ORRERY_CHECK(endpoint < windows_.size(), "no such endpoint");
    return windows_[endpoint]->in_flight.load(std::memory_order_relaxed);
}

}  // namespace orrery::gateway
