#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "dialect/answer.h"
#include "dialect/event.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// The output of a response while it grows, and the stream's events on the way. One item is open at
/// a time, and in it one part; another kind of event closes them.
class ResponseOutput {
public:
    ResponseOutput(bool is_stream, bool is_summary, std::string id)
        : is_stream_(is_stream), is_summary_(is_summary), id_(std::move(id)) {}

    void add_text(std::string_view text, std::string& out);
    void add_refusal(std::string_view text, std::string& out);
    void add_annotation(std::string_view annotation, std::string& out);
    void add_logprobs(std::string_view logprobs);
    void add_reasoning(std::string_view text, std::string& out);
    void add_signature(const Event& event, std::string& out);
    void add_redacted(const Event& event, std::string& out);
    void add_call(const Event& event, std::string& out);
    void add_arguments(const Event& event, std::string& out);
    void add_image(std::string_view url, std::string& out);
    /// Closes what is open; the last item is `incomplete` where the answer was cut.
    void close(std::string_view status, std::string& out);

    /// Appends one event of the stream with its number; nothing in a whole body.
    void emit(std::string_view type, const Json& fields, std::string& out);

    [[nodiscard]] const Json& items() const { return items_; }
    /// Arguments came for a call that was closed, so the stream has told less than the whole.
    [[nodiscard]] bool is_torn() const { return is_torn_; }

private:
    enum class Open { none, text, refusal, reasoning, call };

    void open_item(const Json& item, std::string_view prefix, std::string& out);
    void open_part(Open kind, Json part, std::string& out);
    void close_part(std::string& out);
    void emit_delta(std::string_view type, std::string_view delta, std::string& out);
    [[nodiscard]] Json place() const;
    void seal_reasoning();

    bool is_stream_;
    bool is_summary_;
    std::string id_;
    std::int64_t sequence_ = 0;
    Json items_ = Json::array();
    Open open_ = Open::none;
    bool has_item_ = false;  ///< The last item is open.
    std::size_t part_ = 0;   ///< Index of the open part, or of the next one.
    std::string text_;       ///< Of the open part or call.
    std::int64_t call_ = -1;
    std::map<std::int64_t, std::size_t> calls_;  ///< Tool call to item.
    Event signature_;                            ///< Of the open reasoning.
    bool is_torn_ = false;
};

}  // namespace orrery::dialect
