#include "gateway/observe/access_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>

namespace orrery::gateway {
namespace {

/// How long lines gather before they are written: a busy server wakes the writer this often.
constexpr std::chrono::milliseconds gather_time{50};
/// Where lines are written without gathering on.
constexpr std::size_t gather_bytes = 64 * 1024;

int open_target(const std::string& target) {
    if (target == "stderr") {
        return ::dup(STDERR_FILENO);
    }
    if (target == "stdout") {
        return ::dup(STDOUT_FILENO);
    }
    return ::open(target.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
}

/// Writes all of it and returns what could not be written.
std::string_view write_out(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            break;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return text;
}

}  // namespace

class AccessLog::State {
public:
    State(std::string target, int descriptor)
        : target_(std::move(target)), descriptor_(descriptor), writer_([this] { serve(); }) {}

    ~State() {
        {
            const std::lock_guard lock(mutex_);
            is_ending_ = true;
        }
        changed_.notify_one();
        writer_.join();
        ::close(descriptor_);
    }

    void add(std::string_view line) {
        bool is_news = false;
        {
            const std::lock_guard lock(mutex_);
            if (waiting_.size() + line.size() > waiting_bytes_max) {
                dropped_.fetch_add(1, std::memory_order_relaxed);
                return;
            }
            const std::size_t before = waiting_.size();
            waiting_ += line;
            is_news = before == 0 || (before < gather_bytes && waiting_.size() >= gather_bytes);
        }
        if (is_news) {
            changed_.notify_one();
        }
    }

    void reopen() {
        {
            const std::lock_guard lock(mutex_);
            wants_reopen_ = true;
        }
        changed_.notify_one();
    }

    [[nodiscard]] std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

private:
    void serve() {
        // A reader of ours that has gone costs us its lines, not the process.
        sigset_t broken_pipe;
        ::sigemptyset(&broken_pipe);
        ::sigaddset(&broken_pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
        std::string lines;
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock,
                          [this] { return is_ending_ || wants_reopen_ || !waiting_.empty(); });
            changed_.wait_for(lock, gather_time, [this] {
                return is_ending_ || wants_reopen_ || waiting_.size() >= gather_bytes;
            });
            const bool is_last = is_ending_;
            const bool is_reopening = std::exchange(wants_reopen_, false);
            lines.clear();
            lines.swap(waiting_);
            lock.unlock();
            write_lines(lines);
            if (is_reopening) {
                open_again();
            }
            if (is_last) {
                return;
            }
            lock.lock();
        }
    }

    void write_lines(std::string_view lines) {
        const std::string_view rest = write_out(descriptor_, lines);
        dropped_.fetch_add(static_cast<std::uint64_t>(std::ranges::count(rest, '\n')),
                           std::memory_order_relaxed);
    }

    void open_again() {
        if (const int descriptor = open_target(target_); descriptor >= 0) {
            ::close(std::exchange(descriptor_, descriptor));
        }
    }

    const std::string target_;
    int descriptor_;  ///< The writer's.
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string waiting_;
    bool wants_reopen_ = false;
    bool is_ending_ = false;
    std::atomic<std::uint64_t> dropped_ = 0;
    std::thread writer_;  ///< Last: it uses the others.
};

Result<std::unique_ptr<AccessLog>> AccessLog::open(const std::string& target) {
    const int descriptor = open_target(target);
    if (descriptor < 0) {
        return fail(ErrorKind::unavailable,
                    std::string("cannot open the access log: ") + std::strerror(errno), target,
                    "name a file in a directory that may be written to, or stderr");
    }
    return std::unique_ptr<AccessLog>(new AccessLog(std::make_unique<State>(target, descriptor)));
}

AccessLog::AccessLog(std::unique_ptr<State> state) : state_(std::move(state)) {}
AccessLog::~AccessLog() = default;

void AccessLog::note(const RequestReport& report) {
    state_->add(access_line(report));
}

void AccessLog::reopen() {
    state_->reopen();
}

std::uint64_t AccessLog::dropped() const {
    return state_->dropped();
}

}  // namespace orrery::gateway
