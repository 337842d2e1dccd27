// The relay of an answer that is not streamed: read whole, metered, then sent in one write.

#include <array>
#include <utility>

#include "gateway/relay/inference.h"
#include "gateway/relay/reply.h"

namespace orrery::gateway {

net::Task<Inference::Verdict> Inference::relay_whole(http::Call& call) {
    const Provider& provider = serving_->config.providers[candidate_.endpoint->provider];
    whole_.clear();
    const net::Deadline deadline = station_.loop.in(provider.head_time);
    const auto read =
        co_await call.read_all(whole_, serving_->config.answer_bytes_max, deadline, watched());
    last_piece_us_ = steady_us();
    if (!read) {
        co_return note_failure(read.error());
    }
    const Status taken = passage_->read_body(whole_);
    if (!taken || passage_->progress().has_error) {
        // Named: as an argument here, g++ 12 would free what the conditional made twice.
        std::string fault = taken ? std::string() : describe(taken.error());
        co_return co_await end_faulty(std::move(fault));
    }
    const bool is_gone = exchange_.stream().is_gone();
    settle(is_gone ? "client_gone" : "done", is_gone ? 0 : 200);
    end_attempt(200, {}, Outcome::good);
    station_.router->remember(asked_.sticky, *candidate_.endpoint, steady_us());
    out_.clear();
    passage_->write_body(bill_, out_);
    const std::array<http::Field, 2> fields = {http::Field{"content-type", "application/json"},
                                               http::Field{"x-generation-id", generation_id_}};
    const std::array<std::string_view, 1> parts = {out_};
    (void)co_await exchange_.respond(200, fields, parts);
    co_return Verdict::answered;
}

}  // namespace orrery::gateway
