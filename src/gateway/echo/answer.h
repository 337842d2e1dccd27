#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/echo/request.h"

namespace orrery::gateway {

struct EchoCall {
    std::string id;
    std::string name;
    std::vector<std::string> arguments;  ///< Pieces of JSON, a token each.
};

/// One choice of an answer, in tokens.
struct EchoChoice {
    std::vector<std::string> reasoning;
    std::vector<std::string> text;
    std::vector<EchoCall> calls;
    std::string finish_reason;

    [[nodiscard]] std::int64_t tokens() const;
};

/// Makes the choice of an index, the same for the same request.
[[nodiscard]] EchoChoice make_echo_choice(const EchoRequest& request, std::int64_t index);

/// Returns an id made of a text: `call_…`, the same for the same text.
[[nodiscard]] std::string echo_id(std::string_view prefix, std::string_view text);

}  // namespace orrery::gateway
