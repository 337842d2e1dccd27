#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "catalog/catalog.h"
#include "gateway/config/config.h"
#include "gateway/gateway.h"
#include "http/server.h"
#include "ledger/ledger.h"
#include "support/temporary_directory.h"

namespace orrery::gateway::testing {

/// A provider that does what a test says, on a thread of its own.
class ScriptedProvider {
public:
    /// Gets the exchange and its number, from 0.
    using Script = std::function<net::Task<void>(http::Exchange&, int)>;

    explicit ScriptedProvider(Script script);
    ~ScriptedProvider();
    [[nodiscard]] std::uint16_t port() const { return server_->port(); }
    [[nodiscard]] std::vector<std::string> bodies() const;
    [[nodiscard]] std::vector<std::string> heads() const;  ///< "POST /v1/x" and the fields.
    [[nodiscard]] net::Loop& loop() { return *loop_; }
    /// Connections that clients have ended before their answer was whole.
    [[nodiscard]] int broken() const { return broken_.load(); }
    void note_broken() { ++broken_; }

private:
    [[nodiscard]] net::Task<void> handle(http::Exchange& exchange);

    Script script_;
    std::unique_ptr<net::Loop> loop_;
    std::unique_ptr<http::Server> server_;
    mutable std::mutex mutex_;
    std::vector<std::string> bodies_;
    std::vector<std::string> heads_;
    std::atomic<int> broken_ = 0;
    std::thread thread_;
};

/// Answers with a JSON body.
[[nodiscard]] net::Task<void> answer_json(http::Exchange& exchange, int status, std::string body);
/// Answers with server-sent events, each written on its own; `is_cut` breaks off after them.
[[nodiscard]] net::Task<void> answer_events(http::Exchange& exchange,
                                            std::vector<std::string> events, bool is_cut = false);

/// A gateway with one account and keys, whose providers are scripts.
class RunningGateway {
public:
    /// Adds providers and endpoints before start(); prices in USD per million tokens.
    RunningGateway();
    ~RunningGateway();

    Provider& add_provider(const std::string& slug, std::uint16_t port,
                           dialect::Egress egress = dialect::Egress::openai);
    Endpoint& add_endpoint(const std::string& model, const std::string& provider,
                           double prompt_usd = 1, double completion_usd = 2);
    /// Starts; a failed start fails the test.
    void start();
    /// Ends the gateway and its ledger, in order.
    void stop();

    [[nodiscard]] std::uint16_t port() const { return gateway_->port(); }
    [[nodiscard]] const std::string& key() const { return key_; }
    [[nodiscard]] const std::string& management_key() const { return management_key_; }
    [[nodiscard]] ledger::Ledger& ledger() { return *ledger_; }
    [[nodiscard]] Gateway& gateway() { return *gateway_; }
    [[nodiscard]] std::int64_t account() const { return account_; }
    [[nodiscard]] std::filesystem::path ledger_directory() const { return directory_ / "ledger"; }
    /// The record of an answer, by its X-Generation-Id.
    [[nodiscard]] std::optional<record::Generation> record(const std::string& generation_id);
    /// Makes another key.
    [[nodiscard]] std::string make_key(ledger::NewKey key);

    Config config;
    Gateway::Ask ask;        ///< Of the warehouse; none unless a test gives one.
    Gateway::Beside beside;  ///< Nothing unless a test gives it.
    bool is_unlimited = true;
    bool allows_sampling = true;
    std::int64_t granted_nano_usd = 0;

private:
    test_support::TemporaryDirectory directory_;
    catalog::Catalog catalog_;
    std::unique_ptr<ledger::Ledger> ledger_;
    std::unique_ptr<Gateway> gateway_;
    std::int64_t account_ = 0;
    std::string key_;
    std::string management_key_;
};

}  // namespace orrery::gateway::testing
