#include <fmt/format.h>

#include "benches.h"
#include "child.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::bench {
namespace {

std::vector<std::string> simulate_into_files(const std::filesystem::path& out, std::int64_t rows) {
    return {ORRERY_BINARY,           "simulate", "--generations",
            fmt::format("{}", rows), "--out",    out.string()};
}

}  // namespace

Status rewrite_plain(const std::filesystem::path& files, const std::filesystem::path& out) {
    const auto connection = warehouse::Connection::open({}, warehouse::Access::read_write);
    if (!connection) {
        return std::unexpected(connection.error());
    }
    std::filesystem::create_directories(out);
    for (const char* what : {"generations", "labels"}) {
        const auto copied = connection->execute(fmt::format(
            "SET preserve_insertion_order = false; COPY (FROM read_parquet({})) TO {} "
            "(FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION v2, "
            "DICTIONARY_SIZE_LIMIT 4096)",
            warehouse::sql_literal((files / (std::string(what) + "-*.parquet")).string()),
            warehouse::sql_literal((out / (std::string(what) + ".parquet")).string())));
        if (!copied) {
            return copied;
        }
    }
    return {};
}

Status bench_simulate(const std::filesystem::path& self, const std::filesystem::path& directory,
                      std::int64_t rows, int runs) {
    fmt::print(
        "simulating {} generations with their labels into Parquet, against DuckDB copying the "
        "same files with the same options; {} pairs, medians\n",
        rows, runs);
    std::vector<double> ours;
    std::vector<double> peer;
    std::vector<double> wall;
    std::vector<double> cpu;
    double memory = 0;
    for (int run = 0; run < runs; ++run) {
        std::filesystem::remove_all(directory);
        std::filesystem::create_directories(directory);
        const auto made = run_measured(simulate_into_files(directory / "world", rows));
        if (!made) {
            return std::unexpected(made.error());
        }
        const auto copied =
            run_measured({self.string(), "rewrite-plain", (directory / "world").string(),
                          (directory / "copy").string()});
        if (!copied) {
            return std::unexpected(copied.error());
        }
        ours.push_back(made->wall_s);
        peer.push_back(copied->wall_s);
        wall.push_back(made->wall_s / copied->wall_s);
        cpu.push_back(made->cpu_s / copied->cpu_s);
        memory = std::max(memory, made->memory_mib);
    }
    std::filesystem::remove_all(directory);
    fmt::print("{:>10} {:>10} {:>12} {:>11} {:>18} {:>14}\n", "orrery s", "DuckDB s", "wall ratio",
               "cpu ratio", "generations/s", "orrery MiB max");
    fmt::print("{:>10.2f} {:>10.2f} {:>12.2f} {:>11.2f} {:>18.0f} {:>14.0f}\n", median(ours),
               median(peer), median(wall), median(cpu), static_cast<double>(rows) / median(ours),
               memory);
    return {};
}

Status bench_simulate_store(const std::filesystem::path& directory, std::int64_t rows) {
    std::filesystem::remove_all(directory);
    const auto made =
        run_measured({ORRERY_BINARY, "--memory", memory_max, "--store", directory.string(),
                      "simulate", "--generations", fmt::format("{}", rows)});
    if (!made) {
        return std::unexpected(made.error());
    }
    std::uintmax_t bytes = std::filesystem::file_size(directory / "orrery.duckdb");
    std::filesystem::remove_all(directory);
    fmt::print(
        "{} generations with labels and marts into a store: {:.0f} s, {:.0f} generations/s, "
        "peak memory {:.0f} MiB, {:.1f} GiB on disk\n",
        rows, made->wall_s, static_cast<double>(rows) / made->wall_s, made->memory_mib,
        static_cast<double>(bytes) / (1U << 30U));
    return {};
}

}  // namespace orrery::bench
