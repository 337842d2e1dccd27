#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "gateway/load.h"
#include "gateway/mock/client.h"

namespace orrery::bench {
namespace {

using std::chrono::duration_cast;
using std::chrono::nanoseconds;

/// How long answers are waited for after the last request was meant to be sent.
constexpr std::chrono::seconds rest_time{5};
/// Before anything counts: connections are made meanwhile, and what waited for the first of them is
/// served.
constexpr int warm_seconds = 1;
/// Requests in flight; further ones wait for one of them, and their waiting counts.
constexpr std::int64_t open_max = 1024;

/// Starts requests at their moments, by a timer of the kernel: the loop's own timers are too coarse
/// for latencies of a fraction of a millisecond.
class Pacer final : public net::Source {
public:
    /// REQUIRES: `seconds` > warm_seconds.
    Pacer(Client& client, double per_second, int seconds)
        : client_(client),
          timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
          gap_(duration_cast<nanoseconds>(std::chrono::duration<double>(1 / per_second))),
          left_(static_cast<std::int64_t>(per_second * seconds)),
          counted_(static_cast<std::int64_t>(per_second * (seconds - warm_seconds))),
          next_(net::Clock::now() + std::chrono::milliseconds(20)),
          last_(next_ + std::chrono::seconds(seconds) + rest_time) {}
    ~Pacer() override {
        client_.loop().remove(timer_, *this);
        ::close(timer_);
    }
    Pacer(const Pacer&) = delete;
    Pacer& operator=(const Pacer&) = delete;

    [[nodiscard]] Status begin() {
        if (auto added = client_.loop().add(timer_, *this); !added) {
            return added;
        }
        load_.ms.reserve(static_cast<std::size_t>(left_));
        arm();
        return {};
    }
    [[nodiscard]] Load take() { return std::move(load_); }

    void on_events(std::uint32_t /*events*/) override {
        std::uint64_t expirations = 0;
        static_cast<void>(::read(timer_, &expirations, sizeof(expirations)));
        start_due();
    }

private:
    void start_due() {
        if (std::exchange(is_starting_, true)) {
            return;  // A request that ended at once; the loop below goes on.
        }
        const auto now = net::Clock::now();
        while (left_ > 0 && next_ <= now && open_ < open_max) {
            ++open_;
            client_.loop().spawn(ask(next_, left_ <= counted_));
            --left_;
            next_ += gap_;
        }
        if (now >= last_) {
            give_up(now);
        } else if (left_ > 0 && open_ < open_max) {
            arm();
        }
        is_starting_ = false;
    }

    /// Counts what was never sent as wrong, with the time that it has waited so far.
    void give_up(net::Clock::time_point now) {
        for (; left_ > 0; --left_, next_ += gap_) {
            const std::chrono::duration<double, std::milli> waited = now - next_;
            note(waited.count(), false, left_ <= counted_);
        }
    }

    void arm() {
        if (std::exchange(armed_for_, next_) == next_) {
            return;
        }
        const auto since_boot = next_.time_since_epoch();
        itimerspec when{};
        when.it_value.tv_sec = duration_cast<std::chrono::seconds>(since_boot).count();
        when.it_value.tv_nsec = (since_boot % std::chrono::seconds(1)).count();
        ::timerfd_settime(timer_, TFD_TIMER_ABSTIME, &when, nullptr);
    }

    void note(double ms, bool is_good, bool is_counted) {
        if (is_counted) {
            load_.ms.push_back(ms);
        }
        load_.requests += 1;
        load_.errors += is_good ? 0 : 1;
    }

    net::Task<void> ask(net::Clock::time_point intended, bool is_counted) {
        net::Clock::time_point first_byte;
        double chunks = 0;
        const bool is_good = co_await client_.ask(last_, first_byte, chunks);
        const std::chrono::duration<double, std::milli> took = net::Clock::now() - intended;
        note(took.count(), is_good, is_counted);
        --open_;
        start_due();
        if (open_ == 0 && left_ == 0) {
            client_.loop().stop();
        }
    }

    Client& client_;
    int timer_;
    nanoseconds gap_;
    std::int64_t left_;
    const std::int64_t counted_;  ///< So many of the last ones.
    std::int64_t open_ = 0;
    bool is_starting_ = false;
    net::Clock::time_point next_;
    net::Clock::time_point armed_for_;
    net::Clock::time_point last_;  ///< Nothing is waited for after that.
    Load load_;
};

}  // namespace

Result<Load> open_loop(const Peer& peer, const std::string& body, double per_second, int seconds) {
    const auto client = Client::open(peer, body);
    if (!client) {
        return std::unexpected(client.error());
    }
    Pacer pacer(**client, per_second, warm_seconds + seconds);
    const auto began = net::Clock::now();
    const double before = peer.process.cpu_s();
    if (const auto begun = pacer.begin(); !begun) {
        return std::unexpected(begun.error());
    }
    (*client)->loop().run();
    Load load = pacer.take();
    load.cpu_s = peer.process.cpu_s() - before;
    load.seconds = std::chrono::duration<double>(net::Clock::now() - began).count();
    std::ranges::sort(load.ms);
    return load;
}

}  // namespace orrery::bench
