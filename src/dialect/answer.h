#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialect/event.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Reads one provider's answer into events.
class AnswerReader {
public:
    virtual ~AnswerReader() = default;
    /// Takes one server-sent event of a stream. Fails with `bad_input` on what is not the dialect.
    [[nodiscard]] virtual Status read_event(std::string_view name, std::string_view data,
                                            std::vector<Event>& events) = 0;
    /// Takes a whole body of status 200.
    [[nodiscard]] virtual Status read_body(std::string_view body, std::vector<Event>& events) = 0;
    /// Tells whether the stream has said that it is over: `[DONE]`, `message_stop`, a finish reason
    /// where the dialect has no other sign. A stream that ends before is cut.
    [[nodiscard]] virtual bool is_ended() const = 0;
};
[[nodiscard]] std::unique_ptr<AnswerReader> make_answer_reader(Egress egress, Ingress ingress);

/// Reads the message out of an error body of any provider; the body itself, cut, where it is none.
struct ProviderError {
    std::string message;
    std::string type;  ///< The provider's code or type, or empty.
};
[[nodiscard]] ProviderError read_error(Egress egress, std::string_view body);

/// What an answer carries that is ours.
struct AnswerContext {
    std::string generation_id;
    std::string model;           ///< The slug that answered.
    std::string provider;        ///< Its display name.
    std::int64_t created_s = 0;  ///< Unix time.
    bool is_byok = false;
    /// Parameters that were dropped on the way; named in the answer's metadata.
    std::vector<std::string> dropped;
    /// The request, for dialects whose answers repeat parts of it (responses). May be null.
    const Json* request = nullptr;
};

/// What the generation cost, known at its end.
struct Bill {
    Usage usage;
    std::int64_t cost_nano_usd = 0;
    std::optional<std::int64_t> upstream_cost_nano_usd;
    /// The parts of upstream_cost_nano_usd; where one is unknown, chat answers name none of them.
    std::optional<std::int64_t> upstream_prompt_cost_nano_usd;
    std::optional<std::int64_t> upstream_completion_cost_nano_usd;
};

/// Writes an answer in a client's dialect, as server-sent events or as a whole body.
class AnswerWriter {
public:
    virtual ~AnswerWriter() = default;
    /// Appends the bytes that an event becomes in a stream (whole SSE events, or none). Usage and
    /// finish events are held until `end`.
    virtual void write(const Event& event, std::string& out) = 0;
    /// Appends what ends a good stream: finish reason, usage with cost, the dialect's last word.
    virtual void end(const Bill& bill, std::string& out) = 0;
    /// Appends what ends a broken stream after its head has gone out: never a clean end.
    virtual void fail(int status, std::string_view message, std::string& out) = 0;
    /// Returns the whole body of a good answer out of the events that were written (`out` ignored).
    [[nodiscard]] virtual std::string body(const Bill& bill) = 0;
};
[[nodiscard]] std::unique_ptr<AnswerWriter> make_answer_writer(Ingress ingress, bool is_stream,
                                                               AnswerContext context);

/// Writes an error body in the shape of the client's dialect: `{"error":{"code","message",
/// "metadata"}}`, and Anthropic's `{"type":"error",…}` on messages. `metadata` is JSON or empty.
[[nodiscard]] std::string error_body(Ingress ingress, int status, std::string_view message,
                                     std::string_view metadata);

}  // namespace orrery::dialect
