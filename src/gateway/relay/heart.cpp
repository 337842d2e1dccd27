#include "gateway/relay/heart.h"

#include <array>

namespace orrery::gateway {

Heart::Heart(http::Exchange& exchange, std::chrono::milliseconds interval,
             const std::string& generation_id)
    : exchange_(exchange),
      interval_(interval),
      generation_id_(generation_id),
      beaten_(exchange.stream().loop()) {}

void Heart::rest() {
    net::Loop& loop = exchange_.stream().loop();
    loop.timers().arm(*this, loop.in(interval_));
}

bool Heart::is_beating_on() {
    disarm();
    return is_beating_;
}

net::Task<void> Heart::hush() {
    disarm();
    while (is_beating_) {
        (void)co_await beaten_.wait(net::no_deadline);
    }
    disarm();
}

void Heart::fire() {
    is_beating_ = true;
    exchange_.stream().loop().spawn(beat());
}

net::Task<void> Heart::beat() {
    constexpr std::array<std::string_view, 1> comment = {": ORRERY PROCESSING\n\n"};
    begin_event_stream(exchange_, generation_id_);
    const net::Io written = co_await exchange_.write(comment);
    is_beating_ = false;
    if (written == net::Io::done) {
        rest();
    }
    beaten_.notify_all();
}

void begin_event_stream(http::Exchange& exchange, std::string_view generation_id) {
    if (exchange.has_begun()) {
        return;
    }
    const std::array<http::Field, 3> fields = {
        http::Field{"content-type", "text/event-stream"},
        http::Field{"cache-control", "no-cache"},
        http::Field{"x-generation-id", generation_id},
    };
    exchange.begin(200, fields);
}

}  // namespace orrery::gateway
