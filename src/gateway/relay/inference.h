#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/metering/bill.h"
#include "gateway/relay/asked.h"
#include "gateway/relay/heart.h"
#include "gateway/relay/passage.h"
#include "gateway/station/station.h"
#include "http/sse.h"

namespace orrery::gateway {

/// One request to a model, from its body to its record: read, route, reserve, dispatch with
/// fallbacks, relay, settle. docs/life_of_a_generation.md tells it step by step.
class Inference {
public:
    /// REQUIRES: station and exchange outlive it; `key` lives as long as `directory`.
    Inference(Station& station, http::Exchange& exchange, dialect::Ingress ingress,
              std::shared_ptr<const ledger::Directory> directory, const ledger::Key& key);

    /// Answers the request. When it returns, the generation is recorded, if there was one.
    [[nodiscard]] net::Task<void> run();

private:
    /// What came of one attempt.
    enum class Verdict {
        answered,  ///< The client has its answer, or has left: nothing more to try.
        next,      ///< Nothing has reached the client: another endpoint may be tried.
        refused,   ///< The provider says that the request is at fault: no other would take it.
    };

    /// Before dispatch: inference.cpp
    [[nodiscard]] net::Task<void> refuse(int status, std::string message);
    [[nodiscard]] net::Task<void> try_all(const Plan& plan);
    [[nodiscard]] net::Task<void> answer_failure();
    [[nodiscard]] std::expected<Plan, NoRoute> choose();
    [[nodiscard]] std::int64_t bound(const Plan& plan) const;
    void begin_trace(std::uint64_t id);

    /// One attempt: attempt.cpp
    [[nodiscard]] net::Task<Verdict> attempt(const Candidate& candidate);
    [[nodiscard]] Status compose(const Candidate& candidate);
    void begin_attempt(const Candidate& candidate);
    void end_attempt(int status, std::string_view failure, Outcome outcome);
    [[nodiscard]] Verdict note_failure(http::Failure failure);
    [[nodiscard]] net::Task<Verdict> read_refusal(http::Call& call);
    [[nodiscard]] bool is_full(const Provider& provider) const;
    [[nodiscard]] std::string_view own_key(const Provider& provider) const;

    /// An answer: stream.cpp and whole.cpp
    [[nodiscard]] net::Task<Verdict> relay_stream(http::Call& call);
    [[nodiscard]] Status take_events(std::string_view piece);
    [[nodiscard]] net::Task<bool> write_out(bool is_last);
    [[nodiscard]] net::Task<Verdict> end_stream(http::Call& call);
    [[nodiscard]] net::Task<Verdict> end_early(http::Call& call, http::Failure failure);
    [[nodiscard]] net::Task<Verdict> end_faulty(std::string fault);
    [[nodiscard]] net::Task<void> break_stream(int status, std::string message);
    [[nodiscard]] net::Task<void> leave(http::Call& call);
    [[nodiscard]] net::Task<Verdict> relay_whole(http::Call& call);
    [[nodiscard]] net::Deadline answer_deadline() const;
    /// The client, where its leaving ends the wait for the provider.
    [[nodiscard]] net::Stream* watched() const;

    /// The record: record.cpp
    void settle(std::string_view terminal, int status);
    void describe_request(record::Generation& generation) const;
    void describe_answer(record::Generation& generation, const Heard& heard) const;
    void report(int status);
    void sample_prompt(std::uint64_t id) const;
    [[nodiscard]] std::string attempts_metadata() const;

    Station& station_;
    http::Exchange& exchange_;
    dialect::Ingress ingress_;
    std::shared_ptr<const ledger::Directory> directory_;
    const ledger::Key& key_;
    std::shared_ptr<Serving> serving_;
    Asked asked_;
    std::optional<ledger::Ticket> ticket_;
    std::string generation_id_;
    std::string trace_parent_;     ///< The client's, or where we begin a trace, ours.
    std::string forwarded_trace_;  ///< What the provider is told: that trace, our span.
    std::string span_id_;
    std::string app_;  ///< What the request says of the app it comes from, or empty.
    std::int64_t created_us_;
    std::int64_t began_us_;  ///< Steady, as the two below.
    std::int64_t dispatched_us_ = 0;
    std::int64_t last_piece_us_ = 0;
    std::optional<double> ttft_ms_;
    std::string_view strategy_;

    Candidate candidate_;
    std::vector<Attempt> attempts_;
    std::string head_;                     ///< Of the request to the provider.
    std::string composed_;                 ///< Its body, where it is not views of the client's.
    std::vector<std::string_view> parts_;  ///< What is sent, in order.
    std::unique_ptr<Passage> passage_;
    http::SseParser events_;
    std::string out_;  ///< What goes to the client next.
    Heart heart_;
    std::string whole_;  ///< The provider's body of an answer that is not streamed.
    dialect::Bill bill_;
    record::Generation generation_;
    bool is_recorded_ = false;
    int error_status_ = 502;  ///< Of the last attempt that failed, as the client will see it.
    std::string error_message_;
    std::int64_t retry_after_s_ = 0;  ///< What the last provider to refuse asked for; 0: nothing.
};

}  // namespace orrery::gateway
