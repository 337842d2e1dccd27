#include "study/figure_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace orrery::study {
namespace {

constexpr std::array chart_kinds = {std::pair{"stacked_area", ChartKind::stacked_area},
                                    std::pair{"stacked_bar", ChartKind::stacked_bar},
                                    std::pair{"columns", ChartKind::columns},
                                    std::pair{"line", ChartKind::line},
                                    std::pair{"cohorts", ChartKind::cohorts},
                                    std::pair{"scatter", ChartKind::scatter},
                                    std::pair{"table", ChartKind::table}};

constexpr std::array units = {std::pair{"share", Unit::share},
                              std::pair{"tokens", Unit::tokens},
                              std::pair{"generations", Unit::generations},
                              std::pair{"models", Unit::models},
                              std::pair{"tokens_per_generation", Unit::tokens_per_generation},
                              std::pair{"usd", Unit::usd},
                              std::pair{"usd_per_million", Unit::usd_per_million},
                              std::pair{"milliseconds", Unit::milliseconds},
                              std::pair{"tokens_per_second", Unit::tokens_per_second}};

constexpr std::array statuses = {std::pair{"drawn", FigureStatus::drawn},
                                 std::pair{"missing_columns", FigureStatus::missing_columns},
                                 std::pair{"no_data", FigureStatus::no_data},
                                 std::pair{"withheld", FigureStatus::withheld},
                                 std::pair{"not_applicable", FigureStatus::not_applicable}};

constexpr std::array bounds = {std::pair{"", Bound::none}, std::pair{"at_most", Bound::at_most},
                               std::pair{"at_least", Bound::at_least}};

template <typename Names, typename Enum>
std::string_view find_name(const Names& names, Enum value) {
    const auto found =
        std::ranges::find(names, value, [](const auto& entry) { return entry.second; });
    return found == names.end() ? std::string_view() : found->first;
}

template <typename Enum, std::size_t count>
std::optional<Enum> find_value(const std::array<std::pair<const char*, Enum>, count>& names,
                               std::string_view name) {
    const auto found = std::ranges::find_if(
        names, [&](const auto& entry) { return std::string_view(entry.first) == name; });
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::string_view name_of(ChartKind kind) {
    return find_name(chart_kinds, kind);
}

std::string_view name_of(Unit value) {
    return find_name(units, value);
}

std::string_view name_of(FigureStatus status) {
    return find_name(statuses, status);
}

std::string_view name_of(Bound value) {
    return find_name(bounds, value);
}

std::optional<ChartKind> chart_kind(std::string_view name) {
    return find_value(chart_kinds, name);
}

std::optional<Unit> unit(std::string_view name) {
    return find_value(units, name);
}

std::optional<Bound> bound(std::string_view name) {
    return find_value(bounds, name);
}

}  // namespace orrery::study
