#include "study/filter/grain.h"

#include <array>
#include <cctype>
#include <utility>
#include <vector>

namespace orrery::study {
namespace {

/// A word of a text by weeks, and the same by day and by month.
struct Word {
    std::string_view week;
    std::string_view day;
    std::string_view month;
};

constexpr std::array identifiers = {
    Word{"week", "day", "month"},
    Word{"week_of", "day_of", "month_of"},
    Word{"complete_weeks", "complete_days", "complete_months"},
    Word{"complete_tagged_weeks", "complete_tagged_days", "complete_tagged_months"},
};

constexpr std::array words = {
    Word{"week", "day", "month"},       Word{"weeks", "days", "months"},
    Word{"weekly", "daily", "monthly"}, Word{"Week", "Day", "Month"},
    Word{"Weeks", "Days", "Months"},    Word{"Weekly", "Daily", "Monthly"},
};

bool is_of_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Puts whole words for whole words.
template <typename Words>
std::string with_words(const std::string& text, const Words& known, Grain grain) {
    std::string written;
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t end = at;
        while (end < text.size() && is_of_word(text[end])) {
            ++end;
        }
        if (end == at) {
            written += text[at++];
            continue;
        }
        std::string_view word = std::string_view(text).substr(at, end - at);
        for (const Word& entry : known) {
            if (word == entry.week) {
                word = grain == Grain::day ? entry.day : entry.month;
                break;
            }
        }
        written += word;
        at = end;
    }
    return written;
}

}  // namespace

std::string_view name_of(Grain grain) {
    constexpr std::array<std::string_view, 3> names = {"day", "week", "month"};
    return names[static_cast<std::size_t>(std::to_underlying(grain))];
}

std::string by_grain(const std::string& sql, Grain grain) {
    return grain == Grain::week ? sql : with_words(sql, identifiers, grain);
}

std::string worded_by(const std::string& text, Grain grain) {
    return grain == Grain::week ? text : with_words(text, words, grain);
}

FigureDefinition by_grain(FigureDefinition definition, Grain grain) {
    for (std::string* sql : {&definition.sql, &definition.x.front()}) {
        *sql = by_grain(*sql, grain);
    }
    for (StatisticQuery& statistic : definition.statistics) {
        statistic.sql = by_grain(statistic.sql, grain);
        statistic.note = worded_by(statistic.note, grain);
    }
    for (Cells& cells : definition.cells) {
        for (std::string* sql : {&cells.key, &cells.x, &cells.series, &cells.where}) {
            *sql = by_grain(*sql, grain);
        }
    }
    for (std::string* text : {&definition.title, &definition.x_title, &definition.y_title,
                              &definition.definition, &definition.denominator}) {
        *text = worded_by(*text, grain);
    }
    for (std::string& note : definition.notes) {
        note = worded_by(note, grain);
    }
    return definition;
}

}  // namespace orrery::study
