#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "classifier/classifier.h"

namespace orrery::labelling::google {

/// What an attempt to have a text classified came to.
enum class Outcome {
    labelled,     ///< The labels are there; they may be none.
    too_short,    ///< Google classifies no text of so few words.
    unsupported,  ///< Google does not know the language, or does it on a best effort only.
    unsent,       ///< Nothing was sent: budget, quota, a resting service.
    transient,    ///< Worth another try: 429, 5xx, no answer.
    refused,      ///< The credential is not taken: 401, 403, an invalid key.
    failed,       ///< Any other answer.
};

struct Answer {
    Outcome outcome = Outcome::failed;
    std::vector<classifier::Score> labels;  ///< As they came: parents, low ones and all.
    std::string reason;  ///< "403 PERMISSION_DENIED"; nothing that came with the text or the key.
};

/// Reads an answer of documents:classifyText, v1 or v2, or Google's error.
[[nodiscard]] Answer read_answer(int status, std::string_view body);

/// An access token and how long it holds.
struct Token {
    std::string text;
    std::chrono::seconds lifetime{0};
};

/// Reads an answer of a token endpoint (RFC 6749, 5.1); nothing where it gives no token.
[[nodiscard]] std::optional<Token> read_token(std::string_view body);

/// Reads Retry-After, seconds or a date (RFC 9110, 10.2.3); 0 where it is missing or broken.
[[nodiscard]] std::chrono::seconds retry_after(std::string_view value,
                                               std::chrono::system_clock::time_point now);

}  // namespace orrery::labelling::google
