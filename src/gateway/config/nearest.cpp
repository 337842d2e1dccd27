#include "gateway/config/nearest.h"

#include <algorithm>
#include <array>

namespace orrery::gateway {

std::size_t edits_between(std::string_view one, std::string_view other) {
    constexpr std::size_t compared = 100;
    one = one.substr(0, compared);
    other = other.substr(0, compared);
    // Rows of the table of edits between the prefixes: two letters ago, one ago, and now.
    std::array<std::array<std::size_t, compared + 1>, 3> rows{};
    for (std::size_t j = 0; j <= other.size(); ++j) {
        rows[0][j] = j;
    }
    for (std::size_t i = 1; i <= one.size(); ++i) {
        auto& now = rows[i % 3];
        const auto& before = rows[(i - 1) % 3];
        const auto& earlier = rows[(i + 1) % 3];
        now[0] = i;
        for (std::size_t j = 1; j <= other.size(); ++j) {
            const bool is_same = one[i - 1] == other[j - 1];
            now[j] = std::min({before[j] + 1, now[j - 1] + 1, before[j - 1] + (is_same ? 0 : 1)});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) {
                now[j] = std::min(now[j], earlier[j - 2] + 1);
            }
        }
    }
    return rows[one.size() % 3][other.size()];
}

}  // namespace orrery::gateway
