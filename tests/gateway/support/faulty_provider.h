#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gateway/support/faults.h"
#include "http/server.h"

namespace orrery::test_support {

struct FaultyOptions {
    std::uint64_t seed = 1;
    int good_percent = 50;
    std::optional<Fault> only;               ///< Every answer has this fault.
    std::chrono::milliseconds stall{5'000};  ///< How long a stalled answer is silent, then cut.
    std::size_t huge_bytes = 2 * 1024 * 1024;
    int retry_after_s = 1;
};

/// What was served to one request, as the provider's own books have it.
struct Served {
    std::uint64_t number = 0;
    std::string id;  ///< As in the answer.
    Wire wire = Wire::openai;
    bool is_stream = false;
    FaultPlan plan;
    bool went_out_whole = false;  ///< The last byte was taken and the answer is one to be used.
    bool reported_usage = false;  ///< A usage that is right went out to its end.
};

/// A provider of all dialects that misbehaves as a seed and the number of the request say: the
/// field `x-request-number`, or else how many requests came before. Its paths decide the dialect:
/// `/chat/completions`, `/messages`, `:generateContent` and `:streamGenerateContent`.
/// One that refuses connections is made with unused_port().
class FaultyProvider {
public:
    explicit FaultyProvider(FaultyOptions options) : options_(options) {}

    /// REQUIRES: the provider outlives the server.
    [[nodiscard]] http::Handler handler();
    /// Returns what was served so far. Thread-safe.
    [[nodiscard]] std::vector<Served> ledger() const;
    /// The same once so many requests are in it, which may be after their clients saw the end; at
    /// most 20 s later.
    [[nodiscard]] std::vector<Served> ledger_of(std::size_t count) const;

private:
    struct Answer;
    net::Task<void> serve(http::Exchange& exchange);
    net::Task<bool> stream(http::Exchange& exchange, const Answer& answer);
    net::Task<bool> whole(http::Exchange& exchange, const Answer& answer);
    net::Task<void> refuse(http::Exchange& exchange, Wire wire, int status);
    net::Task<void> stall(http::Exchange& exchange);
    [[nodiscard]] std::uint64_t number_of(const http::RequestHead& head);

    FaultyOptions options_;
    std::atomic<std::uint64_t> next_ = 0;
    mutable std::mutex mutex_;
    mutable std::condition_variable entered_;
    std::vector<Served> ledger_;
};

/// Returns a port of this machine on which nobody listens.
[[nodiscard]] std::uint16_t unused_port();

}  // namespace orrery::test_support
