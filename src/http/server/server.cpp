#include <array>
#include <coroutine>
#include <unordered_map>
#include <utility>

#include "http/server.h"
#include "http/server/connection.h"
#include "http/server/core.h"
#include "net/signal.h"

namespace orrery::http {

namespace {

/// How long accepting rests when the process is out of descriptors.
constexpr std::chrono::milliseconds accept_pause{100};

constexpr std::string_view overload_answer =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n"
    "Retry-After: 1\r\n\r\n";

}  // namespace

class Server::State {
public:
    State(net::Loop& loop, ServerLimits limits, Handler handler, net::TlsContext* tls,
          std::unique_ptr<net::Listener> listener)
        : core(loop, limits, std::move(handler), tls),
          listener_(std::move(listener)),
          closed_(loop) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State();

    void start() { acceptor_ = core.loop.spawn(accept_all()); }
    net::Task<void> drain(net::Deadline deadline);
    [[nodiscard]] std::uint16_t port() const { return listener_->address().port(); }

    ServerCore core;

private:
    struct Entry {
        std::coroutine_handle<> root;  ///< Null while the coroutine has not waited yet.
        Connection* connection = nullptr;
    };
    /// Takes a connection off the list when its coroutine ends, or is destroyed.
    struct Leaving {
        State& state;
        std::uint64_t id;
        ~Leaving() { state.leave(id); }
    };

    net::Task<void> accept_all();
    void admit(std::unique_ptr<net::Stream> stream);
    net::Task<void> serve(std::unique_ptr<net::Stream> stream, std::uint64_t id);
    void leave(std::uint64_t id);
    void cut_all();

    std::unique_ptr<net::Listener> listener_;
    std::coroutine_handle<> acceptor_;  ///< Null once accepting has ended.
    std::unordered_map<std::uint64_t, Entry> open_;
    net::Signal closed_;
};

Server::State::~State() {
    if (acceptor_) {
        core.loop.destroy(acceptor_);
    }
    cut_all();
}

void Server::State::cut_all() {
    while (!open_.empty()) {
        const Entry entry = open_.begin()->second;
        entry.connection->stream().reset_on_close();
        core.loop.destroy(entry.root);
    }
}

net::Task<void> Server::State::accept_all() {
    for (;;) {
        auto accepted = co_await listener_->accept();
        if (accepted) {
            admit(std::move(*accepted));
        } else if (accepted.error().kind == ErrorKind::unavailable) {
            co_await core.loop.pause_until(core.loop.in(accept_pause));
        } else {
            break;
        }
    }
    acceptor_ = {};
}

void Server::State::admit(std::unique_ptr<net::Stream> stream) {
    ++core.counts.connections;
    if (open_.size() >= core.limits.connections_max) {
        ++core.counts.refused_connections;
        if (core.tls == nullptr) {
            // A fresh socket has room for it; a client that is gone does not matter.
            const std::array<std::string_view, 1> parts = {overload_answer};
            [[maybe_unused]] const net::Moved moved = stream->try_write(parts);
            stream->shutdown();
        }
        return;
    }
    const std::uint64_t id = core.counts.connections;
    open_.try_emplace(id);
    core.counts.open_connections = open_.size();
    const auto root = core.loop.spawn(serve(std::move(stream), id));
    // Unless it has ended already.
    if (const auto entry = open_.find(id); entry != open_.end()) {
        entry->second.root = root;
    }
}

net::Task<void> Server::State::serve(std::unique_ptr<net::Stream> stream, std::uint64_t id) {
    const std::unique_ptr<net::Stream> owned = std::move(stream);
    Connection connection(core, *owned);
    const Leaving leaving{*this, id};
    open_.at(id).connection = &connection;
    co_await connection.serve();
}

void Server::State::leave(std::uint64_t id) {
    open_.erase(id);
    core.counts.open_connections = open_.size();
    closed_.notify_all();
}

net::Task<void> Server::State::drain(net::Deadline deadline) {
    core.is_draining = true;
    listener_->close();
    for (auto& [id, entry] : open_) {
        if (entry.connection->is_idle()) {
            entry.connection->stream().shutdown();
        }
    }
    while (!open_.empty()) {
        const net::Wake wake = co_await closed_.wait(deadline);
        if (wake != net::Wake::ready) {
            cut_all();
        }
    }
}

Result<std::unique_ptr<Server>> Server::open(net::Loop& loop, const net::Address& address,
                                             ServerLimits limits, Handler handler,
                                             net::TlsContext* tls) {
    auto listener = net::Listener::open(loop, address);
    if (!listener) {
        return std::unexpected(listener.error());
    }
    auto state =
        std::make_unique<State>(loop, limits, std::move(handler), tls, std::move(*listener));
    state->start();
    return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() = default;

std::uint16_t Server::port() const {
    return state_->port();
}

net::Task<void> Server::drain(net::Deadline deadline) {
    return state_->drain(deadline);
}

const ServerCounts& Server::counts() const {
    return state_->core.counts;
}

}  // namespace orrery::http
