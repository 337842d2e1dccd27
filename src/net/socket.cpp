#include "net/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "base/check.h"

namespace orrery::net {

namespace {

constexpr int backlog = 4096;

std::string message_of(int error) {
    return std::generic_category().message(error);
}

const sockaddr* raw(const Address& address) {
    return reinterpret_cast<const sockaddr*>(address.bytes.data());
}

template <typename Raw>
Address address_of(const Raw& from) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(&from);
    return {.bytes = {bytes, bytes + sizeof from}};
}

template <typename Raw>
Raw raw_as(const Address& address) {
    Raw to{};
    std::memcpy(&to, address.bytes.data(), std::min(sizeof to, address.bytes.size()));
    return to;
}

bool is_ipv6(const Address& address) {
    return raw_as<sockaddr>(address).sa_family == AF_INET6;
}

Result<int> open_socket(const Address& address) {
    const int descriptor = socket(is_ipv6(address) ? AF_INET6 : AF_INET,
                                  SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return fail(ErrorKind::unavailable, "cannot open a socket: " + message_of(errno));
    }
    return descriptor;
}

}  // namespace

Result<Address> Address::parse(const std::string& host, std::uint16_t port) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        return address_of(v4);
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
        return address_of(v6);
    }
    return fail(ErrorKind::bad_input, "not an IP address", host);
}

std::string Address::text() const {
    char host[INET6_ADDRSTRLEN] = "";
    if (is_ipv6(*this)) {
        const auto v6 = raw_as<sockaddr_in6>(*this);
        inet_ntop(AF_INET6, &v6.sin6_addr, host, sizeof host);
        return "[" + std::string(host) + "]:" + std::to_string(port());
    }
    const auto v4 = raw_as<sockaddr_in>(*this);
    inet_ntop(AF_INET, &v4.sin_addr, host, sizeof host);
    return std::string(host) + ":" + std::to_string(port());
}

std::uint16_t Address::port() const {
    return ntohs(is_ipv6(*this) ? raw_as<sockaddr_in6>(*this).sin6_port
                                : raw_as<sockaddr_in>(*this).sin_port);
}

Listener::Listener(Loop& loop, int descriptor, Address address)
    : loop_(loop), descriptor_(descriptor), address_(std::move(address)) {}

Result<std::unique_ptr<Listener>> Listener::open(Loop& loop, const Address& address) {
    const auto opened = open_socket(address);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    auto listener = std::unique_ptr<Listener>(new Listener(loop, *opened, address));
    const int on = 1;
    setsockopt(*opened, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(*opened, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (bind(*opened, raw(address), static_cast<socklen_t>(address.bytes.size())) != 0 ||
        listen(*opened, backlog) != 0) {
        return fail(ErrorKind::unavailable, "cannot listen: " + message_of(errno), address.text(),
                    "choose another port, or end what listens there");
    }
    auto length = static_cast<socklen_t>(address.bytes.size());
    getsockname(*opened, reinterpret_cast<sockaddr*>(listener->address_.bytes.data()), &length);
    if (const Status added = loop.add(*opened, *listener); !added) {
        return std::unexpected(added.error());
    }
    return listener;
}

Listener::~Listener() {
    ORRERY_CHECK(waiting_ == nullptr, "no accept() waits");
    close();
}

/// The wait of accept(); lives in its frame.
struct Listener::Wait {
    Listener& listener;
    Loop& loop;
    std::coroutine_handle<> coroutine;
    bool is_resuming_soon = false;

    explicit Wait(Listener& owner) : listener(owner), loop(owner.loop_) {}
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;
    ~Wait() {
        if (is_resuming_soon) {
            loop.forget(coroutine);
        } else if (coroutine) {
            listener.waiting_ = nullptr;
        }
    }
    bool await_ready() const { return listener.is_readable_ || listener.descriptor_ < 0; }
    void await_suspend(std::coroutine_handle<> waiting) {
        ORRERY_CHECK(listener.waiting_ == nullptr, "one coroutine accepts");
        coroutine = waiting;
        listener.waiting_ = this;
    }
    void await_resume() {
        coroutine = {};
        is_resuming_soon = false;
    }
};

Task<Result<std::unique_ptr<Stream>>> Listener::accept() {
    while (descriptor_ >= 0) {
        Wait wait(*this);
        co_await wait;
        if (descriptor_ < 0) {
            break;
        }
        const int accepted = accept4(descriptor_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (accepted >= 0) {
            co_return Stream::adopt(loop_, accepted);
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            is_readable_ = false;
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            co_return fail(ErrorKind::unavailable, "cannot accept: " + message_of(errno),
                           address_.text());
        }
        // Anything else is the fate of that one connection (accept(2)).
    }
    co_return fail(ErrorKind::not_found, "the listener is closed", address_.text());
}

void Listener::close() {
    if (descriptor_ < 0) {
        return;
    }
    loop_.remove(descriptor_, *this);
    ::close(std::exchange(descriptor_, -1));
    if (Wait* wait = std::exchange(waiting_, nullptr)) {
        wait->is_resuming_soon = true;
        loop_.resume_soon(wait->coroutine);
    }
}

void Listener::on_events(std::uint32_t) {
    is_readable_ = true;
    if (Wait* wait = std::exchange(waiting_, nullptr)) {
        wait->coroutine.resume();
    }
}

Task<Result<std::unique_ptr<Stream>>> connect(Loop& loop, Address address, Deadline deadline,
                                              Stream* watched) {
    const auto opened = open_socket(address);
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    const int descriptor = *opened;
    if (::connect(descriptor, raw(address), static_cast<socklen_t>(address.bytes.size())) != 0 &&
        errno != EINPROGRESS) {
        const std::string reason = message_of(errno);
        ::close(descriptor);
        co_return fail(ErrorKind::unavailable, "cannot connect: " + reason, address.text());
    }
    auto stream = Stream::adopt(loop, descriptor);
    if (!stream) {
        co_return stream;
    }
    (*stream)->is_writable_ = false;
    (*stream)->is_readable_ = false;
    const Wake wake = co_await (*stream)->writable(deadline, watched);
    if (wake != Wake::ready) {
        const std::string reason = wake == Wake::timeout ? "it took too long" : "no longer wanted";
        co_return fail(ErrorKind::unavailable, "cannot connect: " + reason, address.text());
    }
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) {
        co_return fail(ErrorKind::unavailable, "cannot connect: " + message_of(error),
                       address.text());
    }
    co_return stream;
}

}  // namespace orrery::net
