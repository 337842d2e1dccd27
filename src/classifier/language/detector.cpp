#include <cstdio>  // compact_lang_det.h uses FILE without it.

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <algorithm>
#include <array>

#include "classifier/language/language.h"
#include "classifier/language/mending.h"
#include "classifier/language/natural_text.h"
#include "classifier/language/script_language.h"

namespace orrery::classifier {
namespace {

/// How much natural language is read: more tells no more, and costs.
constexpr std::size_t glyphs_read = 320;

/// English of this confidence is no other language's text.
constexpr double sure_english = 0.85;

/// CLD2 writes some languages by codes that ISO has replaced, and some that are read as another.
std::string modern(std::string_view code) {
    struct Renamed {
        std::string_view old;
        std::string_view now;
    };
    constexpr std::array renamed{
        Renamed{"iw", "he"},  Renamed{"in", "id"},      Renamed{"jw", "jv"},
        Renamed{"mo", "ro"},  Renamed{"nb", "no"},      Renamed{"nn", "no"},
        Renamed{"fil", "tl"}, Renamed{"zh", "zh-Hans"}, Renamed{"un", "none"}};
    const auto found = std::ranges::find(renamed, code, &Renamed::old);
    return std::string(found == renamed.end() ? code : found->now);
}

class MendedDetector : public LanguageDetector {
public:
    LanguageGuess guess(std::string_view text) const override {
        const std::string natural = natural_text(text, glyphs_read);
        if (natural.empty()) {
            return {};
        }
        if (auto decided = language_of_script(natural)) {
            return *decided;
        }
        LanguageGuess guess = ask(natural);
        if (guess.code != "en" || guess.confidence < sure_english) {
            guess.code = mended(guess.code, natural);
        }
        return guess;
    }

private:
    static LanguageGuess ask(const std::string& text) {
        const CLD2::CLDHints hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING,
                                   CLD2::UNKNOWN_LANGUAGE};
        std::array<CLD2::Language, 3> languages{};
        std::array<int, 3> percents{};
        std::array<double, 3> scores{};
        int bytes = 0;
        bool reliable = false;
        CLD2::ExtDetectLanguageSummary(text.data(), static_cast<int>(text.size()), true, &hints,
                                       CLD2::kCLDFlagBestEffort, languages.data(), percents.data(),
                                       scores.data(), nullptr, &bytes, &reliable);
        if (languages[0] == CLD2::UNKNOWN_LANGUAGE) {
            return {};
        }
        return {modern(CLD2::LanguageCode(languages[0])),
                std::clamp(percents[0], 0, 100) * (reliable ? 0.01 : 0.005)};
    }
};

}  // namespace

std::unique_ptr<LanguageDetector> make_language_detector() {
    return std::make_unique<MendedDetector>();
}

}  // namespace orrery::classifier
