#include "study/privacy/bridges.h"

#include <algorithm>

namespace orrery::study {
namespace {

/// A walk in depth that needs no stack of calls: a node, the edge it was reached by, and how many
/// of its edges were tried.
struct Step {
    std::size_t node = 0;
    std::size_t edge = 0;
    std::size_t tried = 0;
};

class Walk {
public:
    Walk(std::size_t nodes, const std::vector<Edge>& edges)
        : edges_(edges), edges_of_(nodes), order_(nodes, 0), lowest_(nodes, 0) {
        for (std::size_t at = 0; at < edges.size(); ++at) {
            edges_of_[edges[at].one].push_back(at);
            edges_of_[edges[at].other].push_back(at);
        }
    }

    [[nodiscard]] std::vector<std::size_t> bridges() {
        for (std::size_t node = 0; node < order_.size(); ++node) {
            if (order_[node] == 0) {
                enter(node, edges_.size());
                while (!steps_.empty()) {
                    step();
                }
            }
        }
        std::ranges::sort(found_);
        return found_;
    }

private:
    void enter(std::size_t node, std::size_t edge) {
        order_[node] = lowest_[node] = ++count_;
        steps_.push_back({node, edge, 0});
    }

    void step() {
        Step& now = steps_.back();
        if (now.tried == edges_of_[now.node].size()) {
            leave();
            return;
        }
        const std::size_t edge = edges_of_[now.node][now.tried++];
        if (edge == now.edge) {
            return;
        }
        const std::size_t next =
            edges_[edge].one == now.node ? edges_[edge].other : edges_[edge].one;
        if (order_[next] == 0) {
            enter(next, edge);
        } else {
            lowest_[now.node] = std::min(lowest_[now.node], order_[next]);
        }
    }

    /// Goes back to the node before: an edge below which nothing reaches higher is a bridge.
    void leave() {
        const Step done = steps_.back();
        steps_.pop_back();
        if (steps_.empty()) {
            return;
        }
        const std::size_t parent = steps_.back().node;
        lowest_[parent] = std::min(lowest_[parent], lowest_[done.node]);
        if (lowest_[done.node] > order_[parent]) {
            found_.push_back(done.edge);
        }
    }

    const std::vector<Edge>& edges_;
    std::vector<std::vector<std::size_t>> edges_of_;
    std::vector<std::size_t> order_;   // 0 before a node is reached.
    std::vector<std::size_t> lowest_;  // The lowest order that its part of the walk reaches.
    std::vector<Step> steps_;
    std::vector<std::size_t> found_;
    std::size_t count_ = 0;
};

}  // namespace

std::vector<std::size_t> bridges(std::size_t nodes, const std::vector<Edge>& edges) {
    return Walk(nodes, edges).bridges();
}

}  // namespace orrery::study
