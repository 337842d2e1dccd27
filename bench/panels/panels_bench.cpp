#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <thread>

#include "benches.h"
#include "child.h"
#include "panels/answers.h"
#include "panels/questions.h"
#include "panels/sides.h"

namespace orrery::bench {
namespace {

/// A side's answers and the memory of its process.
struct Measured {
    Side side;
    double memory_mib = 0;
};

class StudyBench {
public:
    StudyBench(std::filesystem::path self, World world, std::int64_t rows, int runs)
        : self_(std::move(self)), world_(std::move(world)), rows_(rows), runs_(runs) {}

    /// Makes the world if it is not there yet: a store, and the same tables in ClickHouse.
    Status prepare();
    Status measure();
    [[nodiscard]] Status compare() const;
    void print() const;

private:
    [[nodiscard]] Result<Usage> in_process(const std::string& side) const {
        return run_measured({self_.string(), "study-side", side, world_.directory.string(),
                             fmt::format("{}", runs_)});
    }

    /// The raw engines that were asked.
    [[nodiscard]] std::vector<std::string> engines() const {
        return measured_.contains("clickhouse") ? std::vector<std::string>{"duckdb", "clickhouse"}
                                                : std::vector<std::string>{"duckdb"};
    }

    /// What the better of the raw engines took.
    [[nodiscard]] double better(double Side::* part) const {
        double least = measured_.at("duckdb").side.*part;
        for (const std::string& engine : engines()) {
            least = std::min(least, measured_.at(engine).side.*part);
        }
        return least;
    }

    std::filesystem::path self_;
    World world_;
    std::int64_t rows_;
    int runs_;
    std::map<std::string, Measured> measured_;
};

Status StudyBench::prepare() {
    std::filesystem::create_directories(world_.directory);
    if (!std::filesystem::exists(world_.store())) {
        fmt::print(stderr, "simulating {} generations\n", rows_);
        const auto made =
            run_measured({ORRERY_BINARY, "--memory", memory_max, "--store", world_.store().string(),
                          "simulate", "--generations", fmt::format("{}", rows_)});
        if (!made) {
            std::filesystem::remove_all(world_.store());
            return std::unexpected(made.error());
        }
    }
    if (!std::filesystem::exists(clickhouse_library())) {
        fmt::print("ClickHouse is left out: script/bench could not install its library.\n");
        return {};
    }
    if (std::filesystem::exists(world_.clickhouse())) {
        return {};
    }
    fmt::print(stderr, "loading them into ClickHouse\n");
    for (const auto* step : {"export", "load"}) {
        if (const auto done = in_process(step); !done) {
            std::filesystem::remove_all(world_.clickhouse());
            return std::unexpected(done.error());
        }
    }
    for (const auto& entry : std::filesystem::directory_iterator(world_.directory)) {
        if (entry.path().extension() == ".parquet") {
            std::filesystem::remove(entry.path());
        }
    }
    return {};
}

Status StudyBench::measure() {
    for (const std::string name : {"marts", "duckdb", "clickhouse", "cold"}) {
        if (name == "clickhouse" && !std::filesystem::exists(world_.clickhouse())) {
            continue;
        }
        const auto used = in_process(name);
        if (!used) {
            return std::unexpected(used.error());
        }
        auto side = read_side(world_.answers(name));
        if (!side) {
            return std::unexpected(side.error());
        }
        measured_[name] = {std::move(*side), used->memory_mib};
    }
    return {};
}

Status StudyBench::compare() const {
    const Side& study = measured_.at("marts").side;
    for (const std::string& engine : engines()) {
        const auto questions = load_questions(questions_of(engine));
        if (!questions) {
            return std::unexpected(questions.error());
        }
        for (const Question& question : *questions) {
            const Answer* ours = study.find(question.panel);
            const Answer* theirs = measured_.at(engine).side.find(question.panel);
            if (ours == nullptr || theirs == nullptr) {
                return fail(ErrorKind::internal, "nobody answers " + question.panel, engine);
            }
            if (auto same = expect_same(*ours, *theirs, question.has_more); !same) {
                Error error = same.error();
                error.where = engine + " " + error.where;
                return std::unexpected(std::move(error));
            }
        }
    }
    return {};
}

void StudyBench::print() const {
    const auto& duckdb = measured_.at("duckdb");
    const bool has_both = measured_.contains("clickhouse");
    const auto clickhouse = has_both ? measured_.at("clickhouse") : Measured();
    fmt::print("{} generations with labels, {} cores, medians of {} runs\n\n", rows_,
               std::thread::hardware_concurrency(), runs_);
    fmt::print("{:<22}{:>14}{:>22}\n", "raw table, seconds", duckdb.side.engine,
               has_both ? clickhouse.side.engine : "");
    for (const Answer& answer : duckdb.side.answers) {
        const Answer* other = clickhouse.side.find(answer.panel);
        fmt::print("{:<22}{:>14.3f}{:>22}\n", answer.panel, answer.seconds,
                   other == nullptr ? "-" : fmt::format("{:.3f}", other->seconds));
    }
    fmt::print("\n{:<36}{:>9}{:>9}{:>10}{:>14}{:>11}\n", "", "seconds", "cpu s", "peak MiB",
               "times faster", "by cpu");
    const auto line = [&](const std::string& what, const std::string& side) {
        const auto& [answered, memory_mib] = measured_.at(side);
        std::string faster;
        std::string by_cpu;
        if (side == "marts" || side == "cold") {
            faster = fmt::format("{:.1f}", better(&Side::seconds) / answered.seconds);
            by_cpu = fmt::format("{:.1f}", better(&Side::cpu_s) / answered.cpu_s);
        }
        fmt::print("{:<36}{:>9.2f}{:>9.2f}{:>10.0f}{:>14}{:>11}\n", what, answered.seconds,
                   answered.cpu_s, memory_mib, faster, by_cpu);
    };
    for (const std::string& engine : engines()) {
        const Side& side = measured_.at(engine).side;
        line(fmt::format("{} panels, {}", side.answers.size(), side.engine), engine);
    }
    line("marts built from raw, and study", "cold");
    line(fmt::format("study from marts, {} panels", measured_.at("marts").side.answers.size()),
         "marts");
    fmt::print("\nAll {} answers of each engine are the study's, to rounding.\n",
               duckdb.side.answers.size());
}

}  // namespace

Status bench_study(const std::filesystem::path& self, const std::filesystem::path& directory,
                   std::int64_t rows, int runs) {
    StudyBench bench(self, World{directory / fmt::format("study-{}", rows)}, rows, runs);
    auto done = bench.prepare();
    if (done) {
        done = bench.measure();
    }
    if (done) {
        done = bench.compare();
    }
    if (done) {
        bench.print();
    }
    return done;
}

}  // namespace orrery::bench
