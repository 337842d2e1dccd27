#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace orrery::dashboard {

/// Who has signed in with a browser. In memory: a restart signs everybody out. Thread-safe.
class Sessions {
public:
    static constexpr std::size_t most = 1'000;  ///< Beyond that the longest unused one ends.
    static constexpr std::int64_t idle_us = 12LL * 3'600'000'000;
    static constexpr std::int64_t whole_us = 7LL * 24 * 3'600'000'000;

    /// Returns the id of a new session, 256 random bits, of whom a credential's hash stands for.
    /// The id itself is not kept.
    [[nodiscard]] std::string open(std::string credential_hash, std::int64_t now_us);
    /// Returns the hash that the session was opened with, while it is neither idle nor too old.
    [[nodiscard]] std::optional<std::string> find(std::string_view id, std::int64_t now_us);
    void close(std::string_view id);

private:
    struct Session {
        std::string credential_hash;
        std::int64_t opened_us = 0;
        std::int64_t used_us = 0;
    };

    std::mutex mutex_;
    std::unordered_map<std::string, Session> by_hash_;  ///< By the SHA-256 of the id.
};

}  // namespace orrery::dashboard
