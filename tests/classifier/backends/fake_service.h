#pragma once

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "classifier/backends/scripted_answer.h"
#include "http/server.h"
#include "net/tls.h"

namespace orrery::test_support {

/// A service on a thread of its own that answers as it was told, in order, then as `otherwise`.
/// Requests for tokens have a script of their own.
class FakeService {
public:
    explicit FakeService(net::TlsContext* tls = nullptr) : is_tls_(tls != nullptr) {
        std::signal(SIGPIPE, SIG_IGN);
        loop_ = std::move(*net::Loop::open());
        server_ = std::move(*http::Server::open(
            *loop_, *net::Address::parse("127.0.0.1", 0), {},
            [this](http::Exchange& exchange) { return answer(exchange); }, tls));
        thread_ = std::thread([this] { loop_->run(); });
    }
    ~FakeService() {
        loop_->stop();
        thread_.join();
        server_.reset();
    }
    FakeService(const FakeService&) = delete;
    FakeService& operator=(const FakeService&) = delete;

    [[nodiscard]] std::string url() const {
        return (is_tls_ ? "https://localhost:" : "http://127.0.0.1:") +
               std::to_string(server_->port());
    }
    void will_answer(ScriptedAnswer one) {
        const std::lock_guard lock(mutex_);
        script_.push_back(std::move(one));
    }
    void will_answer_otherwise(ScriptedAnswer one) {
        const std::lock_guard lock(mutex_);
        otherwise_ = std::move(one);
    }
    void will_give_token(ScriptedAnswer one) {
        const std::lock_guard lock(mutex_);
        tokens_.push_back(std::move(one));
    }
    [[nodiscard]] std::vector<SeenRequest> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }
    [[nodiscard]] std::vector<SeenRequest> token_requests() const {
        const std::lock_guard lock(mutex_);
        return token_requests_;
    }

private:
    ScriptedAnswer take(const http::Exchange& exchange) {
        SeenRequest seen{std::string(exchange.head().target), std::string(exchange.body()), {}};
        for (const http::Field& field : exchange.head().fields) {
            seen.fields.emplace_back(field.name, field.value);
        }
        const std::lock_guard lock(mutex_);
        const bool is_token = seen.target == "/token";
        (is_token ? token_requests_ : requests_).push_back(std::move(seen));
        auto& script = is_token ? tokens_ : script_;
        if (script.empty()) {
            return is_token ? ScriptedAnswer{500, "{}"} : otherwise_;
        }
        ScriptedAnswer one = std::move(script.front());
        script.pop_front();
        return one;
    }

    net::Task<void> answer(http::Exchange& exchange) {
        const ScriptedAnswer one = take(exchange);
        std::vector<http::Field> fields;
        for (const auto& [name, value] : one.fields) {
            fields.push_back({name, value});
        }
        std::array<std::string_view, 1> parts{one.body};
        if (one.manner == Manner::whole) {
            [[maybe_unused]] const net::Io io =
                co_await exchange.respond(one.status, fields, parts);
            co_return;
        }
        if (one.manner != Manner::silent) {
            exchange.begin(one.status, fields);
        }
        if (one.manner == Manner::cut) {
            parts[0] = std::string_view(one.body).substr(0, one.body.size() / 2);
            [[maybe_unused]] const net::Io io = co_await exchange.write(parts);
            exchange.abort();
            co_return;
        }
        parts[0] = "{";
        net::Io io = net::Io::done;
        while (io == net::Io::done) {
            co_await loop_->pause_until(loop_->in(std::chrono::milliseconds(5)));
            if (one.manner == Manner::slow) {
                io = co_await exchange.write(parts);
            } else if (exchange.stream().is_gone()) {
                io = net::Io::end;
            }
        }
        exchange.abort();
    }

    bool is_tls_;
    std::unique_ptr<net::Loop> loop_;
    std::unique_ptr<http::Server> server_;
    std::thread thread_;
    mutable std::mutex mutex_;
    std::deque<ScriptedAnswer> script_;
    std::deque<ScriptedAnswer> tokens_;
    ScriptedAnswer otherwise_;
    std::vector<SeenRequest> requests_;
    std::vector<SeenRequest> token_requests_;
};

}  // namespace orrery::test_support
