#include <fmt/format.h>

#include "benches.h"
#include "child.h"

namespace orrery::bench {
namespace {

struct Pair {
    Usage ours;
    Usage peer;
};

Result<Pair> run_pair(const std::filesystem::path& self, const std::filesystem::path& file,
                      const std::filesystem::path& scratch) {
    const auto fresh = [&] {
        std::filesystem::remove_all(scratch);
        std::filesystem::create_directories(scratch);
    };
    fresh();
    const auto peer =
        run_measured({self.string(), "read-plain", file.string(), (scratch / "plain.db").string()});
    if (!peer) {
        return std::unexpected(peer.error());
    }
    fresh();
    const auto ours =
        run_measured({ORRERY_BINARY, "--memory", memory_max, "--store",
                      (scratch / "store").string(), "import", "orrery", file.string()});
    if (!ours) {
        return std::unexpected(ours.error());
    }
    std::filesystem::remove_all(scratch);
    return Pair{*ours, *peer};
}

}  // namespace

Status bench_import(const std::filesystem::path& self, const std::filesystem::path& directory,
                    std::int64_t rows, int runs) {
    fmt::print(
        "import of {} generations: orrery import, ids checked and marts folded, against "
        "DuckDB's reader into a plain table; {} pairs, medians\n",
        rows, runs);
    fmt::print("{:<8} {:>10} {:>10} {:>12} {:>11} {:>14}\n", "format", "orrery s", "DuckDB s",
               "wall ratio", "cpu ratio", "orrery MiB max");
    for (const char* name : {"generations.parquet", "generations.csv", "generations.jsonl"}) {
        std::vector<double> ours;
        std::vector<double> peer;
        std::vector<double> wall;
        std::vector<double> cpu;
        double memory = 0;
        for (int run = 0; run < runs; ++run) {
            const auto pair = run_pair(self, directory / name, directory / "scratch");
            if (!pair) {
                return std::unexpected(pair.error());
            }
            ours.push_back(pair->ours.wall_s);
            peer.push_back(pair->peer.wall_s);
            wall.push_back(pair->ours.wall_s / pair->peer.wall_s);
            cpu.push_back(pair->ours.cpu_s / pair->peer.cpu_s);
            memory = std::max(memory, pair->ours.memory_mib);
        }
        fmt::print("{:<8} {:>10.2f} {:>10.2f} {:>12.2f} {:>11.2f} {:>14.0f}\n",
                   std::filesystem::path(name).extension().string().substr(1), median(ours),
                   median(peer), median(wall), median(cpu), memory);
        std::fflush(stdout);
    }
    return {};
}

}  // namespace orrery::bench
