#include <fmt/format.h>

#include <chrono>

#include "base/file.h"
#include "benches.h"
#include "child.h"
#include "study/runner.h"
#include "warehouse/store.h"

namespace orrery::bench {
namespace {

template <typename Work>
double seconds_of(Work work) {
    const auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

/// Fills an empty store with the bench's generations as one batch, as an import would.
Status fill(warehouse::Store& store, std::int64_t rows) {
    const auto sql = generations_sql(rows);
    if (!sql) {
        return std::unexpected(sql.error());
    }
    return store.execute(
        fmt::format("BEGIN; INSERT INTO generations BY NAME SELECT *, 1 AS import_batch FROM ({}); "
                    "INSERT INTO import_batches VALUES (1, 'bench', 'bench', 'bench', "
                    "CAST(now() AS TIMESTAMP), {}, {}, 0, 0); COMMIT",
                    *sql, rows, rows));
}

/// Asks each figure's question of the raw table, one after the other, and returns the seconds.
Result<double> ask_raw(warehouse::Store& store, const study::StudyDefinition& definition) {
    const auto view = read_file(std::filesystem::path(ORRERY_SOURCE_DIR) / "bench/raw_usage.sql");
    if (!view) {
        return std::unexpected(view.error());
    }
    if (auto made = store.execute("DROP TABLE IF EXISTS usage; " + *view); !made) {
        return std::unexpected(made.error());
    }
    double total = 0;
    for (const study::FigureDefinition& figure : definition.figures) {
        Result<Table> answer = Table();
        total += seconds_of([&] { answer = store.query(figure.sql); });
        if (!answer) {
            return std::unexpected(answer.error());
        }
    }
    return total;
}

}  // namespace

Status bench_study(const catalog::Catalog& catalog, const std::filesystem::path& directory,
                   std::int64_t rows, int runs) {
    warehouse::StoreOptions options;
    options.directory = directory / fmt::format("store-{}", rows);
    options.memory_max = memory_max;
    auto opened = warehouse::Store::open(options, catalog);
    const auto definition = study::load_study({});
    if (!opened || !definition) {
        return std::unexpected(opened ? definition.error() : opened.error());
    }
    warehouse::Store& store = **opened;
    if (const auto watermark = store.watermark(); watermark && watermark->written == 0) {
        if (auto filled = fill(store, rows); !filled) {
            return filled;
        }
    }
    Status done;
    const double fold = seconds_of([&] { done = store.refresh_marts(); });
    std::vector<double> from_marts;
    for (int run = 0; run < runs && done; ++run) {
        from_marts.push_back(seconds_of([&] {
            const auto result = study::run_study(store, *definition, {});
            done = result ? Status() : std::unexpected(result.error());
        }));
    }
    if (!done) {
        return done;
    }
    const auto raw = ask_raw(store, *definition);
    if (!raw) {
        return std::unexpected(raw.error());
    }
    const double study = median(from_marts);
    fmt::print("{:>12} {:>14.3f} {:>16.3f} {:>8.1f} {:>20.2f}\n", rows, study, *raw, *raw / study,
               fold);
    return {};
}

}  // namespace orrery::bench
