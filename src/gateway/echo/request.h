#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/format/json.h"
#include "base/result.h"
#include "gateway/echo/directive.h"

namespace orrery::gateway {

using EchoJson = nlohmann::ordered_json;

struct EchoTool {
    std::string name;
    EchoJson parameters;
};

/// What the echo provider reads of a chat request.
struct EchoRequest {
    std::string model;
    std::string last_text;        ///< Of the last user or tool message, without directives.
    bool is_tool_result = false;  ///< The last message is a tool's.
    EchoDirective directive;
    bool is_stream = false;
    bool includes_usage = false;
    std::int64_t choices = 1;
    std::optional<std::int64_t> tokens_max;
    std::vector<std::string> stops;
    std::vector<EchoTool> called;  ///< The tools that are to be called, in order.
    bool wants_json = false;
    EchoJson schema;  ///< Null where any JSON does.
    std::int64_t reasoning_tokens = 0;
    bool shows_reasoning = true;
    std::vector<std::uint64_t> prompt;  ///< A hash of each prompt token.
};

/// Reads a chat request. Fails with `bad_input`, and in `where` the parameter that is wrong.
[[nodiscard]] Result<EchoRequest> read_echo_request(std::string_view body);

/// Splits at white space.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view text);

}  // namespace orrery::gateway
