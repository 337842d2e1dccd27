#pragma once

#include <cstdint>
#include <vector>

#include "dialect/event.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Writes the reasoning of one choice as OpenRouter's `reasoning_details`. A block of reasoning is
/// one index; its signature, or reasoning that cannot be read, ends it.
class ReasoningBlocks {
public:
    /// Returns the detail that one event of reasoning becomes in a stream.
    Json detail_of(const Event& event);
    /// Adds that detail to the details of a whole answer: pieces of one index become one.
    void collect(const Event& event);
    [[nodiscard]] const Json& collected() const { return collected_; }

private:
    std::int64_t index_ = 0;
    bool is_open_ = false;
    Json collected_ = Json::array();
};

}  // namespace orrery::dialect
