#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "http/server.h"
#include "net/signal.h"

namespace orrery::gateway {

/// Keeps a client's stream alive while its provider is silent: writes `: ORRERY PROCESSING` at
/// intervals. Costs two pointer writes a request where it never beats.
class Heart final : net::Timer {
public:
    /// REQUIRES: `generation_id` outlives the heart; it is known by the first beat.
    Heart(http::Exchange& exchange, std::chrono::milliseconds interval,
          const std::string& generation_id);
    ~Heart() override { disarm(); }

    /// Starts counting; again after every write of the relay's.
    void rest();
    /// Stops. True when a beat is being written just now: await hush() before writing.
    [[nodiscard]] bool is_beating_on();
    /// Waits for the beat that is being written: afterwards the stream is the relay's.
    [[nodiscard]] net::Task<void> hush();

private:
    void fire() override;
    [[nodiscard]] net::Task<void> beat();

    http::Exchange& exchange_;
    std::chrono::milliseconds interval_;
    const std::string& generation_id_;
    bool is_beating_ = false;
    net::Signal beaten_;
};

/// Begins the answer as a stream of server-sent events, unless it has begun.
void begin_event_stream(http::Exchange& exchange, std::string_view generation_id);

}  // namespace orrery::gateway
