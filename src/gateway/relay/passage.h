#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "dialect/answer.h"
#include "dialect/event.h"

namespace orrery::gateway {

/// What an answer has told so far: what the record needs.
struct Heard {
    dialect::Usage usage;
    std::optional<dialect::Finish> finish;
    std::string native_finish;
    std::string upstream_id;
    std::int32_t tool_calls = 0;
    std::int64_t media = 0;
    std::int64_t content_bytes = 0;       ///< What an estimate of tokens goes by.
    std::optional<dialect::Event> error;  ///< One that the provider put into its answer.
};

/// How far an answer has come; cheap to ask after every piece.
struct Progress {
    bool has_content = false;  ///< A first token has come.
    bool is_ended = false;     ///< The stream has said that it is over.
    bool has_error = false;    ///< The provider put an error into its answer.
};

/// The way of an answer from one provider's dialect to the client's.
class Passage {
public:
    virtual ~Passage() = default;
    /// Takes one event of a stream and appends what goes to the client.
    [[nodiscard]] virtual Status pass_event(std::string_view name, std::string_view data,
                                            std::string& out) = 0;
    /// Takes a whole body; write_body comes later, when its bill is known.
    [[nodiscard]] virtual Status read_body(std::string_view body) = 0;
    virtual void write_body(const dialect::Bill& bill, std::string& out) = 0;
    /// Appends what ends a good stream, or a broken one.
    virtual void end(const dialect::Bill& bill, std::string& out) = 0;
    virtual void fail(int status, std::string_view message, std::string& out) = 0;
    [[nodiscard]] virtual Progress progress() const = 0;
    [[nodiscard]] virtual Heard heard() const = 0;
};

/// Returns the passage between two dialects: chat to an OpenAI-compatible provider is spliced, all
/// others are translated.
[[nodiscard]] std::unique_ptr<Passage> make_passage(dialect::Egress egress,
                                                    dialect::Ingress ingress, bool is_stream,
                                                    dialect::AnswerContext context);

}  // namespace orrery::gateway
