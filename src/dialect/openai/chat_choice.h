#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "dialect/event.h"
#include "dialect/openai/request/reasoning_blocks.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// One choice of a whole chat answer, put together from events.
class ChatChoice {
public:
    void add(const Event& event);
    /// Writes `choices[index]` with the message, as OpenRouter has it.
    [[nodiscard]] Json written(std::int64_t index) const;

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const std::string& refusal() const { return refusal_; }
    [[nodiscard]] const std::string& reasoning() const { return reasoning_; }
    /// The logprobs of all pieces, or null.
    [[nodiscard]] const Json& logprobs() const { return logprobs_; }

private:
    void add_logprobs(const std::string& text);
    [[nodiscard]] Json message() const;

    std::string text_;
    std::string refusal_;
    std::string reasoning_;
    ReasoningBlocks blocks_;
    std::map<std::int64_t, Json> calls_;
    Json images_ = Json::array();
    Json annotations_ = Json::array();
    Json logprobs_;
    Finish finish_ = Finish::stop;
    std::string native_finish_;
};

/// Writes an image as `message.images` and `delta.images` have it.
[[nodiscard]] Json image_part(const std::string& url);

}  // namespace orrery::dialect
