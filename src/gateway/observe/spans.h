#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "gateway/observe/request_log.h"
#include "http/client.h"
#include "net/loop.h"

namespace orrery::gateway {

/// Bounds on what waits for a collector, and how it is sent.
struct SpansOptions {
    std::size_t waiting_max = 4096;  ///< Generations; further ones are dropped.
    std::size_t batch_max = 256;     ///< Generations in one request.
    std::chrono::milliseconds batch_time{1'000};
    int tries_max = 5;                            ///< Of one batch; then it is dropped.
    std::chrono::milliseconds first_pause{500};   ///< Before the second try; doubled each time.
    std::chrono::milliseconds pause_max{15'000};  ///< Also the most that Retry-After is heeded.
    std::chrono::milliseconds request_time{10'000};
    std::chrono::milliseconds flush_time{5'000};  ///< For all that is left at the end.
};

/// Sends OpenTelemetry spans of generations to a collector over OTLP/HTTP with JSON, by the GenAI
/// semantic conventions: `chat {model}` with gen_ai.* attributes, no content, a child for each
/// attempt. Batched on one loop, bounded, retried with back-off on 429, 502, 503, 504 and where no
/// answer came, as the OTLP specification (1.x, "OTLP/HTTP Response") has it; what does not fit or
/// is not taken is counted. Traces that their client did not sample are left out.
class Spans {
public:
    /// `collector` is the base URL, below which /v1/traces is added, or a URL that ends in it.
    /// REQUIRES: `loop` and `pool` outlive the object and what it has spawned.
    Spans(net::Loop& loop, http::Pool& pool, http::Origin collector, std::string service_name,
          SpansOptions options = {});
    ~Spans();
    Spans(const Spans&) = delete;
    Spans& operator=(const Spans&) = delete;

    void note(const RequestReport& report);       ///< From any loop's thread.
    [[nodiscard]] net::Task<void> run();          ///< Until stop(); flushes what is there.
    void stop();                                  ///< From any thread.
    [[nodiscard]] std::uint64_t dropped() const;  ///< Generations whose spans did not arrive.

private:
    class State;
    std::shared_ptr<State> state_;  ///< Shared with what is posted to the loop.
};

}  // namespace orrery::gateway
