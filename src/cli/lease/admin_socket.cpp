#include "cli/lease/admin_socket.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace orrery::cli {
namespace {

constexpr const char* socket_name = "admin.sock";
constexpr int backlog = 64;

Descriptor open_directory(const std::filesystem::path& directory) {
    return Descriptor(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

Descriptor make_socket() {
    return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

/// The socket's address by way of the open directory: an address holds 107 bytes, and a store may
/// lie deeper than that.
sockaddr_un address_in(const Descriptor& directory) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = fmt::format("/proc/self/fd/{}/{}", directory.get(), socket_name);
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
}

std::optional<ucred> peer_of(const Descriptor& connection) {
    ucred peer{};
    socklen_t bytes = sizeof peer;
    if (::getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &bytes) != 0) {
        return std::nullopt;
    }
    return peer;
}

std::unexpected<Error> cannot_listen(const std::filesystem::path& directory, int error_number) {
    return fail(ErrorKind::unavailable,
                fmt::format("cannot listen for commands: {}", std::strerror(error_number)),
                (directory / socket_name).string(),
                "check the owner and the permissions of the store directory");
}

}  // namespace

Result<AdminSocket> AdminSocket::listen(const std::filesystem::path& directory) {
    Descriptor opened = open_directory(directory);
    if (!opened) {
        return cannot_listen(directory, errno);
    }
    if (::flock(opened.get(), LOCK_EX | LOCK_NB) != 0) {
        return fail(ErrorKind::unavailable, "another process serves from this store",
                    directory.string(), "stop it first, or name another directory with --store");
    }
    Descriptor socket = make_socket();
    const sockaddr_un address = address_in(opened);
    ::unlinkat(opened.get(), socket_name, 0);
    // The mode of the descriptor becomes that of the file.
    if (!socket || ::fchmod(socket.get(), 0600) != 0 ||
        ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket.get(), backlog) != 0) {
        return cannot_listen(directory, errno);
    }
    return AdminSocket(std::move(opened), std::move(socket));
}

AdminSocket::~AdminSocket() {
    if (directory_) {
        ::unlinkat(directory_.get(), socket_name, 0);
    }
}

Descriptor AdminSocket::accept() const {
    Descriptor connection(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    const auto peer = connection ? peer_of(connection) : std::nullopt;
    if (!peer || (peer->uid != ::geteuid() && peer->uid != 0)) {
        return Descriptor();
    }
    return connection;
}

Descriptor connect_to_server(const std::filesystem::path& directory) {
    const Descriptor opened = open_directory(directory);
    Descriptor socket = make_socket();
    if (!opened || !socket) {
        return Descriptor();
    }
    const sockaddr_un address = address_in(opened);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return Descriptor();
    }
    return socket;
}

pid_t process_behind(const Descriptor& connection) {
    const auto peer = peer_of(connection);
    return peer ? peer->pid : 0;
}

bool send_line(const Descriptor& connection, std::string_view line) {
    const std::string text = std::string(line) + '\n';
    const ssize_t sent =
        ::send(connection.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent == static_cast<ssize_t>(text.size());
}

bool receive(const Descriptor& connection, std::string& text) {
    std::array<char, 512> piece{};
    for (;;) {
        const ssize_t got = ::recv(connection.get(), piece.data(), piece.size(), MSG_DONTWAIT);
        if (got > 0) {
            text.append(piece.data(), static_cast<std::size_t>(got));
        } else if (got < 0 && errno == EINTR) {
            continue;
        } else {
            return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        }
    }
}

std::optional<std::string> take_line(std::string& text) {
    const auto end = text.find('\n');
    if (end == std::string::npos) {
        return std::nullopt;
    }
    std::string line = text.substr(0, end);
    text.erase(0, end + 1);
    return line;
}

}  // namespace orrery::cli
