#include <fmt/format.h>

#include <chrono>
#include <map>

#include "base/file.h"
#include "benches.h"
#include "child.h"
#include "record/columns.h"
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

/// The raw questions: plain SQL over `generations`, one file a figure, written for the tests.
std::map<std::string, std::string> raw_questions() {
    std::map<std::string, std::string> questions;
    const auto folder = std::filesystem::path(ORRERY_SOURCE_DIR) / "tests/study/oracle";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (const auto sql = read_file(entry.path()); sql && entry.path().extension() == ".sql") {
            questions.emplace(entry.path().stem().string(), *sql);
        }
    }
    return questions;
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
    double raw = 0;
    for (const auto& [id, sql] : raw_questions()) {
        raw += seconds_of([&] {
            const auto answer = store.query(sql);
            done = done && !answer
                       ? std::unexpected(Error{answer.error().kind, answer.error().what, id, {}})
                       : done;
        });
    }
    if (!done) {
        return done;
    }
    const double study = median(from_marts);
    fmt::print("{:>12} {:>14.3f} {:>16.3f} {:>8.1f} {:>20.2f}\n", rows, study, raw, raw / study,
               fold);
    return {};
}

}  // namespace orrery::bench
