#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialect/answer.h"
#include "dialect/event.h"
#include "dialect/passage/notes.h"
#include "dialect/usage.h"

namespace orrery::dialect {

/// What the gateway needs to know of a chat request, read in one pass without building it. Views
/// into the body or into `unescaped`, so it moves but does not copy.
struct ChatScan {
    std::string_view model;         ///< Unescaped; empty when absent.
    std::string_view model_raw;     ///< The JSON value as it stands in the body, quotes included.
    std::string_view models_raw;    ///< `models` as JSON, or empty.
    std::string_view provider_raw;  ///< `provider` preferences as JSON, or empty.
    std::string_view user;
    std::string_view session_id;
    std::string_view prompt_cache_key;
    std::string_view stream_options_raw;  ///< As JSON, or empty.
    bool stream = false;
    bool has_tools = false;
    std::optional<std::int64_t> tokens_max;  ///< max_completion_tokens, else max_tokens.
    std::int64_t choices = 1;                ///< `n`.
    std::int32_t turns = 0;                  ///< Messages of roles user and tool; 1 for a prompt.
    std::int64_t media = 0;                  ///< Image, audio and file parts.
    std::string_view first_system;           ///< Raw content of the first system message, or empty.
    std::string_view first_other;  ///< Raw content of the first other message, or the prompt.
    /// Names of the top-level parameters, for require_parameters and for dropping ours.
    std::vector<std::string_view> parameters;
    /// Top-level members that only we understand (models, provider, session_id, transforms,
    /// plugins, usage, route): cut out before the body is forwarded. Each is a stretch of the body
    /// with the comma that goes with it; those at the end of the object are one stretch.
    std::vector<std::string_view> ours;
    /// Texts that had escapes in the body.
    std::vector<std::unique_ptr<std::string>> unescaped;
};

/// Scans a chat, completions or embeddings request in one pass. Fails with `bad_input` on what is
/// not a JSON object in UTF-8, has a member of a wrong type, or says one that we read twice;
/// `where` is its path. `scan` is overwritten; its vectors' memory is used again.
[[nodiscard]] Status scan_chat(std::string_view body, ChatScan& scan);

/// Returns the body with the model's name replaced, our own members cut out and, in a stream,
/// `stream_options.include_usage` set: views of the body and of `storage`, to be sent in order.
void splice_request(std::string_view body, const ChatScan& scan, std::string_view model,
                    bool asks_usage, std::string& storage, std::vector<std::string_view>& parts);

/// Passes a provider's chat stream through and splices what is ours into each chunk: the generation
/// id, the model slug, `provider`, `native_finish_reason`. Holds back only the chunk with the
/// usage, which is written with cost by `end`. Notes what the record needs on the way.
class ChatPassage {
public:
    explicit ChatPassage(const AnswerContext& context);

    /// Takes the data of one event and appends what goes to the client. Fails with `bad_input` on
    /// what is not a chunk.
    [[nodiscard]] Status pass_event(std::string_view data, std::string& out);
    /// Appends the last chunk (empty choices, usage with cost) and `[DONE]`.
    void end(const Bill& bill, std::string& out);
    /// Appends an error chunk with `finish_reason: "error"`.
    void fail(int status, std::string_view message, std::string& out);
    /// Takes a whole body; `write_body` then appends it spliced, with the bill that its usage made.
    [[nodiscard]] Status read_body(std::string_view body);
    void write_body(const Bill& bill, std::string& out) const;

    [[nodiscard]] bool is_ended() const { return is_done_; }  ///< `[DONE]` has come.
    [[nodiscard]] bool has_content() const {
        return notes_.has_content;
    }  ///< A first token has come.
    [[nodiscard]] const Usage& usage() const { return notes_.usage; }
    [[nodiscard]] std::optional<Finish> finish() const { return notes_.finish; }
    [[nodiscard]] const std::string& native_finish() const { return notes_.native_finish; }
    [[nodiscard]] const std::string& upstream_id() const { return notes_.upstream_id; }
    [[nodiscard]] std::int32_t tool_calls() const { return notes_.tool_calls; }
    /// Bytes of text, reasoning and arguments that have passed: what an estimate goes by.
    [[nodiscard]] std::int64_t content_bytes() const { return notes_.content_bytes; }
    /// An error that the provider put into the stream, or null.
    [[nodiscard]] const Event* error() const { return notes_.error ? &*notes_.error : nullptr; }

private:
    std::string head_;  ///< `"id":"…","provider":"…","model":"…",` as every chunk begins.
    AnswerContext context_;
    PassageNotes notes_;
    std::string members_;  ///< Of a whole body, as they go out, each with a comma behind it.
    bool is_done_ = false;
};

/// Estimates the tokens of a text by its bytes: ceil(bytes / 4), the rule of thumb that OpenAI
/// gives for English (platform.openai.com, "What are tokens"). Marked as estimated wherever it is
/// used.
[[nodiscard]] std::int64_t estimated_tokens(std::int64_t bytes);

}  // namespace orrery::dialect
