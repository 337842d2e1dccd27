#pragma once

#include <string>
#include <string_view>

namespace orrery::study {

/// Write numbers for sentences: three significant digits, a unit that a reader says aloud.
[[nodiscard]] std::string percent_text(double share);    ///< 0.1234 -> "12.3 %", no-break
[[nodiscard]] std::string quantity_text(double amount);  ///< 1.62e7 -> "16.2 million"
[[nodiscard]] std::string dollars_text(double usd);      ///< 0.394 -> "$0.394"

/// Writes a slope or an exponent, with a minus sign that is none of a hyphen: -0.0617 -> "−0.06".
[[nodiscard]] std::string slope_text(double slope);

/// Writes an ISO date or month as a reader says it, "6 Jan 2025" or "Jan 2025"; what is neither
/// stays as it is.
[[nodiscard]] std::string date_text(std::string_view date);

/// Names a language by its code in English, "zh-Hans" -> "Simplified Chinese"; what is no code of a
/// widespread language stays as it is.
[[nodiscard]] std::string language_text(std::string_view code);

}  // namespace orrery::study
