#include "cli/lease/lease.h"

#include <fmt/format.h>
#include <poll.h>
#include <pwd.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string_view>

#include "cli/lease/admin_socket.h"

namespace orrery::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds patience{1'000};
constexpr std::string_view granted = "granted";
constexpr std::string_view waiting = "waiting ";

/// Waits until something has come, or until a moment where one is named.
void wait_for(const Descriptor& connection, std::optional<steady_clock::time_point> until) {
    milliseconds left{-1};
    if (until) {
        left = std::max(std::chrono::ceil<milliseconds>(*until - steady_clock::now()),
                        milliseconds(0));
    }
    pollfd watched{connection.get(), POLLIN, 0};
    ::poll(&watched, 1, static_cast<int>(left.count()));
}

void tell_wait(const Descriptor& connection, const std::string& holder) {
    if (holder.empty()) {
        fmt::print(stderr, "orrery: waiting for the store: the server (pid {}) hands it over\n",
                   process_behind(connection));
    } else {
        fmt::print(stderr, "orrery: waiting for the store: {} has it\n", holder);
    }
}

std::string user_name(uid_t user) {
    const passwd* entry = ::getpwuid(user);
    return entry == nullptr ? fmt::format("#{}", user) : std::string(entry->pw_name);
}

}  // namespace

Lease borrow_store(const std::filesystem::path& directory, const std::string& command) {
    Descriptor connection = connect_to_server(directory);
    if (!connection || !send_line(connection, "borrow " + command)) {
        return {};
    }
    const auto told_from = steady_clock::now() + patience;
    std::string text;
    std::string holder;
    std::optional<std::string> told;
    for (;;) {
        wait_for(connection, told ? std::nullopt : std::optional(told_from));
        const bool is_open = receive(connection, text);
        while (const auto line = take_line(text)) {
            if (*line == granted) {
                return Lease(std::move(connection));
            }
            if (line->starts_with(waiting)) {
                holder = line->substr(waiting.size());
            }
        }
        if (!is_open) {
            return {};  // The server has ended and closed the store.
        }
        if (steady_clock::now() >= told_from && told != holder) {
            tell_wait(connection, holder);
            told = holder;
        }
    }
}

Status check_owner(const std::filesystem::path& directory, const std::string& command) {
    if (::geteuid() != 0) {
        return {};
    }
    for (const char* name : {"orrery.duckdb", "ledger/ledger.sqlite"}) {
        struct stat status{};
        if (::stat((directory / name).c_str(), &status) == 0 && status.st_uid != 0) {
            return fail(ErrorKind::unavailable,
                        fmt::format("the store belongs to {}, who could not open what root leaves "
                                    "in it",
                                    user_name(status.st_uid)),
                        directory.string(),
                        fmt::format("sudo -u {} {} …", user_name(status.st_uid), command));
        }
    }
    return {};
}

}  // namespace orrery::cli
