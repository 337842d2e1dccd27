#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"

namespace orrery::bench {

/// Writes `rows` generation records as generations.parquet, .csv and .jsonl below the directory;
/// files that are there already stay.
[[nodiscard]] Status generate(const catalog::Catalog& catalog,
                              const std::filesystem::path& directory, std::int64_t rows);

/// The peer of the import: DuckDB's own reader into a plain table of a fresh database.
[[nodiscard]] Status read_plain(const std::filesystem::path& file,
                                const std::filesystem::path& database);

/// Times `orrery import` against read_plain, in turn, for each format.
[[nodiscard]] Status bench_import(const std::filesystem::path& self,
                                  const std::filesystem::path& directory, std::int64_t rows,
                                  int runs);

/// The peer of the simulation: DuckDB copies a world's Parquet files, one of each kind.
[[nodiscard]] Status rewrite_plain(const std::filesystem::path& files,
                                   const std::filesystem::path& out);

/// Times `orrery simulate --out` against rewrite_plain, in turn.
[[nodiscard]] Status bench_simulate(const std::filesystem::path& self,
                                    const std::filesystem::path& directory, std::int64_t rows,
                                    int runs);

/// Times `orrery simulate` into a store, once, and says what memory it took.
[[nodiscard]] Status bench_simulate_store(const std::filesystem::path& directory,
                                          std::int64_t rows);

/// Times the study from marts against the same panels asked one by one of the raw table, in DuckDB
/// and ClickHouse, each in a process of its own. Fails where an answer differs.
[[nodiscard]] Status bench_study(const std::filesystem::path& self,
                                 const std::filesystem::path& directory, std::int64_t rows,
                                 int runs);

/// Times panels with one filter on a store, which is simulated first if it is not there: p50 and
/// the longest for each thing to filter by, and the figures that take more than 100 ms. Without
/// `dimensions` it is by each that there is, and by none.
[[nodiscard]] Status bench_filter(const catalog::Catalog& catalog,
                                  const std::filesystem::path& directory, std::int64_t rows,
                                  std::vector<std::string> dimensions);

/// Measures the CPU that a generation takes in the ledger, on the loop's thread and behind it, and
/// on its way into the warehouse in batches of at most `batch_max`.
[[nodiscard]] Status bench_ledger(const catalog::Catalog& catalog,
                                  const std::filesystem::path& directory, std::int64_t rows,
                                  std::int64_t batch_max);

/// Measures how many texts a second one core classifies; the texts are those of the corpus.
[[nodiscard]] Status bench_classify(const std::filesystem::path& corpus, int runs);

/// Measures `orrery serve` against nginx, and Portkey's gateway where it is installed: throughput,
/// latency at fixed rates, streams, memory, TLS. Everything on this machine's loopback.
[[nodiscard]] Status bench_gateway(const std::filesystem::path& self,
                                   const std::filesystem::path& directory, int runs,
                                   const std::vector<std::string>& chosen);

/// Measures `orrery serve` with a sample of none, 0.25 % and all prompts: latency at a fixed rate,
/// CPU, and throughput. Fails where nginx or wrk is not installed.
[[nodiscard]] Status bench_gateway_sampling(const std::filesystem::path& directory, int runs);

/// Measures `orrery serve` with and without browsers that watch its dashboard: latency at a fixed
/// rate, and CPU. Fails where nginx is not installed.
[[nodiscard]] Status bench_gateway_dashboard(const std::filesystem::path& directory, int runs);

/// Serves paced streams on a port until the process is ended; a part of bench_gateway.
[[nodiscard]] Status serve_upstream(const char* port, const char* chunks, const char* pace_ms);

/// Replaces every `{rows}` of bench/generations.sql.
[[nodiscard]] Result<std::string> generations_sql(std::int64_t rows);

/// What both sides of a comparison may use.
inline constexpr const char* memory_max = "1300MB";

}  // namespace orrery::bench
