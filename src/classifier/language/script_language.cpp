#include "classifier/language/script_language.h"

#include <algorithm>
#include <array>

#include "classifier/text/code_points.h"
#include "classifier/text/script.h"

namespace orrery::classifier {
namespace {

constexpr std::size_t scripts = static_cast<std::size_t>(Script::other) + 1;

std::string_view only_language(Script script) {
    switch (script) {
        case Script::thai:
            return "th";
        case Script::hangul:
            return "ko";
        case Script::kana:
            return "ja";
        case Script::hebrew:
            return "he";
        case Script::greek:
            return "el";
        case Script::armenian:
            return "hy";
        case Script::georgian:
            return "ka";
        case Script::tamil:
            return "ta";
        case Script::telugu:
            return "te";
        case Script::kannada:
            return "kn";
        case Script::malayalam:
            return "ml";
        case Script::sinhala:
            return "si";
        case Script::lao:
            return "lo";
        case Script::burmese:
            return "my";
        case Script::khmer:
            return "km";
        case Script::gujarati:
            return "gu";
        case Script::gurmukhi:
            return "pa";
        default:
            return {};
    }
}

}  // namespace

std::optional<LanguageGuess> language_of_script(std::string_view text) {
    std::array<std::size_t, scripts> counts{};
    while (!text.empty()) {
        const char32_t c = take_code_point(text);
        const char32_t lower = c | 0x20U;
        const Script script = lower >= 'a' && lower <= 'z' ? Script::latin : script_of(c);
        ++counts[static_cast<std::size_t>(script)];
    }
    const auto of = [&](Script script) { return counts[static_cast<std::size_t>(script)]; };
    counts[static_cast<std::size_t>(Script::none)] = 0;
    std::size_t letters = 0;
    for (const std::size_t count : counts) {
        letters += count;
    }
    if (letters == 0) {
        return LanguageGuess{};
    }
    // Two Latin letters weigh as one: names and brands stand among the letters of other scripts.
    const double all = static_cast<double>(letters) - 0.5 * static_cast<double>(of(Script::latin));
    const std::size_t japanese = of(Script::kana) + of(Script::han);
    if (of(Script::kana) * 10 >= japanese && static_cast<double>(japanese) * 2 > all) {
        return LanguageGuess{"ja", static_cast<double>(japanese) / all};
    }
    const auto most = std::ranges::max_element(counts);
    const auto script = static_cast<Script>(most - counts.begin());
    const std::string_view code = only_language(script);
    if (code.empty() || static_cast<double>(*most) * 2 <= all) {
        return std::nullopt;
    }
    return LanguageGuess{std::string(code), static_cast<double>(*most) / all};
}

}  // namespace orrery::classifier
