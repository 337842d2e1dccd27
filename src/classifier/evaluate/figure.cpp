#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "classifier/evaluate/evaluation.h"

namespace orrery::classifier {
namespace {

constexpr int cell = 36;
constexpr int left = 170;
constexpr int top = 170;

/// Mixes white with a dark blue by a share of 0 to 1.
std::string shade(double share) {
    const auto mix = [&](int dark) {
        return static_cast<int>(255 + (dark - 255) * std::min(share, 1.0));
    };
    return fmt::format("rgb({},{},{})", mix(20), mix(70), mix(140));
}

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        safe += c == '<' ? "&lt;" : c == '&' ? "&amp;" : c == '>' ? "&gt;" : std::string(1, c);
    }
    return safe;
}

std::string row_of(const std::string& expected, const std::map<std::string, std::size_t>& row,
                   const std::set<std::string>& names, int y) {
    std::size_t all = 0;
    for (const auto& [name, count] : row) {
        all += count;
    }
    std::string svg = fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{} ({})</text>\n",
                                  left - 8, y + 22, escaped(expected), all);
    int x = left;
    for (const std::string& name : names) {
        const auto found = row.find(name);
        const std::size_t count = found == row.end() ? 0 : found->second;
        const double share =
            static_cast<double>(count) / static_cast<double>(std::max<std::size_t>(all, 1));
        svg += fmt::format(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\" "
            "stroke=\"#ddd\"/>\n",
            x, y, cell, cell, shade(share));
        if (count > 0) {
            svg += fmt::format(
                "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{}\">{}</text>\n",
                x + cell / 2, y + 22, share > 0.5 ? "#fff" : "#222", count);
        }
        x += cell;
    }
    return svg;
}

}  // namespace

std::string confusion_figure(const Evaluation& evaluation) {
    std::set<std::string> names;
    for (const auto& [expected, row] : evaluation.confusion) {
        names.insert(expected);
        for (const auto& [name, count] : row) {
            names.insert(name);
        }
    }
    const int width = left + cell * static_cast<int>(names.size()) + 20;
    const int height = top + cell * static_cast<int>(evaluation.confusion.size()) + 20;
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
        "viewBox=\"0 0 {0} {1}\" font-family=\"DejaVu Sans, sans-serif\" font-size=\"11\">\n"
        "<title>Confusion of classes: expected down, predicted across</title>\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
        width, height);
    int x = left;
    for (const std::string& name : names) {
        svg += fmt::format("<text transform=\"translate({},{}) rotate(-60)\">{}</text>\n",
                           x + cell / 2, top - 8, escaped(name));
        x += cell;
    }
    int y = top;
    for (const auto& [expected, row] : evaluation.confusion) {
        svg += row_of(expected, row, names, y);
        y += cell;
    }
    return svg + "</svg>\n";
}

}  // namespace orrery::classifier
