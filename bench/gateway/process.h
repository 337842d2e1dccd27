#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace orrery::bench {

/// A program that runs until its owner ends it; what it prints goes to a file.
class Process {
public:
    /// Starts a program; `command[0]` is a path. Fails with `unavailable` where it cannot.
    [[nodiscard]] static Result<Process> start(const std::vector<std::string>& command,
                                               const std::filesystem::path& output);
    Process(Process&& other) noexcept;
    Process& operator=(Process&& other) noexcept;
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();  ///< Asks it to end, and kills it when it has not after five seconds.

    [[nodiscard]] bool is_running() const;
    /// Returns the CPU seconds, user and system, of all its threads and its children so far.
    [[nodiscard]] double cpu_s() const;
    /// Returns the resident memory of it and its children in MiB.
    [[nodiscard]] double resident_mib() const;

private:
    explicit Process(pid_t id) : id_(id) {}
    [[nodiscard]] std::vector<pid_t> family() const;

    pid_t id_ = -1;
};

/// Runs a command to its end, for at most `seconds_max`, and returns what it printed.
[[nodiscard]] Result<std::string> output_of(const std::vector<std::string>& command,
                                            const std::filesystem::path& scratch, int seconds_max);

/// Returns a port of this machine that is free now.
[[nodiscard]] std::uint16_t free_port();

/// Waits until something listens on a port of this machine; false when nothing does after 15 s.
[[nodiscard]] bool is_listening_soon(std::uint16_t port);

/// Finds a program in PATH and in the folders of the system's own; empty when there is none.
[[nodiscard]] std::string find_program(const std::string& name);

}  // namespace orrery::bench
