#pragma once

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "record/generation.h"

namespace orrery::test_support {

/// One row of the table labels.
struct Label {
    std::string generation_id;
    std::string category;
    std::optional<std::string> tag;
    double confidence = 0;
    double inclusion_probability = 1;
    std::optional<std::string> language;

    /// Returns the row as SQL values in the table's order, up to the batch.
    [[nodiscard]] std::string values() const {
        const auto text = [](const std::optional<std::string>& value) {
            return value ? "'" + *value + "'" : "NULL";
        };
        return fmt::format("('{}', '/{}/{}', {}, '{}', {}, 'test', {}, {}, 0.9", generation_id,
                           category, tag.value_or("none"), text(tag), category, confidence,
                           inclusion_probability, text(language));
    }
};

/// Draws labels for most generations: up to three each, ties of confidence, some below the
/// threshold. Half of them are of a sample, drawn at rates whose inverse is a whole number; the
/// labels of one in five are lost. The same seed draws the same.
class LabelTraffic {
public:
    explicit LabelTraffic(std::uint64_t seed) : random_(seed) {}

    [[nodiscard]] std::vector<Label> draw(const std::vector<record::Generation>& generations) {
        constexpr std::array rates = {1.0, 1.0, 0.5, 0.25};
        constexpr std::array languages = {"en", "en", "en", "zh-Hans", "ru", "es", "th", "fr"};
        std::vector<Label> labels;
        for (const record::Generation& generation : generations) {
            if (below(10) < 2) {
                continue;
            }
            const double rate = rates[below(rates.size())];
            if (static_cast<double>(below(100)) >= 100 * rate) {
                continue;
            }
            const auto language = below(languages.size() + 1);
            for (auto left = 1 + below(6) / 4 + below(6) / 5; left > 0; --left) {
                Label& label = labels.emplace_back();
                label.generation_id = *generation.generation_id;
                draw_category(label, left);
                label.confidence = static_cast<double>(8 + below(13)) / 20;
                label.inclusion_probability = rate;
                if (language < languages.size()) {
                    label.language = languages[language];
                }
            }
        }
        return labels;
    }

private:
    /// Labels of one generation differ in their tag, so in their path.
    void draw_category(Label& label, std::uint64_t place) {
        constexpr std::array categories = {
            "programming", "programming", "roleplay", "roleplay",    "marketing", "marketing/seo",
            "technology",  "science",     "science",  "translation", "legal",     "finance",
            "health",      "trivia",      "academia", "others",      "others"};
        label.category = categories[below(categories.size())];
        if (below(10) > 0) {
            label.tag = fmt::format("tag {}{}", place, std::array{"a", "a", "a", "b"}[below(4)]);
        }
    }

    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

    std::mt19937_64 random_;
};

}  // namespace orrery::test_support
