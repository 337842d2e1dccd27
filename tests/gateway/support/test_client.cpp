#include "gateway/support/test_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace orrery::gateway::testing {
namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// Takes the framing off a chunked body. Tells whether its last chunk is there.
bool unchunk(std::string_view bytes, std::string& body, std::size_t& used) {
    std::size_t at = 0;
    for (;;) {
        const std::size_t end = bytes.find("\r\n", at);
        if (end == std::string_view::npos) {
            return false;
        }
        const auto size =
            std::strtoul(std::string(bytes.substr(at, end - at)).c_str(), nullptr, 16);
        if (bytes.size() < end + 2 + size + 2) {
            body += bytes.substr(end + 2, size);
            return false;
        }
        body += bytes.substr(end + 2, size);
        at = end + 2 + size + 2;
        if (size == 0) {
            used = at;
            return true;
        }
    }
}

}  // namespace

std::vector<std::string> Answer::events() const {
    std::vector<std::string> found;
    std::size_t at = 0;
    while (at < body.size()) {
        const std::size_t end = std::min(body.find('\n', at), body.size());
        const std::string_view line = std::string_view(body).substr(at, end - at);
        if (line.starts_with("data: ")) {
            found.emplace_back(line.substr(6));
        }
        at = end + 1;
    }
    return found;
}

TestClient::TestClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval limit{30, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close();
    }
}

TestClient::~TestClient() {
    close();
}

void TestClient::close(bool with_reset) {
    if (socket_ < 0) {
        return;
    }
    if (with_reset) {
        const linger now{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    ::close(socket_);
    socket_ = -1;
}

void TestClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool TestClient::read_more() {
    char bytes[16384];
    const auto got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) {
        return false;
    }
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
}

const std::string& TestClient::read_until(std::string_view text) {
    while (buffer_.find(text) == std::string::npos && read_more()) {
    }
    return buffer_;
}

Answer TestClient::read_answer() {
    Answer answer;
    read_until("\r\n\r\n");
    const std::size_t head_end = buffer_.find("\r\n\r\n");
    if (head_end == std::string::npos) {
        return answer;
    }
    const std::string head = buffer_.substr(0, head_end + 2);
    buffer_.erase(0, head_end + 4);
    answer.status = std::atoi(head.c_str() + std::string_view("HTTP/1.1 ").size());
    for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
        const std::size_t end = head.find("\r\n", at);
        const std::size_t colon = head.find(": ", at);
        answer.fields[lower(head.substr(at, colon - at))] = head.substr(colon + 2, end - colon - 2);
        at = end + 2;
    }
    if (answer.fields.contains("content-length")) {
        const auto size = std::strtoul(answer.fields["content-length"].c_str(), nullptr, 10);
        while (buffer_.size() < size && read_more()) {
        }
        answer.is_whole = buffer_.size() >= size;
        answer.body = buffer_.substr(0, size);
        buffer_.erase(0, size);
        return answer;
    }
    const bool is_chunked = answer.fields["transfer-encoding"] == "chunked";
    for (bool is_open = true; is_open;) {
        std::size_t used = 0;
        answer.body.clear();
        if (is_chunked && unchunk(buffer_, answer.body, used)) {
            answer.is_whole = true;
            buffer_.erase(0, used);
            return answer;
        }
        is_open = read_more();
    }
    if (!is_chunked) {
        answer.is_whole = true;
        answer.body = buffer_;
    }
    return answer;
}

std::string TestClient::request(const std::string& method, const std::string& path,
                                const std::string& key, const std::string& body,
                                const std::string& fields) {
    const std::string authorization =
        key.empty() ? std::string() : fmt::format("authorization: Bearer {}\r\n", key);
    return fmt::format(
        "{} {} HTTP/1.1\r\nhost: test\r\n{}{}content-type: application/json\r\ncontent-length: "
        "{}\r\n\r\n{}",
        method, path, authorization, fields, body.size(), body);
}

Answer TestClient::post(std::uint16_t port, const std::string& path, const std::string& key,
                        const std::string& body, const std::string& fields) {
    TestClient client(port);
    client.send(request("POST", path, key, body, fields));
    return client.read_answer();
}

Answer TestClient::get(std::uint16_t port, const std::string& path, const std::string& key) {
    TestClient client(port);
    client.send(request("GET", path, key, {}));
    return client.read_answer();
}

}  // namespace orrery::gateway::testing
