#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "gateway/scoreboard.h"

namespace orrery::bench {

inline constexpr int seconds = 4;  ///< Of each measurement.
inline constexpr std::size_t small_bytes = 1024;
inline constexpr std::size_t large_bytes = 25 * 1024;

/// Where the runs are kept, and what they have come to.
struct Bench {
    std::filesystem::path self;
    std::filesystem::path folder;
    int runs = 3;
    int made = 0;  ///< Folders.
    std::vector<Score> scores;

    [[nodiscard]] Result<std::filesystem::path> fresh(const std::string& name) {
        const auto made_folder = folder / fmt::format("{}-{}", ++made, name);
        std::filesystem::remove_all(made_folder);
        if (const auto done = make_directory(made_folder); !done) {
            return std::unexpected(done.error());
        }
        return made_folder;
    }
};

/// Measures Orrery's requests per second of CPU against Portkey's gateway, where that is installed.
[[nodiscard]] Status portkey(Bench& bench);

}  // namespace orrery::bench
