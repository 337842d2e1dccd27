#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ctime>
#include <map>

#include "benches.h"
#include "child.h"
#include "study/panel.h"
#include "study/store/window.h"
#include "warehouse/store.h"

namespace orrery::bench {
namespace {

constexpr double claimed_ms = 100;

using ByFigure = std::map<std::string, std::vector<double>>;

/// The figures that a dimension is measured on, and what each took, in milliseconds.
struct Measured {
    ByFigure first;    ///< The first panel with its filter.
    ByFigure on_page;  ///< After other panels with the same filter, as on a page of them.
    ByFigure again;    ///< The same panel once more.
    std::map<std::string, std::string> failed;  ///< Why, by figure.
};

study::Filter filter_by(const std::string& dimension, const std::string& value) {
    study::Filter filter;
    for (const auto& [name, values] :
         {std::pair{"source_class", &filter.source_classes}, std::pair{"author", &filter.authors},
          std::pair{"model", &filter.models}, std::pair{"provider", &filter.providers},
          std::pair{"account", &filter.accounts}, std::pair{"app", &filter.apps},
          std::pair{"country", &filter.countries}, std::pair{"category", &filter.categories}}) {
        if (dimension == name) {
            values->push_back(value);
        }
    }
    if (dimension == "byok") {
        filter.is_byok = value == "true";
    }
    return filter;
}

/// A heavy, a middling and a light value of a dimension.
Result<std::vector<std::string>> values_of(warehouse::Store& store, const std::string& dimension) {
    static const std::map<std::string, std::string> ranked = {
        {"source_class",
         "SELECT source_class AS value, sum(tokens) AS weight FROM ranked GROUP BY 1"},
        {"author", "SELECT author AS value, sum(tokens) AS weight FROM ranked GROUP BY 1"},
        {"model", "SELECT model AS value, sum(tokens) AS weight FROM ranked GROUP BY 1"},
        {"account",
         "SELECT account_id AS value, sum(tokens) AS weight FROM mart_accounts GROUP BY 1"},
        {"category",
         "SELECT category AS value, sum(tokens) AS weight FROM mart_categories GROUP BY 1"}};
    const auto known = ranked.find(dimension);
    const std::string sql = known != ranked.end()
                                ? known->second
                                : fmt::format(
                                      "SELECT value, sum(generations) AS weight FROM mart_slices "
                                      "WHERE dimension = '{}' GROUP BY 1",
                                      dimension == "byok" ? "is_byok" : dimension);
    const auto rows = store.query(fmt::format(
        "SELECT value FROM ({}) WHERE value IS NOT NULL ORDER BY weight DESC, value", sql));
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<std::string> values;
    const std::size_t count = rows->rows.size();
    for (const std::size_t place : {std::size_t{0}, count / 4, count / 2}) {
        if (place < count) {
            values.push_back(to_text(rows->rows[place][0]));
        }
    }
    return values;
}

/// On one thread it is the time that a quiet machine takes by the clock.
double processor_milliseconds() {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

Result<double> milliseconds_of(warehouse::Store& store, const study::StudyDefinition& study,
                               const study::PanelOptions& options) {
    const double begun = processor_milliseconds();
    const auto panel = study::run_panel(store, study, options);
    if (!panel) {
        return std::unexpected(panel.error());
    }
    return processor_milliseconds() - begun;
}

/// Forgets what panels have left of their filters, but for the generations of a part where those
/// are to stay: a server makes what is of the whole store once after each fold.
Status forget(warehouse::Store& store, bool keeps_generations) {
    const auto tables = store.query(fmt::format(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'temp' AND comment IS NOT "
        "NULL AND (table_name LIKE 'part%' OR table_name LIKE 'complete%'){}",
        keeps_generations ? " AND table_name NOT IN ('part_generations', 'part_labelled')" : ""));
    if (!tables) {
        return std::unexpected(tables.error());
    }
    for (const auto& row : tables->rows) {
        if (auto dropped = store.execute("DROP TABLE temp." + to_text(row[0])); !dropped) {
            return dropped;
        }
    }
    return {};
}

class FilterBench {
public:
    FilterBench(warehouse::Store& store, const study::StudyDefinition& study)
        : store_(store), study_(study) {}

    Result<Measured> measure(const std::string& dimension, const std::vector<std::string>& values) {
        Measured measured;
        for (const std::string& value : values) {
            const auto filter = filter_by(dimension, value);
            for (const bool is_page : {false, true}) {
                for (const auto& figure : study_.figures) {
                    const auto names = study::filters_of(figure);
                    if (dimension != "none" && std::ranges::find(names, dimension) == names.end()) {
                        continue;
                    }
                    if (auto done = ask({figure.id, "", "", filter}, is_page, measured); !done) {
                        return std::unexpected(done.error());
                    }
                }
            }
        }
        return measured;
    }

private:
    Status ask(const study::PanelOptions& options, bool is_page, Measured& measured) {
        if (auto forgotten = forget(store_, is_page); !forgotten) {
            return forgotten;
        }
        const auto took = milliseconds_of(store_, study_, options);
        if (!took) {
            measured.failed[options.figure] = took.error().what;
            return {};
        }
        (is_page ? measured.on_page : measured.first)[options.figure].push_back(*took);
        if (is_page) {
            const auto again = milliseconds_of(store_, study_, options);
            if (again) {
                measured.again[options.figure].push_back(*again);
            } else {
                measured.failed[options.figure] = again.error().what;
            }
        }
        return {};
    }

    warehouse::Store& store_;
    const study::StudyDefinition& study_;
};

void print_row(const std::string& dimension, const std::string& which, const ByFigure& by_figure) {
    std::vector<double> all;
    std::vector<std::string> misses;
    for (const auto& [figure, times] : by_figure) {
        all.insert(all.end(), times.begin(), times.end());
        if (const double middle = median(times); middle > claimed_ms) {
            misses.push_back(fmt::format("{} {:.0f}", figure, middle));
        }
    }
    if (all.empty()) {
        return;
    }
    fmt::print("{:<14}{:<10}{:>8}{:>10.1f}{:>10.1f}{:>8}/{}\n", dimension, which, by_figure.size(),
               median(all), std::ranges::max(all), by_figure.size() - misses.size(),
               by_figure.size());
    if (!misses.empty()) {
        fmt::print("    above {} ms: {}\n", claimed_ms, fmt::join(misses, ", "));
    }
}

void print(const std::string& dimension, const Measured& measured) {
    print_row(dimension, "first", measured.first);
    print_row(dimension, "on page", measured.on_page);
    print_row(dimension, "again", measured.again);
    for (const auto& [figure, why] : measured.failed) {
        fmt::print("    {} failed: {}\n", figure, why);
    }
    std::fflush(stdout);
}

}  // namespace

Status bench_filter(const catalog::Catalog& catalog, const std::filesystem::path& directory,
                    std::int64_t rows, std::vector<std::string> dimensions) {
    if (!std::filesystem::exists(directory)) {
        const auto made =
            run_measured({ORRERY_BINARY, "--memory", memory_max, "--store", directory.string(),
                          "simulate", "--generations", fmt::format("{}", rows)});
        if (!made) {
            std::filesystem::remove_all(directory);
            return std::unexpected(made.error());
        }
    }
    warehouse::StoreOptions options;
    options.directory = directory;
    options.memory_max = memory_max;
    auto store = warehouse::Store::open(options, catalog);
    auto study = study::load_study({});
    if (!store || !study) {
        return std::unexpected(store ? study.error() : store.error());
    }
    // A store of an older version has no slices yet; then as the dashboard's one thread.
    auto ready = (*store)->refresh_marts();
    if (ready) {
        ready = (*store)->execute("SET threads = 1");
    }
    // By this values are ranked.
    const auto days = study::resolve_window(**store, {}, {});
    if (ready && days) {
        ready = (*store)->execute("CREATE TEMP TABLE ranked AS " +
                                  study::view_sql(study->usage_view, *days, "mart_usage"));
    }
    if (!ready || !days) {
        return ready ? std::unexpected(days.error()) : ready;
    }
    fmt::print(
        "panels with one filter on {} generations, one thread, processor milliseconds; each figure "
        "with "
        "a heavy, a middling and a light value\n",
        rows);
    fmt::print("{:<14}{:<10}{:>8}{:>10}{:>10}{:>10}\n", "filter", "asked", "figures", "p50", "max",
               "in 100 ms");
    if (dimensions.empty()) {
        dimensions = {"none", "source_class", "author", "model",   "provider",
                      "app",  "country",      "byok",   "account", "category"};
    }
    const double before = processor_milliseconds();
    if (auto prepared = study::prepare_panels(**store, *study); !prepared) {
        return prepared;
    }
    fmt::print("tables of the whole store: {:.0f} ms\n", processor_milliseconds() - before);
    for (const std::string& dimension : dimensions) {
        auto values = dimension == "none"
                          ? Result<std::vector<std::string>>(std::vector{std::string()})
                          : values_of(**store, dimension);
        if (!values) {
            return std::unexpected(values.error());
        }
        const auto measured = FilterBench(**store, *study).measure(dimension, *values);
        if (!measured) {
            return std::unexpected(measured.error());
        }
        print(dimension, *measured);
    }
    return {};
}

}  // namespace orrery::bench
