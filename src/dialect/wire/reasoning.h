#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dialect/request.h"

namespace orrery::dialect {

/// Who can read an opaque piece of reasoning, as `format` in OpenRouter's `reasoning_details` and
/// as `name` of the reasoning events.
inline constexpr std::string_view anthropic_reasoning = "anthropic-claude-v1";
inline constexpr std::string_view gemini_reasoning = "google-gemini-v1";
inline constexpr std::string_view openai_reasoning = "openai-responses-v1";

/// A proof or an encrypted piece of one provider's reasoning on its way through a dialect that has
/// only one opaque string for it: the client hands it back, and we know whose it is.
struct SealedReasoning {
    enum class Kind { signature, redacted };
    Kind kind = Kind::signature;
    std::string format;
    std::string id;  ///< The tool call that it belongs to, where it belongs to one.
    std::string data;
};
[[nodiscard]] std::string seal(const SealedReasoning& reasoning);
/// Returns what `seal` was given, or nothing where the text is not from us.
[[nodiscard]] std::optional<SealedReasoning> unseal(std::string_view text);

/// Makes one entry of `reasoning_details`: "reasoning.text" with its signature where there is one.
[[nodiscard]] Json reasoning_text_detail(std::string_view text, std::string_view signature,
                                         std::string_view format);
/// Makes one entry of `reasoning_details`: "reasoning.encrypted".
[[nodiscard]] Json reasoning_encrypted_detail(std::string_view data, std::string_view id,
                                              std::string_view format);
/// Adds a detail to an assistant message, and its text to `reasoning`.
void add_reasoning(Json& message, Json detail);

}  // namespace orrery::dialect
