#pragma once

#include <string>
#include <vector>

#include "gateway/support/faults.h"

namespace orrery::test_support {

/// A stream in a provider's dialect, event by event, each with its empty line.
struct FaultyScript {
    std::vector<std::string> opening;
    std::vector<std::string> pieces;   ///< One a token of text.
    std::vector<std::string> closing;  ///< Finish reason and usage.
    std::string last_word;             ///< `[DONE]`, `message_stop`; empty in Gemini's dialect.
    std::string error;                 ///< What the dialect says where something breaks midway.
};

/// Writes the stream of a plan; usage and finish reason are as the fault wants them.
[[nodiscard]] FaultyScript faulty_script(Wire wire, const FaultPlan& plan, const std::string& id,
                                         const std::string& model);

/// Writes the whole body of a plan.
[[nodiscard]] std::string faulty_body(Wire wire, const FaultPlan& plan, const std::string& id,
                                      const std::string& model);

/// Writes an error body of a dialect.
[[nodiscard]] std::string faulty_error(Wire wire, int status);

/// The words of an answer: "w0 w1 w2 …".
[[nodiscard]] std::string faulty_word(std::int64_t index);

}  // namespace orrery::test_support
