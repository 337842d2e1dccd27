#include "cli/serve/lender.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <utility>

#include "base/check.h"
#include "base/process/priority.h"

namespace orrery::cli {
namespace {

constexpr std::string_view request = "borrow ";
constexpr std::size_t line_max = 64;  ///< Further ones wait in the socket's own queue.
constexpr std::size_t request_bytes_max = 256;
/// Behind the loops, yet somebody waits.
constexpr int lender_nice = 5;

bool is_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
        return std::isalnum(c) != 0 || c == ' ' || c == '-' || c == '_';
    });
}

}  // namespace

Lender::Lender(AdminSocket socket, Archive& archive)
    : socket_(std::move(socket)), archive_(archive), wake_(::eventfd(0, EFD_CLOEXEC)) {
    ORRERY_CHECK(wake_, "an eventfd can be made");
    thread_ = std::thread([this] { run(); });
}

Lender::~Lender() {
    stop();
}

void Lender::stop() {
    is_ending_ = true;
    const std::uint64_t one = 1;
    ORRERY_CHECK(::write(wake_.get(), &one, sizeof one) == sizeof one, "an eventfd takes a one");
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Lender::run() {
    step_back(lender_nice);
    for (;;) {
        wait();
        if (is_ending_) {
            return;
        }
        take_in();
        if (holder_ && !hear(*holder_)) {
            holder_.reset();
            archive_.take_back();
        }
        std::erase_if(line_, [](Borrower& borrower) { return !hear(borrower); });
        lend_to_next();
        tell_line();
    }
}

void Lender::wait() const {
    std::vector<pollfd> watched{{wake_.get(), POLLIN, 0}};
    if (line_.size() < line_max) {
        watched.push_back({socket_.descriptor(), POLLIN, 0});
    }
    if (holder_) {
        watched.push_back({holder_->connection.get(), POLLIN, 0});
    }
    for (const Borrower& borrower : line_) {
        watched.push_back({borrower.connection.get(), POLLIN, 0});
    }
    ::poll(watched.data(), watched.size(), -1);
}

void Lender::take_in() {
    pollfd listening{socket_.descriptor(), POLLIN, 0};
    while (line_.size() < line_max && ::poll(&listening, 1, 0) > 0) {
        Descriptor connection = socket_.accept();
        if (connection) {
            line_.push_back({std::move(connection), {}, {}, {}});
        }
    }
}

bool Lender::hear(Borrower& borrower) {
    const bool is_open = receive(borrower.connection, borrower.text);
    while (const auto line = take_line(borrower.text)) {
        if (!borrower.name.empty() || !line->starts_with(request)) {
            return false;
        }
        const std::string command = line->substr(request.size());
        if (!is_name(command)) {
            return false;
        }
        borrower.name = fmt::format("`{}` (pid {})", command, process_behind(borrower.connection));
    }
    return is_open && borrower.text.size() <= request_bytes_max;
}

void Lender::lend_to_next() {
    while (!holder_) {
        const auto next =
            std::ranges::find_if(line_, [](const Borrower& one) { return !one.name.empty(); });
        if (next == line_.end()) {
            return;
        }
        Borrower borrower = std::move(*next);
        line_.erase(next);
        archive_.lend(borrower.name);
        if (send_line(borrower.connection, "granted")) {
            holder_ = std::move(borrower);
        } else {
            archive_.take_back();
        }
    }
}

/// Tells those in line who has the store now.
void Lender::tell_line() {
    for (Borrower& borrower : line_) {
        if (holder_ && !borrower.name.empty() && borrower.heard != holder_->name) {
            borrower.heard = holder_->name;
            static_cast<void>(send_line(borrower.connection, "waiting " + holder_->name));
        }
    }
}

}  // namespace orrery::cli
