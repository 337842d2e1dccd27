#include <utility>

#include "base/check.h"
#include "http/client.h"
#include "http/client/connection.h"
#include "http/client/pool.h"

namespace orrery::http {

namespace {

Failure failure_of(net::Wake wake) {
    return wake == net::Wake::timeout ? Failure::timeout
           : wake == net::Wake::gone  ? Failure::client_gone
                                      : Failure::cut;
}

}  // namespace

Call::Call(Pool& pool, const Origin& origin) : pool_(pool), origin_(origin) {}

Call::~Call() {
    if (connection_ != nullptr && connection_->may_be_kept()) {
        pool_.state_->give_back(origin_, std::move(connection_));
    }
}

void Call::give_up(Failure failure) {
    failure_ = failure;
    connection_->close(failure);
}

net::Task<std::expected<const ResponseHead*, Failure>> Call::send(
    std::span<const std::string_view> parts, net::Deadline connect_deadline,
    net::Deadline head_deadline, net::Stream* watched) {
    ORRERY_CHECK(connection_ == nullptr, "one call sends once");
    connection_ = pool_.state_->take(origin_);
    for (;;) {
        if (connection_ == nullptr) {
            auto opened = co_await pool_.state_->open(origin_, connect_deadline, watched);
            if (!opened) {
                failure_ = opened.error();
                co_return std::unexpected(failure_);
            }
            connection_ = std::move(*opened);
        }
        connection_->begin(parts);
        auto step = connection_->advance();
        while (step == PooledConnection::Step::wants_read ||
               step == PooledConnection::Step::wants_write) {
            net::Wake wake = net::Wake::ready;
            if (step == PooledConnection::Step::wants_read) {
                wake = co_await connection_->stream().readable(head_deadline, watched);
            } else {
                wake = co_await connection_->stream().writable(head_deadline, watched);
            }
            if (wake != net::Wake::ready) {
                give_up(failure_of(wake));
                co_return std::unexpected(failure_);
            }
            step = connection_->advance();
        }
        if (step == PooledConnection::Step::head) {
            co_return &connection_->head();
        }
        if (step == PooledConnection::Step::failed) {
            failure_ = *connection_->failure();
            co_return std::unexpected(failure_);
        }
        // A kept connection that was closed meanwhile: once more on a fresh one.
        ++pool_.state_->counts.replaced;
        connection_.reset();
    }
}

net::Task<std::expected<std::string_view, Failure>> Call::read(net::Deadline deadline,
                                                               net::Stream* watched) {
    if (connection_ == nullptr) {
        co_return std::unexpected(failure_);
    }
    for (;;) {
        const std::string_view piece = connection_->take();
        if (!piece.empty() || connection_->is_end()) {
            co_return piece;
        }
        if (const auto failure = connection_->failure()) {
            failure_ = *failure;
            co_return std::unexpected(failure_);
        }
        const net::Wake wake = co_await connection_->stream().readable(deadline, watched);
        if (wake != net::Wake::ready) {
            give_up(failure_of(wake));
            co_return std::unexpected(failure_);
        }
    }
}

std::string_view Call::try_read() {
    return connection_ == nullptr ? std::string_view() : connection_->take();
}

net::Task<std::expected<void, Failure>> Call::read_all(std::string& into, std::size_t bytes_max,
                                                       net::Deadline deadline,
                                                       net::Stream* watched) {
    const std::size_t before = into.size();
    for (;;) {
        std::string_view piece = try_read();
        if (piece.empty()) {
            const auto arrived = co_await read(deadline, watched);
            if (!arrived) {
                co_return std::unexpected(arrived.error());
            }
            piece = *arrived;
        }
        if (piece.empty()) {
            co_return std::expected<void, Failure>();
        }
        if (into.size() - before + piece.size() > bytes_max) {
            give_up(Failure::too_large);
            co_return std::unexpected(failure_);
        }
        into.append(piece);
    }
}

const ResponseHead& Call::head() const {
    ORRERY_CHECK(connection_ != nullptr, "a head comes after send()");
    return connection_->head();
}

bool Call::is_end() const {
    return connection_ != nullptr && connection_->is_end();
}

bool Call::was_reused() const {
    return connection_ != nullptr && connection_->was_reused;
}

}  // namespace orrery::http
