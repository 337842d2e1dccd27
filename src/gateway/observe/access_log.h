#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "gateway/observe/request_log.h"

namespace orrery::gateway {

/// Writes one JSON line a request: no header, no body, no query, no secret. Lines are buffered and
/// written by a thread of its own; when it cannot keep up, or the disk is full, lines are dropped
/// and counted.
///
/// Members: time (UTC, microseconds), method, path, status, ms, bytes, client, trace_id; where they
/// are known account, key; of a generation id, model_requested, model, provider, api_type,
/// streamed, terminal_state, finish_reason, ttft_ms, gateway_us, the token counts, cost_nano_usd,
/// attempts.
class AccessLog {
public:
    /// Bytes of lines that wait to be written.
    static constexpr std::size_t waiting_bytes_max = 4 * 1024 * 1024;

    /// `target`: "stderr", "stdout" or a file, which is appended to. Fails with `unavailable`.
    [[nodiscard]] static Result<std::unique_ptr<AccessLog>> open(const std::string& target);
    ~AccessLog();  ///< Writes what waits.
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    void note(const RequestReport& report);  ///< From any thread.
    /// After logrotate has moved the file; the old one is kept where the new cannot be opened.
    void reopen();
    [[nodiscard]] std::uint64_t dropped() const;

private:
    class State;
    explicit AccessLog(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Returns the line of a request, with its line feed.
[[nodiscard]] std::string access_line(const RequestReport& report);

}  // namespace orrery::gateway
