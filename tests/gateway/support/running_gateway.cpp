#include "gateway/support/running_gateway.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <utility>

namespace orrery::gateway::testing {

ScriptedProvider::ScriptedProvider(Script script) : script_(std::move(script)) {
    loop_ = std::move(*net::Loop::open());
    const auto address = net::Address::parse("127.0.0.1", 0);
    http::ServerLimits limits;
    server_ = std::move(*http::Server::open(
        *loop_, *address, limits, [this](http::Exchange& exchange) { return handle(exchange); }));
    thread_ = std::thread([this] { loop_->run(); });
}

ScriptedProvider::~ScriptedProvider() {
    loop_->stop();
    thread_.join();
    loop_->destroy_all();
}

net::Task<void> ScriptedProvider::handle(http::Exchange& exchange) {
    int number = 0;
    {
        const std::scoped_lock lock(mutex_);
        number = static_cast<int>(bodies_.size());
        bodies_.emplace_back(exchange.body());
        std::string head = fmt::format("{} {}\n", exchange.head().method, exchange.head().target);
        for (const http::Field& field : exchange.head().fields) {
            head += fmt::format("{}: {}\n", field.name, field.value);
        }
        heads_.push_back(std::move(head));
    }
    co_await script_(exchange, number);
    if (exchange.stream().is_gone()) {
        ++broken_;
    }
}

std::vector<std::string> ScriptedProvider::bodies() const {
    const std::scoped_lock lock(mutex_);
    return bodies_;
}

std::vector<std::string> ScriptedProvider::heads() const {
    const std::scoped_lock lock(mutex_);
    return heads_;
}

net::Task<void> answer_json(http::Exchange& exchange, int status, std::string body) {
    const std::array<http::Field, 1> fields = {http::Field{"content-type", "application/json"}};
    const std::array<std::string_view, 1> parts = {body};
    (void)co_await exchange.respond(status, fields, parts);
}

net::Task<void> answer_events(http::Exchange& exchange, std::vector<std::string> events,
                              bool is_cut) {
    const std::array<http::Field, 1> fields = {http::Field{"content-type", "text/event-stream"}};
    exchange.begin(200, fields);
    for (const std::string& event : events) {
        const std::array<std::string_view, 3> parts = {"data: ", event, "\n\n"};
        const net::Io written = co_await exchange.write(parts);
        if (written != net::Io::done) {
            co_return;
        }
    }
    if (is_cut) {
        exchange.abort();
        co_return;
    }
    (void)co_await exchange.finish();
}

RunningGateway::RunningGateway() : catalog_(std::move(*catalog::Catalog::load())) {
    config.listen_port = 0;
    config.loops = 1;
}

RunningGateway::~RunningGateway() {
    stop();
}

void RunningGateway::stop() {
    if (gateway_) {
        gateway_->stop();
    }
    gateway_.reset();
    ledger_.reset();
}

Provider& RunningGateway::add_provider(const std::string& slug, std::uint16_t port,
                                       dialect::Egress egress) {
    Provider provider;
    provider.slug = slug;
    provider.display_name = slug;
    provider.dialect = egress;
    provider.origin = *http::Origin::parse(fmt::format("http://127.0.0.1:{}/v1", port));
    provider.api_key = "provider-secret";
    config.providers.push_back(std::move(provider));
    return config.providers.back();
}

Endpoint& RunningGateway::add_endpoint(const std::string& model, const std::string& provider,
                                       double prompt_usd, double completion_usd) {
    auto at = std::ranges::find(config.models, model, &ServedModel::slug);
    if (at == config.models.end()) {
        ServedModel served;
        served.slug = model;
        served.display_name = model;
        config.names.emplace_back(model, config.models.size());
        std::ranges::sort(config.names);
        config.models.push_back(std::move(served));
        at = std::prev(config.models.end());
    }
    Endpoint endpoint;
    endpoint.index = config.endpoints.size();
    endpoint.provider = static_cast<std::size_t>(
        std::ranges::find(config.providers, provider, &Provider::slug) - config.providers.begin());
    endpoint.model = static_cast<std::size_t>(at - config.models.begin());
    endpoint.upstream_model = "upstream-" + model.substr(model.find('/') + 1);
    PriceTier tier;
    tier.prompt = static_cast<PicoUsd>(prompt_usd * 1e6);
    tier.completion = static_cast<PicoUsd>(completion_usd * 1e6);
    tier.cache_read = static_cast<PicoUsd>(prompt_usd * 1e5);
    tier.cache_write = static_cast<PicoUsd>(prompt_usd * 1.25e6);
    endpoint.prices.rows = {PriceRow{model + ":standard:", {}, {}, {tier}}};
    at->endpoints.push_back(endpoint.index);
    config.endpoints.push_back(std::move(endpoint));
    return config.endpoints.back();
}

void RunningGateway::start() {
    ledger::Options options;
    options.directory = directory_ / "ledger";
    options.loops = Gateway::loops_of(config);
    options.hash_key = "test";
    options.disk_free_min = 0;
    options.segment_bytes = 1U << 20U;
    auto opened = ledger::Ledger::open(options);
    ASSERT_TRUE(opened.has_value()) << describe(opened.error());
    ledger_ = std::move(*opened);
    ledger::NewAccount account;
    account.name = "tester";
    account.country = "SE";
    account.is_unlimited = is_unlimited;
    account.granted_nano_usd = granted_nano_usd;
    account.allows_sampling = allows_sampling;
    account_ = ledger_->registry().create_account(account).value();
    ledger::NewKey key;
    key.name = "inference";
    key_ = make_key(key);
    key.name = "management";
    key.kind = ledger::KeyKind::management;
    management_key_ = make_key(key);
    auto started = Gateway::start(config, catalog_, *ledger_, ask, std::move(beside));
    ASSERT_TRUE(started.has_value()) << describe(started.error());
    gateway_ = std::move(*started);
}

std::string RunningGateway::make_key(ledger::NewKey key) {
    key.account = account_;
    const auto created = ledger_->registry().create_key(key);
    EXPECT_TRUE(created.has_value());
    EXPECT_TRUE(ledger_->refresh_directory().has_value());
    return created->secret;
}

std::optional<record::Generation> RunningGateway::record(const std::string& generation_id) {
    const auto id = ledger::parse_generation_id(generation_id);
    if (!id) {
        return std::nullopt;
    }
    return ledger_->generation(*id, account_).value();
}

}  // namespace orrery::gateway::testing
