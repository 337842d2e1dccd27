#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "simulate/calibration/plan.h"
#include "warehouse/duckdb/stream.h"

namespace orrery::simulate {

/// A fixed number of characters on the stack.
template <std::size_t Size>
struct ShortText {
    std::array<char, Size> characters{};
    [[nodiscard]] std::string_view view() const { return {characters.data(), Size}; }
};

/// Writes a number in base 36, the last `Size` digits of it.
template <std::size_t Size>
[[nodiscard]] ShortText<Size> base_36(std::uint64_t number) {
    constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    ShortText<Size> text;
    for (std::size_t i = Size; i-- > 0; number /= digits.size()) {
        text.characters[i] = digits[number % digits.size()];
    }
    return text;
}

/// The texts that rows name by number: of models, of providers, of countries, of endings.
class WorldTexts {
public:
    explicit WorldTexts(const World& world);

    warehouse::StreamDictionary slugs;
    warehouse::StreamDictionary requested;  ///< Slugs, then slugs with :free.
    warehouse::StreamDictionary permaslugs;
    warehouse::StreamDictionary providers;
    warehouse::StreamDictionary countries;
    warehouse::StreamDictionary languages;
    warehouse::StreamDictionary apps;
    warehouse::StreamDictionary variants;
    warehouse::StreamDictionary terminal_states;
    warehouse::StreamDictionary finish_reasons;
    warehouse::StreamDictionary native_reasons;  ///< By author family, then by ending.
    warehouse::StreamDictionary provenances;
    warehouse::StreamDictionary price_ids;
    warehouse::StreamDictionary paths;
    warehouse::StreamDictionary tags;
    warehouse::StreamDictionary categories_of_tags;

    /// Returns the code of a model's provider, of a price, of a native finish reason, of a tag.
    [[nodiscard]] std::uint32_t provider(std::uint16_t model, std::uint8_t place) const {
        return providers_of_model_[model][place];
    }
    [[nodiscard]] std::uint32_t price_id(const PriceWindow* price) const;
    [[nodiscard]] std::uint32_t native_reason(std::uint16_t model, int ending) const;
    [[nodiscard]] std::uint32_t first_tag(std::size_t category) const {
        return first_tag_[category];
    }

private:
    std::vector<std::vector<std::uint32_t>> providers_of_model_;
    std::vector<std::uint32_t> family_of_model_;
    std::vector<const PriceWindow*> prices_;  ///< Sorted by address.
    std::array<std::uint32_t, category_count> first_tag_{};
};

inline constexpr std::size_t app_count = 60;

}  // namespace orrery::simulate
