#include "gateway/support/plain_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sstream>

#include "http/body.h"
#include "http/head.h"

namespace orrery::test_support {
namespace {

int connect_to(std::uint16_t port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        ::close(descriptor);
        return -1;
    }
    return descriptor;
}

/// Reads until the other side ends, breaks or falls silent.
std::string read_all(int descriptor, int patience_ms, bool& has_ended, bool& was_reset) {
    std::string bytes;
    std::array<char, 64 * 1024> piece{};
    for (;;) {
        pollfd waiting{descriptor, POLLIN, 0};
        if (::poll(&waiting, 1, patience_ms) <= 0) {
            return bytes;
        }
        const ssize_t count = ::recv(descriptor, piece.data(), piece.size(), 0);
        if (count <= 0) {
            has_ended = count == 0;
            was_reset = count < 0 && errno == ECONNRESET;
            return bytes;
        }
        bytes.append(piece.data(), static_cast<std::size_t>(count));
    }
}

void read_body(const http::ResponseHead& head, std::string_view bytes, bool has_ended,
               PlainAnswer& answer) {
    http::BodyDecoder decoder;
    decoder.start(head);
    while (!decoder.is_ended()) {
        const auto step = decoder.next(bytes);
        answer.body += step.data;
        bytes.remove_prefix(step.consumed);
        if (step.state == http::BodyDecoder::State::malformed) {
            return;
        }
        if (step.state == http::BodyDecoder::State::more) {
            answer.is_whole = has_ended && decoder.is_whole_at_close();
            return;
        }
    }
    answer.is_whole = true;
}

}  // namespace

std::string PlainAnswer::field(std::string_view name) const {
    const auto found = std::ranges::find_if(
        fields, [&](const auto& one) { return http::same_name(one.first, name); });
    return found == fields.end() ? std::string() : found->second;
}

std::vector<std::string> PlainAnswer::events() const {
    std::vector<std::string> events;
    std::istringstream lines(body);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("data: ")) {
            events.push_back(line.substr(6));
        }
    }
    return events;
}

PlainAnswer plain_request(std::uint16_t port, std::string_view method, std::string_view target,
                          std::string_view body,
                          const std::vector<std::pair<std::string, std::string>>& fields,
                          int patience_ms) {
    PlainAnswer answer;
    const int descriptor = connect_to(port);
    if (descriptor < 0) {
        return answer;
    }
    std::string request =
        fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n", method, target);
    for (const auto& [name, value] : fields) {
        request += fmt::format("{}: {}\r\n", name, value);
    }
    request += fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
    bool has_ended = false;
    if (::send(descriptor, request.data(), request.size(), MSG_NOSIGNAL) ==
        static_cast<ssize_t>(request.size())) {
        const std::string bytes = read_all(descriptor, patience_ms, has_ended, answer.was_reset);
        http::ResponseHead head;
        if (http::parse_response(bytes, {}, false, head) == http::Parsed::whole) {
            answer.status = head.status;
            for (const http::Field& field : head.fields) {
                answer.fields.emplace_back(field.name, field.value);
            }
            read_body(head, std::string_view(bytes).substr(head.bytes), has_ended, answer);
        }
    }
    ::close(descriptor);
    return answer;
}

}  // namespace orrery::test_support
