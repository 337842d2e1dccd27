#pragma once

#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/plain_call.h"

namespace orrery::test_support {

/// Clients that ask a gateway's echo provider on and on, until they are told to end or nobody
/// answers any more.
class Load {
public:
    Load(std::uint16_t port, const std::string& secret, int clients) {
        for (int client = 0; client < clients; ++client) {
            threads_.emplace_back([this, port, secret, client] { ask_on(port, secret, client); });
        }
    }
    ~Load() { end(); }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    /// Returns the ids of the generations that were answered whole.
    std::set<std::string> end() {
        is_ending_ = true;
        for (std::thread& thread : threads_) {
            thread.join();
        }
        threads_.clear();
        return ids_;
    }
    [[nodiscard]] std::size_t answered() {
        const std::scoped_lock lock(mutex_);
        return ids_.size();
    }

private:
    void ask_on(std::uint16_t port, const std::string& secret, int client) {
        for (int asked = 0; !is_ending_; ++asked) {
            const std::string answer = plain_call(
                port, "POST", "/api/v1/chat/completions", secret,
                fmt::format(R"({{"model":"orrery/echo-paid","messages":[{{"role":"user",)"
                            R"("content":"[[echo: tokens={} delay_ms=30]] hello"}}]}})",
                            1 + (client + asked) % 20));
            if (answer.empty()) {
                return;
            }
            const auto at = answer.find(": gen-");
            if (answer.starts_with("HTTP/1.1 200") && answer.ends_with("}") &&
                at != std::string::npos) {
                const std::scoped_lock lock(mutex_);
                ids_.insert(answer.substr(at + 2, 20));
            }
        }
    }

    std::atomic<bool> is_ending_ = false;
    std::mutex mutex_;
    std::set<std::string> ids_;
    std::vector<std::thread> threads_;
};

}  // namespace orrery::test_support
