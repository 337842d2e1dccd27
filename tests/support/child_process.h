#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "support/temporary_directory.h"

namespace orrery::test_support {

/// What surrounds a child: where it works, what it reads, and what it is denied.
struct Surroundings {
    std::filesystem::path directory;              ///< Empty: a temporary one.
    std::string input;                            ///< Standard input.
    std::optional<std::uint64_t> file_bytes_max;  ///< RLIMIT_FSIZE: a disk that is full.
    bool unprivileged = false;                    ///< Runs as nobody where the test is root.
};

/// How a child ended: `code` is its exit code, or minus the signal that ended it.
struct Ending {
    int code = 0;
    std::string out;
    std::string err;
};

/// Longer than any command of a test takes; only a hang reaches it.
inline constexpr std::chrono::milliseconds patience = std::chrono::minutes(5);

/// One process with its output caught in files. It is killed where it outlives its owner.
class ChildProcess {
public:
    explicit ChildProcess(std::vector<std::string> command, const Surroundings& surroundings = {}) {
        const std::string input = (files_ / "in").string();
        const std::string out = (files_ / "out").string();
        const std::string err = (files_ / "err").string();
        static_cast<void>(write_file(input, surroundings.input));
        const std::string directory = surroundings.directory.empty()
                                          ? files_.path().string()
                                          : surroundings.directory.string();
        // Between fork and exec only what a signal handler may do: the parent has threads.
        std::vector<char*> arguments;
        for (std::string& word : command) {
            arguments.push_back(word.data());
        }
        arguments.push_back(nullptr);
        child_ = ::fork();
        if (child_ == 0) {
            redirect(input.c_str(), O_RDONLY, 0);
            redirect(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 1);
            redirect(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 2);
            if (::chdir(directory.c_str()) != 0 || !deny(surroundings)) {
                ::_exit(126);
            }
            ::execv(arguments[0], arguments.data());
            ::_exit(127);
        }
        ended_ = static_cast<int>(::syscall(SYS_pidfd_open, child_, 0));
    }
    ~ChildProcess() {
        kill();
        static_cast<void>(finish());
        ::close(ended_);
    }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// Waits for the end, no longer than `limit`; says whether the child has ended.
    [[nodiscard]] bool wait(std::chrono::milliseconds limit) const {
        const auto until = std::chrono::steady_clock::now() + limit;
        pollfd watched{ended_, POLLIN, 0};
        for (;;) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                until - std::chrono::steady_clock::now());
            const int ready =
                ::poll(&watched, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
            if (ready >= 0 || errno != EINTR) {
                return ready > 0;
            }
        }
    }

    /// Ends the child as a crash does: nothing of it runs any more.
    void kill() const {
        if (!ending_) {
            ::kill(child_, SIGKILL);
        }
    }

    /// Waits for the end and returns it; kills a child that outlives our patience.
    const Ending& finish() {
        if (ending_) {
            return *ending_;
        }
        if (!wait(patience)) {
            kill();
        }
        int status = 0;
        ::waitpid(child_, &status, 0);
        ending_ =
            Ending{WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
                   read_file(files_ / "out").value_or(""), read_file(files_ / "err").value_or("")};
        return *ending_;
    }

private:
    static void redirect(const char* file, int flags, int to) {
        const int from = ::open(file, flags, 0644);
        ::dup2(from, to);
        ::close(from);
    }
    static bool deny(const Surroundings& surroundings) {
        if (surroundings.file_bytes_max) {
            const rlimit limit{*surroundings.file_bytes_max, *surroundings.file_bytes_max};
            if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) {
                return false;
            }
        }
        constexpr unsigned nobody = 65534;
        return !surroundings.unprivileged || ::geteuid() != 0 ||
               (::setgid(nobody) == 0 && ::setuid(nobody) == 0);
    }

    TemporaryDirectory files_;
    pid_t child_ = 0;
    int ended_ = -1;
    std::optional<Ending> ending_;
};

/// Runs the orrery of this build to its end.
inline Ending run_orrery(const std::vector<std::string>& arguments,
                         const Surroundings& surroundings = {}) {
    std::vector<std::string> command{ORRERY_BINARY};
    command.insert(command.end(), arguments.begin(), arguments.end());
    ChildProcess child(std::move(command), surroundings);
    return child.finish();
}

}  // namespace orrery::test_support
