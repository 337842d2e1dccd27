#pragma once

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "support/child_process.h"

namespace orrery::test_support {

/// Returns what stands between a text and the end of its line; empty where the text is not.
inline std::string rest_of_line(const std::string& text, const std::string& mark) {
    const auto at = text.find(mark);
    if (at == std::string::npos) {
        return {};
    }
    const auto from = at + mark.size();
    return text.substr(from, text.find_first_of("\r\n", from) - from);
}

/// A gateway of this build in a process of its own.
class ServedProcess {
public:
    /// Without `config` it serves the echo provider. Output goes to files in `room`.
    ServedProcess(const std::filesystem::path& store, const std::filesystem::path& room,
                  const std::filesystem::path& config = {})
        : ServedProcess(room, fmt::format("--store {} serve {}", store.string(),
                                          config.empty() ? "" : "--config " + config.string())) {}
    /// Runs a command that serves in the end, of words for a shell.
    ServedProcess(const std::filesystem::path& room, const std::string& words)
        : out_(room / "serve.out"), pid_(room / "serve.pid"), child_(command(words, out_, pid_)) {}

    /// Waits until it listens; 0 when it ended instead.
    std::uint16_t port() {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (std::chrono::steady_clock::now() < until) {
            const bool has_ended = child_.wait(std::chrono::milliseconds(2));
            const std::string address = rest_of_line(output(), "http://127.0.0.1:");
            if (address.ends_with("/api/v1")) {
                return static_cast<std::uint16_t>(std::atoi(address.c_str()));
            }
            if (has_ended) {
                break;
            }
        }
        return 0;
    }
    /// Kills it after a time; tells whether it ran until then.
    bool kill_after(std::chrono::milliseconds time) {
        const bool has_ended = child_.wait(time);
        child_.kill();
        return child_.finish().code == -SIGKILL && !has_ended;
    }
    /// Ends it as an operator does; returns its exit code.
    int end() {
        ::kill(pid(), SIGTERM);
        return child_.finish().code;
    }
    [[nodiscard]] int pid() const { return std::atoi(read_file(pid_).value_or("0").c_str()); }
    /// What it said so far.
    [[nodiscard]] std::string output() const { return read_file(out_).value_or(""); }
    /// What it complained about; once it has ended.
    std::string errors() { return child_.finish().err; }

private:
    static std::vector<std::string> command(const std::string& words,
                                            const std::filesystem::path& out,
                                            const std::filesystem::path& pid) {
        std::filesystem::remove(out);
        std::filesystem::remove(pid);
        return {"/bin/sh", "-c",
                fmt::format("echo $$ > {}; exec {} {} --listen 127.0.0.1:0 > {}", pid.string(),
                            ORRERY_BINARY, words, out.string())};
    }

    std::filesystem::path out_;
    std::filesystem::path pid_;
    ChildProcess child_;
};

}  // namespace orrery::test_support
