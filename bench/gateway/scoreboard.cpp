#include "gateway/scoreboard.h"

#include <fmt/format.h>

#include "base/format/append.h"
#include "child.h"

namespace orrery::bench {
namespace {

std::string figure(double value) {
    return value >= 1000   ? fmt::format("{:.0f}", value)
           : value >= 10   ? fmt::format("{:.1f}", value)
           : value >= 0.01 ? fmt::format("{:.3f}", value)
                           : fmt::format("{:.2g}", value);
}

}  // namespace

std::string scoreboard(const std::vector<Score>& scores, std::string_view peer) {
    std::string table = fmt::format("| figure | unit | {} | orrery | ratio | goal | met |\n", peer);
    table += "|---|---|---|---|---|---|---|\n";
    for (const Score& score : scores) {
        const double ours = median(score.ours);
        const bool has_peer = !score.peer.empty();
        const double theirs = has_peer ? median(score.peer) : 0;
        const double judged = has_peer ? ours / theirs : ours;
        const bool is_met =
            score.goal == Goal::at_least ? judged >= score.bound : judged <= score.bound;
        append(table, "| {} | {} | {} | {} | {} | {} {} | {} |\n", score.what, score.unit,
               has_peer ? figure(theirs) : "", figure(ours),
               has_peer ? fmt::format("{:.2f}", judged) : "",
               score.goal == Goal::at_least ? ">=" : "<=", figure(score.bound),
               is_met ? "yes" : "no");
    }
    return table;
}

}  // namespace orrery::bench
