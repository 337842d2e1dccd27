#include "cli/terminal/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>

namespace orrery::cli {
namespace {

constexpr int bar_cells = 30;
constexpr auto repaint_every = std::chrono::milliseconds(120);

}  // namespace

Progress::Progress(std::string title, std::function<double()> percent)
    : title_(std::move(title)), percent_(std::move(percent)), is_terminal_(::isatty(2) == 1) {
    if (!is_terminal_) {
        fmt::print(stderr, "{} ...\n", title_);
        return;
    }
    painter_ = std::jthread([this](const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        while (!stop.stop_requested()) {
            draw(percent_());
            wake.wait_for(lock, stop, repaint_every, [] { return false; });
        }
    });
}

Progress::~Progress() {
    if (is_terminal_) {
        painter_.request_stop();
        painter_.join();
        fmt::print(stderr, "\r\x1b[K");
    }
}

void Progress::draw(double percent) const {
    if (percent < 0) {
        fmt::print(stderr, "\r\x1b[K{} ...", title_);
        std::fflush(stderr);
        return;
    }
    const double shown = std::clamp(percent, 0.0, 100.0);
    const int full = static_cast<int>(shown / 100 * bar_cells);
    fmt::print(stderr, "\r\x1b[K{} [{}{}] {:3.0f} %", title_, std::string(full, '#'),
               std::string(bar_cells - full, '.'), shown);
    std::fflush(stderr);
}

}  // namespace orrery::cli
