#include "panels/sides.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <iterator>

#include "base/file.h"
#include "benches.h"
#include "child.h"
#include "panels/answers.h"
#include "panels/clickhouse.h"
#include "panels/questions.h"
#include "study/runner.h"
#include "warehouse/store.h"

namespace orrery::bench {
namespace {

const std::filesystem::path here = std::filesystem::path(ORRERY_SOURCE_DIR) / "bench/panels";

/// What a piece of work took, by the clock and of the processor.
struct Time {
    double wall_s = 0;
    double cpu_s = 0;

    Time& operator+=(const Time& other) {
        wall_s += other.wall_s;
        cpu_s += other.cpu_s;
        return *this;
    }
};

template <typename Work>
Time time_of(Work work) {
    const auto begun = std::chrono::steady_clock::now();
    const auto begun_cpu = std::clock();
    work();
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count(),
            static_cast<double>(std::clock() - begun_cpu) / CLOCKS_PER_SEC};
}

double median_of(const std::vector<Time>& times, double Time::* part) {
    std::vector<double> values;
    std::ranges::transform(times, std::back_inserter(values), std::mem_fn(part));
    return median(std::move(values));
}

Result<std::unique_ptr<warehouse::Store>> open_store(const catalog::Catalog& catalog,
                                                     const World& world) {
    warehouse::StoreOptions options;
    options.directory = world.store();
    options.memory_max = memory_max;
    return warehouse::Store::open(options, catalog);
}

Status execute_file(warehouse::Store& store, const std::string& name) {
    const auto sql = read_file(here / name);
    return sql ? store.execute(*sql) : std::unexpected(sql.error());
}

Status write_exports(warehouse::Store& store, const World& world) {
    if (auto made = execute_file(store, "facts.sql"); !made) {
        return made;
    }
    for (const auto* table : {"generations", "labels", "facts", "catalog_countries"}) {
        const auto written =
            store.execute(fmt::format("COPY {} TO {} (FORMAT parquet)", table,
                                      warehouse::sql_literal(world.export_file(table).string())));
        if (!written) {
            return written;
        }
    }
    return {};
}

Status load_clickhouse(const World& world) {
    const auto engine = ClickHouse::open(clickhouse_library(), world.clickhouse());
    const auto tables = read_file(here / "clickhouse_tables.sql");
    if (!engine || !tables) {
        return std::unexpected(engine ? tables.error() : engine.error());
    }
    std::string rest = *tables;
    for (auto end = rest.find(";\n"); end != std::string::npos; end = rest.find(";\n")) {
        std::string statement = rest.substr(0, end);
        rest.erase(0, end + 2);
        for (auto at = statement.find("{directory}"); at != std::string::npos;
             at = statement.find("{directory}")) {
            statement.replace(at, 11, world.directory.string());
        }
        if (const auto done = (*engine)->query(statement); !done) {
            return std::unexpected(done.error());
        }
    }
    return {};
}

/// The panels and tables of the paper: what the raw engines are asked for too.
study::StudyOptions panels_of(const study::StudyDefinition& definition) {
    study::StudyOptions options;
    for (const study::FigureDefinition& figure : definition.figures) {
        if (figure.id.starts_with("fig") || figure.id.starts_with("table")) {
            options.figures.push_back(figure.id);
        }
    }
    return options;
}

/// Runs the study and keeps what its figures show.
Status run_marts(warehouse::Store& store, const World& world, int runs) {
    const auto definition = study::load_study({});
    if (!definition) {
        return std::unexpected(definition.error());
    }
    Side side{store.engine(), 0, 0, {}};
    const study::StudyOptions options = panels_of(*definition);
    std::vector<Time> times;
    for (int run = 0; run < runs; ++run) {
        Result<study::StudyRun> result = study::StudyRun();
        times.push_back(time_of([&] { result = study::run_study(store, *definition, options); }));
        if (!result) {
            return std::unexpected(result.error());
        }
        side.answers.clear();
        for (study::FigureResult& figure : result->figures) {
            side.answers.push_back({figure.definition.id, 0, std::move(figure.table)});
        }
    }
    side.seconds = median_of(times, &Time::wall_s);
    side.cpu_s = median_of(times, &Time::cpu_s);
    return write_side(side, world.answers("marts"));
}

/// Forgets the marts, builds them again from the raw tables and runs the study once.
Status run_cold(const catalog::Catalog& catalog, const World& world) {
    {
        const auto store = open_store(catalog, world);
        if (!store) {
            return std::unexpected(store.error());
        }
        if (auto forgotten = (*store)->execute("DELETE FROM mart_watermarks"); !forgotten) {
            return forgotten;
        }
    }
    const auto definition = study::load_study({});
    const auto store = open_store(catalog, world);
    if (!store || !definition) {
        return std::unexpected(store ? definition.error() : store.error());
    }
    Status done;
    const Time time = time_of([&] {
        done = (*store)->refresh_marts();
        if (done) {
            const auto result = study::run_study(**store, *definition, panels_of(*definition));
            done = result ? Status() : std::unexpected(result.error());
        }
    });
    const Side side{(*store)->engine(), time.wall_s, time.cpu_s, {}};
    return done ? write_side(side, world.answers("cold")) : done;
}

using Ask = std::function<Result<Table>(const std::string&)>;

/// Asks an engine each panel's question, one after the other, as often as there are runs.
Status ask_all(const std::string& name, const std::string& engine, const World& world, int runs,
               const Ask& ask) {
    const auto questions = load_questions(questions_of(name));
    if (!questions) {
        return std::unexpected(questions.error());
    }
    Side side{engine, 0, 0, {}};
    std::vector<Time> totals(static_cast<std::size_t>(runs));
    for (const Question& question : *questions) {
        Answer answer{question.panel, 0, {}};
        std::vector<Time> times;
        for (Time& total : totals) {
            Result<Table> table = Table();
            times.push_back(time_of([&] { table = ask(question.sql); }));
            if (!table) {
                Error error = table.error();
                error.where = name + " " + question.panel;
                return std::unexpected(std::move(error));
            }
            total += times.back();
            answer.table = std::move(*table);
        }
        answer.seconds = median_of(times, &Time::wall_s);
        side.answers.push_back(std::move(answer));
    }
    side.seconds = median_of(totals, &Time::wall_s);
    side.cpu_s = median_of(totals, &Time::cpu_s);
    return write_side(side, world.answers(name));
}

Status ask_duckdb(warehouse::Store& store, const World& world, int runs) {
    if (auto made = execute_file(store, "facts.sql"); !made) {
        return made;
    }
    // The peer is not held to the memory that Orrery keeps to.
    if (auto freed = store.execute("RESET memory_limit"); !freed) {
        return freed;
    }
    return ask_all("duckdb", store.engine(), world, runs,
                   [&](const std::string& sql) { return store.query(sql); });
}

Status ask_clickhouse(const World& world, int runs) {
    const auto engine = ClickHouse::open(clickhouse_library(), world.clickhouse());
    if (!engine) {
        return std::unexpected(engine.error());
    }
    const auto version = (*engine)->query("SELECT version()");
    if (!version) {
        return std::unexpected(version.error());
    }
    return ask_all("clickhouse", "ClickHouse " + to_text(version->rows[0][0]), world, runs,
                   [&](const std::string& sql) { return (*engine)->query(sql); });
}

}  // namespace

std::filesystem::path World::export_file(const std::string& table) const {
    return directory / (table + ".parquet");
}

std::filesystem::path World::answers(const std::string& side) const {
    return directory / (side + ".json");
}

std::filesystem::path questions_of(const std::string& engine) {
    return here / engine;
}

std::filesystem::path clickhouse_library() {
    return here / "clickhouse/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so";
}

Status run_side(const std::string& side, const catalog::Catalog& catalog, const World& world,
                int runs) {
    if (side == "load") {
        return load_clickhouse(world);
    }
    if (side == "clickhouse") {
        return ask_clickhouse(world, runs);
    }
    if (side == "cold") {
        return run_cold(catalog, world);
    }
    const auto store = open_store(catalog, world);
    if (!store) {
        return std::unexpected(store.error());
    }
    if (side == "export") {
        return write_exports(**store, world);
    }
    return side == "marts" ? run_marts(**store, world, runs) : ask_duckdb(**store, world, runs);
}

}  // namespace orrery::bench
