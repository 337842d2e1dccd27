#pragma once

#include <cstddef>
#include <vector>

namespace orrery::study {

struct Edge {
    std::size_t one = 0;
    std::size_t other = 0;
};

/// Returns the positions of the edges that are on no cycle of an undirected graph of `nodes` nodes,
/// ascending: Tarjan (1974), Inf. Process. Lett. 2, 160. Takes time linear in nodes and edges.
[[nodiscard]] std::vector<std::size_t> bridges(std::size_t nodes, const std::vector<Edge>& edges);

}  // namespace orrery::study
