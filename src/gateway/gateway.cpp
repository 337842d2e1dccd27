#include "gateway/gateway.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/echo_server.h"
#include "gateway/front.h"
#include "gateway/live/view.h"
#include "gateway/pages/pages.h"
#include "gateway/station/station.h"
#include "net/workers.h"

namespace orrery::gateway {
namespace {

/// For prompts that wait to be labelled when the gateway ends.
constexpr std::chrono::seconds labelling_time{5};

constexpr std::size_t site_waiting_max = 256;

/// What one thread runs.
struct LoopThread {
    std::unique_ptr<net::Loop> loop;
    std::unique_ptr<Pages> pages;
    std::unique_ptr<Front> front;
    std::unique_ptr<http::Server> server;
    std::thread thread;
};

net::Task<void> drain_and_stop(net::Loop& loop, http::Server& server, net::Deadline deadline) {
    co_await server.drain(deadline);
    loop.stop();
}

}  // namespace

class Gateway::State {
public:
    State(const catalog::Catalog& catalog, ledger::Ledger& ledger, Ask ask)
        : workers(2), shared{ledger, catalog, workers, nullptr, nullptr, nullptr, std::move(ask)} {
        shared.site_workers = site_workers.get();
    }
    ~State();
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    [[nodiscard]] Status open(Config config);
    [[nodiscard]] Status start_labeller(const ClassifierConfig& config,
                                        const Labeller::MakeBackend& make_backend);
    [[nodiscard]] Status open_loop(std::size_t index, const std::shared_ptr<Serving>& serving);
    [[nodiscard]] Status start_echo(Config& config);
    void run();
    void stop();

    net::Workers workers;
    /// Their own, so that a long question of the dashboard keeps no name from being resolved.
    std::unique_ptr<net::Workers> site_workers =
        std::make_unique<net::Workers>(2, site_waiting_max);
    Shared shared;
    std::unique_ptr<EchoServer> echo;
    std::unique_ptr<net::TlsContext> server_tls;
    std::unique_ptr<net::TlsContext> client_tls;
    std::unique_ptr<AccessLog> access_log;
    std::unique_ptr<Labeller> labeller;
    std::vector<std::unique_ptr<LoopThread>> loops;
    std::vector<std::unique_ptr<Station>> stations;
    std::unique_ptr<LiveView> live;
    std::unique_ptr<Spans> spans;
    std::uint16_t port = 0;
    std::chrono::milliseconds drain_time{0};
    std::atomic<bool> is_draining = false;
};

Gateway::State::~State() {
    site_workers.reset();
    live.reset();
    // Requests that were cut hold tickets, connections and spans: they end before all these.
    for (const auto& own : loops) {
        own->loop->destroy_all();
        own->server.reset();
        own->front.reset();
        own->pages.reset();
    }
    spans.reset();
    stations.clear();
}

Status Gateway::State::start_echo(Config& config) {
    for (Provider& provider : config.providers) {
        if (!provider.is_echo) {
            continue;
        }
        if (!echo) {
            auto started = EchoServer::start();
            if (!started) {
                return std::unexpected(started.error());
            }
            echo = std::move(*started);
        }
        auto origin = http::Origin::parse(fmt::format("http://127.0.0.1:{}/v1", echo->port()));
        if (!origin) {
            return std::unexpected(origin.error());
        }
        provider.origin = std::move(*origin);
    }
    return {};
}

Status Gateway::State::open(Config config) {
    if (auto started = start_echo(config); !started) {
        return started;
    }
    auto tls = net::TlsContext::client(config.authorities);
    if (!tls) {
        return std::unexpected(tls.error());
    }
    client_tls = std::move(*tls);
    if (!config.tls_certificate.empty()) {
        auto server = net::TlsContext::server(config.tls_certificate, config.tls_key);
        if (!server) {
            return std::unexpected(server.error());
        }
        server_tls = std::move(*server);
    }
    if (!config.access_log.empty()) {
        auto log = AccessLog::open(config.access_log);
        if (!log) {
            return std::unexpected(log.error());
        }
        access_log = std::move(*log);
        shared.access_log = access_log.get();
    }
    drain_time = config.drain_time;
    port = config.listen_port;
    const std::size_t count = loops_of(config);
    auto serving = std::make_shared<Serving>(std::move(config), shared.catalog);
    for (std::size_t index = 0; index < count; ++index) {
        if (auto opened = open_loop(index, serving); !opened) {
            return opened;
        }
    }
    if (!serving->config.spans_url.empty()) {
        auto collector = http::Origin::parse(serving->config.spans_url);
        if (!collector) {
            return std::unexpected(collector.error());
        }
        Station& first = *stations.front();
        spans = std::make_unique<Spans>(first.loop, first.pool, std::move(*collector),
                                        serving->config.service_name);
        shared.spans = spans.get();
        first.loop.spawn(spans->run());
    }
    return {};
}

Status Gateway::State::start_labeller(const ClassifierConfig& config,
                                      const Labeller::MakeBackend& make_backend) {
    if (!make_backend || config.sample == 0) {
        return {};
    }
    auto started = Labeller::start(config, make_backend, shared.ledger);
    if (!started) {
        return std::unexpected(started.error());
    }
    labeller = std::move(*started);
    shared.labeller = labeller.get();
    return {};
}

Status Gateway::State::open_loop(std::size_t index, const std::shared_ptr<Serving>& serving) {
    auto loop = net::Loop::open();
    auto address = net::Address::parse(serving->config.listen_host, port);
    if (!loop || !address) {
        return std::unexpected(loop ? address.error() : loop.error());
    }
    auto own = std::make_unique<LoopThread>();
    own->loop = std::move(*loop);
    auto station = std::make_unique<Station>(*own->loop, index, shared, client_tls.get(), serving);
    own->pages = std::make_unique<Pages>(
        *station, stations, [this] { return is_draining.load(); },
        [this](std::size_t loop_index) { return loops[loop_index]->server->counts(); });
    own->front = std::make_unique<Front>(*station, *own->pages);
    auto server = http::Server::open(
        *own->loop, *address, serving->config.limits,
        [front = own->front.get()](http::Exchange& exchange) { return front->handle(exchange); },
        server_tls.get());
    if (!server) {
        return std::unexpected(server.error());
    }
    own->server = std::move(*server);
    port = own->server->port();
    stations.push_back(std::move(station));
    loops.push_back(std::move(own));
    return {};
}

void Gateway::State::run() {
    live = std::make_unique<LiveView>(stations);
    for (const auto& own : loops) {
        own->thread = std::thread([loop = own->loop.get()] { loop->run(); });
    }
}

void Gateway::State::stop() {
    if (is_draining.exchange(true)) {
        return;
    }
    const net::Deadline deadline = net::Clock::now() + drain_time;
    for (const auto& own : loops) {
        own->loop->post([thread = own.get(), deadline] {
            thread->loop->spawn(drain_and_stop(*thread->loop, *thread->server, deadline));
        });
    }
    if (spans) {
        spans->stop();
    }
    for (const auto& own : loops) {
        if (own->thread.joinable()) {
            own->thread.join();
        }
    }
    if (labeller) {
        // What was answered last is still to be labelled; the drain time is for requests.
        labeller->stop(net::Clock::now() + labelling_time);
    }
}

Gateway::Gateway(std::unique_ptr<State> state) : state_(std::move(state)) {}

Gateway::~Gateway() {
    state_->stop();
}

Result<std::unique_ptr<Gateway>> Gateway::start(Config config, const catalog::Catalog& catalog,
                                                ledger::Ledger& ledger, Ask ask, Beside beside) {
    auto state = std::make_unique<State>(catalog, ledger, std::move(ask));
    state->shared.site = std::move(beside.site);
    state->shared.may_observe = std::move(beside.may_observe);
    if (auto started = state->start_labeller(config.classifier, beside.make_backend); !started) {
        return std::unexpected(started.error());
    }
    if (auto opened = state->open(std::move(config)); !opened) {
        return std::unexpected(opened.error());
    }
    state->run();
    return std::unique_ptr<Gateway>(new Gateway(std::move(state)));
}

LiveRates Gateway::rates() const {
    return state_->live->rates();
}

std::vector<RecentGeneration> Gateway::recent(std::size_t most) const {
    return state_->live->recent(most);
}

std::optional<RecentGeneration> Gateway::recent(std::string_view generation_id) const {
    return state_->live->find(generation_id);
}

std::uint16_t Gateway::port() const {
    return state_->port;
}

void Gateway::reload(Config config) {
    // The echo provider keeps its port; a configuration that brings the first one starts it.
    if (auto started = state_->start_echo(config); !started) {
        fmt::print(stderr, "orrery: reload: {}\n", describe(started.error()));
        return;
    }
    auto serving = std::make_shared<Serving>(std::move(config), state_->shared.catalog);
    for (std::size_t index = 0; index < state_->loops.size(); ++index) {
        Station* station = state_->stations[index].get();
        state_->loops[index]->loop->post([station, serving] { station->take(serving); });
    }
}

void Gateway::reopen_logs() {
    if (state_->access_log) {
        state_->access_log->reopen();
    }
}

void Gateway::stop() {
    state_->stop();
}

std::size_t Gateway::loops_of(const Config& config) {
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    return config.loops == 0 ? cores : config.loops;
}

}  // namespace orrery::gateway
