#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace orrery::classifier {

/// The natural language of a text.
struct LanguageGuess {
    std::string code = "none";  ///< ISO 639-1, or 639-2 where there is none; "zh-Hans" or
                                ///< "zh-Hant"; "none" where nothing can be said.
    double confidence = 0;      ///< 0 to 1: the share of the text that is so, halved if doubtful.

    [[nodiscard]] bool is_known() const { return !code.empty() && code != "none"; }
};

/// Tells languages apart. Safe to use from many threads.
class LanguageDetector {
public:
    LanguageDetector() = default;
    LanguageDetector(const LanguageDetector&) = delete;
    LanguageDetector& operator=(const LanguageDetector&) = delete;
    virtual ~LanguageDetector() = default;

    /// Guesses from the first code_points_max code points of any bytes; code, addresses and mail
    /// addresses are left out.
    [[nodiscard]] virtual LanguageGuess guess(std::string_view text) const = 0;
};

/// Makes the detector that is in use: scripts that only one language has decide; else CLD2, whose
/// known confusions (id and ms, hr and sr, da and no ...) are mended by words and letters that only
/// one of the two has.
[[nodiscard]] std::unique_ptr<LanguageDetector> make_language_detector();

}  // namespace orrery::classifier
