#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace orrery::bench {

/// What a ratio, or a figure of ours, is to be.
enum class Goal { at_least, at_most };

/// One figure of both sides, as the medians of a few runs.
struct Score {
    std::string what;
    std::string unit;
    std::vector<double> peer;  ///< Empty where there is nothing to compare with.
    std::vector<double> ours;
    Goal goal = Goal::at_most;
    double bound = 0;  ///< Of ours / peer, or of ours alone.
};

/// Prints a Markdown table of the scores with ratios, goals and whether they are met.
[[nodiscard]] std::string scoreboard(const std::vector<Score>& scores, std::string_view peer);

}  // namespace orrery::bench
