#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <utility>

#include "net/socket.h"

namespace orrery::net {

namespace {

/// Asks the system, which may take seconds. Empty when the name has no address.
std::vector<Address> look_up(const std::string& host) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    std::vector<Address> addresses;
    if (getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) {
        return addresses;
    }
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
        if (each->ai_family == AF_INET || each->ai_family == AF_INET6) {
            const auto* bytes = reinterpret_cast<const unsigned char*>(each->ai_addr);
            addresses.push_back({.bytes = {bytes, bytes + each->ai_addrlen}});
        }
    }
    freeaddrinfo(found);
    return addresses;
}

std::vector<Address> with_port(std::vector<Address> addresses, std::uint16_t port) {
    static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
    for (Address& address : addresses) {
        address.bytes[offsetof(sockaddr_in, sin_port)] = static_cast<unsigned char>(port >> 8);
        address.bytes[offsetof(sockaddr_in, sin_port) + 1] = static_cast<unsigned char>(port);
    }
    return addresses;
}

}  // namespace

bool Resolver::ask(const std::string& host, const std::shared_ptr<Known>& known) {
    Loop* home = &loop_;
    known->is_asking = workers_.submit([host, known, home] {
        home->post([known, home, addresses = look_up(host)] {
            if (!addresses.empty()) {
                known->addresses = addresses;
                known->since = home->now();
            }
            known->is_asking = false;
            known->changed.notify_all();
        });
    });
    return known->is_asking;
}

Task<Result<std::vector<Address>>> Resolver::resolve(std::string host, std::uint16_t port,
                                                     Deadline deadline) {
    if (const auto numeric = Address::parse(host, port)) {
        std::vector<Address> one{*numeric};
        co_return one;
    }
    auto& entry = known_[host];
    if (entry == nullptr) {
        entry = std::make_shared<Known>(loop_);
    }
    const std::shared_ptr<Known> known = entry;
    const bool is_old = known->since + refresh_ <= loop_.now();
    if (!known->addresses.empty()) {
        // Old addresses serve on while they are asked for again.
        if (is_old && !known->is_asking) {
            ask(host, known);
        }
        co_return with_port(known->addresses, port);
    }
    if (!known->is_asking && !ask(host, known)) {
        co_return fail(ErrorKind::unavailable, "too many names are being looked up", host);
    }
    while (known->is_asking) {
        const Wake wake = co_await known->changed.wait(deadline);
        if (wake != Wake::ready) {
            co_return fail(ErrorKind::unavailable, "looking up the name took too long", host);
        }
    }
    if (known->addresses.empty()) {
        co_return fail(ErrorKind::unavailable, "the name has no address", host,
                       "check its spelling, and that this machine can resolve names");
    }
    co_return with_port(known->addresses, port);
}

}  // namespace orrery::net
