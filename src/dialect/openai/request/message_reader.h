#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dialect/event.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Reads deltas and messages into events, and keeps apart which tool calls have begun.
class MessageReader {
public:
    /// Reads a `delta` or a `message` of one choice.
    void read(std::int64_t choice, const Json& message, std::vector<Event>& events);

private:
    struct Call {
        std::int64_t index = 0;
        std::string id;
    };

    void add(Event::Kind kind, std::string text);
    void read_content(const Json& content);
    void read_reasoning(const Json& message);
    void read_reasoning_detail(const Json& detail, bool has_text);
    void read_tool_call(const Json& call, std::int64_t place);
    void read_function(const Json& function, std::string id, std::int64_t place);

    std::int64_t choice_ = 0;
    std::vector<Event>* events_ = nullptr;  ///< Only within `read`.
    /// By choice and the provider's index, which some give as 0 to every call.
    std::map<std::pair<std::int64_t, std::int64_t>, Call> calls_;
    std::map<std::int64_t, std::int64_t> begun_;  ///< Calls of each choice.
};

}  // namespace orrery::dialect
