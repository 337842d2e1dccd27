#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "catalog/catalog.h"

namespace orrery::bench {

/// Where the benchmark of one size keeps its files.
struct World {
    std::filesystem::path directory;

    [[nodiscard]] std::filesystem::path store() const { return directory / "store"; }
    [[nodiscard]] std::filesystem::path clickhouse() const { return directory / "clickhouse"; }
    [[nodiscard]] std::filesystem::path export_file(const std::string& table) const;
    [[nodiscard]] std::filesystem::path answers(const std::string& side) const;
};

/// The library of the npm package that script/bench installs.
[[nodiscard]] std::filesystem::path clickhouse_library();

/// The folder of an engine's questions: "duckdb" or "clickhouse".
[[nodiscard]] std::filesystem::path questions_of(const std::string& engine);

/// Does one side's part, in a process of its own so that its memory can be told apart:
/// "export" writes the store's tables as Parquet, "load" takes them into ClickHouse, "marts" runs
/// the study, "cold" builds the marts first, "duckdb" and "clickhouse" ask the raw tables.
[[nodiscard]] Status run_side(const std::string& side, const catalog::Catalog& catalog,
                              const World& world, int runs);

}  // namespace orrery::bench
