// The relay of a streamed answer: each piece goes on as soon as it has come, from the first token.

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <utility>

#include "gateway/relay/inference.h"

namespace orrery::gateway {
namespace {

/// How long the end of a provider's body may take after its last event, for the connection's sake.
constexpr std::chrono::milliseconds tail_time{20};

}  // namespace

net::Deadline Inference::answer_deadline() const {
    const Provider& provider = serving_->config.providers[candidate_.endpoint->provider];
    return station_.loop.in(passage_->progress().has_content ? provider.idle_time
                                                             : provider.head_time);
}

net::Task<Inference::Verdict> Inference::relay_stream(http::Call& call) {
    events_ = http::SseParser();
    out_.clear();
    for (;;) {
        const net::Deadline deadline = answer_deadline();
        const auto piece = co_await call.read(deadline, &exchange_.stream());
        if (!piece) {
            co_return co_await end_early(call, piece.error());
        }
        if (piece->empty()) {
            // The body is whole. A finish reason makes the answer whole as well: not every server
            // says [DONE].
            if (passage_->heard().finish) {
                co_return co_await end_stream(call);
            }
            co_return co_await end_early(call, http::Failure::cut);
        }
        last_piece_us_ = steady_us();
        const Status taken = take_events(*piece);
        const Progress progress = passage_->progress();
        if (!taken || progress.has_error) {
            // Named: as an argument here, g++ 12 would free what the conditional made twice.
            std::string fault = taken ? std::string() : describe(taken.error());
            co_return co_await end_faulty(std::move(fault));
        }
        if (progress.has_content && !ttft_ms_) {
            ttft_ms_ = static_cast<double>(last_piece_us_ - began_us_) / 1000.0;
        }
        if (progress.is_ended) {
            co_return co_await end_stream(call);
        }
        // What precedes the first token is held: until then another endpoint may answer.
        if (progress.has_content && !out_.empty()) {
            const bool is_written = co_await write_out(false);
            if (!is_written) {
                co_await leave(call);
                co_return Verdict::answered;
            }
        }
    }
}

Status Inference::take_events(std::string_view piece) {
    events_.feed(piece);
    while (const auto event = events_.next()) {
        if (auto passed = passage_->pass_event(event->name, event->data, out_); !passed) {
            return passed;
        }
        if (passage_->progress().has_error) {
            break;
        }
    }
    if (events_.is_too_large()) {
        return fail(ErrorKind::bad_input, "the provider sent an event that is too large");
    }
    return {};
}

net::Task<bool> Inference::write_out(bool is_last) {
    if (heart_.is_beating_on()) {
        co_await heart_.hush();
    }
    begin_event_stream(exchange_, generation_id_);
    const std::array<std::string_view, 1> parts = {out_};
    const net::Io written = co_await exchange_.write(parts, is_last);
    out_.clear();
    if (!is_last) {
        heart_.rest();
    }
    co_return written == net::Io::done;
}

net::Task<Inference::Verdict> Inference::end_stream(http::Call& call) {
    const int status = 200;
    settle("done", status);
    end_attempt(status, {}, Outcome::good);
    station_.router->remember(asked_.sticky, *candidate_.endpoint, steady_us());
    passage_->end(bill_, out_);
    (void)co_await write_out(true);
    // The rest of the body is its framing; with it read, the connection serves again.
    if (!call.is_end() && call.try_read().empty() && !call.is_end()) {
        (void)co_await call.read(station_.loop.in(tail_time));
    }
    co_return Verdict::answered;
}

net::Task<Inference::Verdict> Inference::end_early(http::Call& call, http::Failure failure) {
    if (failure == http::Failure::client_gone) {
        co_await leave(call);
        co_return Verdict::answered;
    }
    if (!passage_->progress().has_content) {
        co_return note_failure(failure);
    }
    const bool is_timeout = failure == http::Failure::timeout;
    const std::string message = fmt::format("the answer of {} broke off: {}",
                                            attempts_.back().provider, http::name_of(failure));
    settle(is_timeout ? "timeout" : "upstream_cut", 200);
    end_attempt(200, http::name_of(failure), Outcome::failed);
    const int status = is_timeout ? 408 : 502;
    co_await break_stream(status, message);
    co_return Verdict::answered;
}

net::Task<Inference::Verdict> Inference::end_faulty(std::string fault) {
    const auto error = passage_->heard().error;
    const int status = error && error->status != 0 ? error->status : 502;
    const std::string message = error ? error->text : fault;
    if (!passage_->progress().has_content) {
        error_status_ = status;
        error_message_ = message;
        end_attempt(200, error ? "error" : "malformed", Outcome::failed);
        co_return Verdict::next;
    }
    settle("error_mid_stream", 200);
    end_attempt(200, error ? "error" : "malformed", Outcome::failed);
    co_await break_stream(status, message);
    co_return Verdict::answered;
}

net::Task<void> Inference::break_stream(int status, std::string message) {
    passage_->fail(status, message, out_);
    (void)co_await write_out(true);
}

net::Task<void> Inference::leave(http::Call& call) {
    generation_.cancelled = true;
    const Config& config = serving_->config;
    if (config.on_disconnect == OnDisconnect::drain) {
        const net::Deadline deadline = station_.loop.in(config.disconnect_drain_time);
        std::size_t bytes = 0;
        while (!passage_->progress().is_ended && bytes < config.drain_bytes_max) {
            const auto piece = co_await call.read(deadline);
            if (!piece || piece->empty() || !take_events(*piece)) {
                break;
            }
            last_piece_us_ = steady_us();
            bytes += piece->size();
            out_.clear();
        }
    }
    settle("client_gone", exchange_.status());
    end_attempt(200, "client gone", Outcome::client_fault);
}

}  // namespace orrery::gateway
