#pragma once

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace orrery::test_support {

/// Sends bytes to a port of this machine and returns all that comes until the connection ends,
/// half a minute at most without a byte.
inline std::string plain_exchange(std::uint16_t port, std::string_view request) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{30, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string got;
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        ::send(descriptor, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
        std::vector<char> piece(16'384);
        for (ssize_t count = 1; count > 0;) {
            count = ::recv(descriptor, piece.data(), piece.size(), 0);
            got.append(piece.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        }
    }
    ::close(descriptor);
    return got;
}

/// Sends one request and returns head and body of the answer as they came.
inline std::string plain_call(std::uint16_t port, const std::string& method,
                              const std::string& target, const std::string& key,
                              const std::string& body) {
    return plain_exchange(
        port, fmt::format("{} {} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
                          "Authorization: Bearer {}\r\nContent-Type: application/json\r\n"
                          "Content-Length: {}\r\n\r\n{}",
                          method, target, key, body.size(), body));
}

}  // namespace orrery::test_support
