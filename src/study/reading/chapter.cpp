#include "study/reading/chapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "study/reading/quantity.h"

namespace orrery::study {
namespace {

constexpr std::size_t named_max = 2;

/// A number of the paper that this data does not bear out.
struct Miss {
    const FigureResult* figure = nullptr;
    const Comparison* comparison = nullptr;

    /// How far off it is, in the larger of the two numbers.
    [[nodiscard]] double distance() const {
        const double stated = comparison->stated.stated;
        const double measured = *comparison->measured;
        const double larger = std::max(std::abs(stated), std::abs(measured));
        return larger > 0 ? std::abs(stated - measured) / larger : 0;
    }
};

std::string number(const FigureResult& figure, double value) {
    switch (figure.definition.unit) {
        case Unit::share:
            return percent_text(value);
        case Unit::usd:
        case Unit::usd_per_million:
            return dollars_text(value);
        default:
            return quantity_text(value);
    }
}

std::string said_of(const Miss& miss) {
    const auto& stated = miss.comparison->stated;
    const char* bound = stated.bound == Bound::at_most    ? "at most "
                        : stated.bound == Bound::at_least ? "at least "
                                                          : "";
    return fmt::format("{} ({}; the paper: {}{}, here: {})", stated.claim,
                       miss.figure->definition.id, bound, number(*miss.figure, stated.stated),
                       number(*miss.figure, *miss.comparison->measured));
}

std::string beside_the_paper(const std::vector<const FigureResult*>& figures) {
    std::size_t measured = 0;
    std::vector<Miss> misses;
    for (const FigureResult* figure : figures) {
        for (const Comparison& comparison : figure->comparisons) {
            if (comparison.measured) {
                ++measured;
                if (!comparison.agrees) {
                    misses.push_back({figure, &comparison});
                }
            }
        }
    }
    if (measured == 0) {
        return {};
    }
    if (misses.empty()) {
        return measured == 1 ? "The one number that the paper states here holds on this data."
                             : fmt::format(
                                   "All {} numbers that the paper states here hold on this "
                                   "data.",
                                   measured);
    }
    std::ranges::stable_sort(misses, std::greater(), &Miss::distance);
    std::string text = fmt::format(
        "Of {} number{} that the paper states here, {} hold{} on this "
        "data. Furthest off: ",
        measured, measured == 1 ? "" : "s", measured - misses.size(),
        measured - misses.size() == 1 ? "s" : "");
    for (std::size_t at = 0; at < std::min(misses.size(), named_max); ++at) {
        text += (at == 0 ? "" : "; ") + said_of(misses[at]);
    }
    return text + ".";
}

}  // namespace

std::vector<std::string> chapter_findings(const std::string& chapter,
                                          const std::vector<FigureResult>& figures) {
    std::vector<std::string> findings;
    std::vector<const FigureResult*> drawn;
    for (const FigureResult& figure : figures) {
        if (figure.definition.chapter == chapter && figure.status == FigureStatus::drawn) {
            drawn.push_back(&figure);
            findings.push_back(figure.takeaway);
        }
    }
    if (std::string said = beside_the_paper(drawn); !said.empty()) {
        findings.push_back(std::move(said));
    }
    return findings;
}

}  // namespace orrery::study
