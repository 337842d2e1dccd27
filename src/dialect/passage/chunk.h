#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "dialect/json/cursor.h"
#include "dialect/passage/notes.h"

namespace orrery::dialect {

/// The two shapes of a chat answer: choices with a `delta`, choices with a `message`.
enum class AnswerShape { chunk, body };

/// Walks once over a chunk or a body, notes what it says, and appends its members to `out`, each
/// with a comma behind it: `choices` with the finish reasons spliced, the others as they are. Left
/// out are those that are written anew: id, object, created, model, provider, usage, and what is
/// null where OpenRouter's schema knows no null.
class ChunkWalk {
public:
    ChunkWalk(std::string_view data, AnswerShape shape, PassageNotes& notes, std::string& out)
        : cursor_(data), shape_(shape), notes_(notes), out_(out) {}

    /// Fails with `bad_input` on what is no answer; `out` is then to be cut back.
    [[nodiscard]] Status run();

    /// Tells whether there is nothing but usage: no choices, and nothing is lost by waiting.
    [[nodiscard]] bool is_only_usage() const { return has_usage_ && choices_ == 0; }
    [[nodiscard]] bool has_usage() const { return has_usage_; }
    [[nodiscard]] bool has_error() const { return has_error_; }
    /// Where the choices stand in `out`, comma and all.
    [[nodiscard]] std::size_t choices_begin() const { return choices_begin_; }
    [[nodiscard]] std::size_t choices_end() const { return choices_end_; }
    [[nodiscard]] bool has_fingerprint() const { return has_fingerprint_; }

private:
    void take(const JsonText& key);
    void take_choices();
    void take_choice();
    void take_said(const JsonText& key);
    void take_tool_calls();
    void take_tool_call();
    void take_usage();
    void take_error();
    void take_created();
    void write_finish(const JsonText& reason, const JsonText& native);
    void keep(const JsonText& key, std::string_view value);

    JsonCursor cursor_;
    AnswerShape shape_;
    PassageNotes& notes_;
    std::string& out_;
    bool has_usage_ = false;
    bool has_error_ = false;
    bool has_fingerprint_ = false;
    bool is_twice_ = false;
    std::int32_t choices_ = -1;         ///< How many choices; -1 before `choices`.
    std::int64_t reasoning_bytes_ = 0;  ///< Counted so far in this choice.
    std::size_t choices_begin_ = 0;
    std::size_t choices_end_ = 0;
};

}  // namespace orrery::dialect
