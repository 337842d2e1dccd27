#pragma once

#include <algorithm>
#include <cstddef>
#include <thread>
#include <vector>

namespace orrery::simulate {

/// Runs `work(i)` for each i below `count` on some threads. REQUIRES: no i depends on another.
template <typename Work>
void parallel_for(std::size_t count, int threads, const Work& work) {
    const auto stride = static_cast<std::size_t>(std::max(1, threads));
    std::vector<std::jthread> workers;  // The last, for they read the others until they are joined.
    for (std::size_t first = 0; first < stride; ++first) {
        workers.emplace_back([&, first] {
            for (std::size_t i = first; i < count; i += stride) {
                work(i);
            }
        });
    }
}

}  // namespace orrery::simulate
