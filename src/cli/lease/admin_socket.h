#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "cli/lease/descriptor.h"

namespace orrery::cli {

/// Where a serving process lends its store: `admin.sock` in the store's directory, open to the
/// owner only. Both sides speak lines:
///
///     command   borrow orrery study
///     server    waiting `orrery import` (pid 123)      each time that another one has it
///     server    granted
///
/// From then on the open connection is the lease; its end gives the store back.
class AdminSocket {
public:
    /// Takes the right to serve from a store and listens. What a dead server left is cleared away.
    /// Fails where another server runs.
    [[nodiscard]] static Result<AdminSocket> listen(const std::filesystem::path& directory);
    AdminSocket(AdminSocket&&) noexcept = default;
    AdminSocket& operator=(AdminSocket&&) noexcept = default;
    ~AdminSocket();

    [[nodiscard]] int descriptor() const { return socket_.get(); }
    /// Takes the next connection of the owner or of root; none where there is no such.
    [[nodiscard]] Descriptor accept() const;

private:
    AdminSocket(Descriptor directory, Descriptor socket)
        : directory_(std::move(directory)), socket_(std::move(socket)) {}

    Descriptor directory_;  // Its lock is the right to serve.
    Descriptor socket_;
};

/// Connects to the server of a store; none where nobody serves from it.
[[nodiscard]] Descriptor connect_to_server(const std::filesystem::path& directory);

/// Returns the process at the other end, 0 where that is unknown.
[[nodiscard]] pid_t process_behind(const Descriptor& connection);

/// Sends a line; false where the other end is gone. Does not wait.
[[nodiscard]] bool send_line(const Descriptor& connection, std::string_view line);

/// Appends what has come to `text`, without waiting; false once the connection has ended.
[[nodiscard]] bool receive(const Descriptor& connection, std::string& text);

/// Takes the first whole line out of a text; nothing where there is none yet.
[[nodiscard]] std::optional<std::string> take_line(std::string& text);

}  // namespace orrery::cli
