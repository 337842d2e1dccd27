// The benchmarks behind the README's claims. Called by script/bench; see there.

#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "benches.h"
#include "calibration.h"
#include "panels/sides.h"

namespace {

using orrery::Status;

int report(const Status& done) {
    if (!done) {
        fmt::print(stderr, "bench: {}\n", describe(done.error()));
        return 1;
    }
    return 0;
}

/// Prints what a store has for each number that the paper states.
int calibrate(const orrery::catalog::Catalog& catalog, const std::filesystem::path& store,
              double scale) {
    if (!(scale > 0)) {
        return report(orrery::fail(orrery::ErrorKind::usage, "SCALE is no number above zero", {},
                                   "name the tokens that one token of the store stands for"));
    }
    auto rows = orrery::bench::calibration_rows(catalog, store, scale);
    if (!rows) {
        return report(std::unexpected(rows.error()));
    }
    // What C++ rather than SQL decides joins the table as further rows here.
    fmt::print("{}", orrery::bench::calibration_table(*rows));
    return 0;
}

int explain() {
    fmt::print(stderr,
               "usage: orrery_bench import|simulate|simulate-store|study|filter|ledger DIRECTORY "
               "ROWS [RUNS]\n"
               "       orrery_bench calibration STORE SCALE\n"
               "       orrery_bench gateway DIRECTORY RUNS [PART…]\n"
               "       orrery_bench gateway-sampling DIRECTORY RUNS\n"
               "       orrery_bench gateway-dashboard DIRECTORY RUNS\n"
               "       orrery_bench classify CORPUS RUNS\n");
    return 2;
}

using orrery::bench::bench_filter;

/// Arguments after the runs.
std::vector<std::string> rest(int argc, char** argv) {
    return {argv + std::min(argc, 5), argv + argc};
}

/// The rows of a batch, where they are given.
std::int64_t batch_of(int argc, char** argv) {
    return argc > 4 ? std::atoll(argv[4]) : 122'880;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    if (what == "read-plain" && argc == 4) {
        return report(orrery::bench::read_plain(argv[2], argv[3]));
    }
    if (what == "rewrite-plain" && argc == 4) {
        return report(orrery::bench::rewrite_plain(argv[2], argv[3]));
    }
    if (what == "gateway-upstream" && argc == 5) {
        return report(orrery::bench::serve_upstream(argv[2], argv[3], argv[4]));
    }
    if (what == "gateway" && argc >= 4) {
        return report(orrery::bench::bench_gateway(argv[0], argv[2], std::atoi(argv[3]),
                                                   {argv + 4, argv + argc}));
    }
    if (what == "classify" && argc == 4) {
        return report(orrery::bench::bench_classify(argv[2], std::atoi(argv[3])));
    }
    for (const auto& [name, bench] :
         {std::pair{"gateway-sampling", &orrery::bench::bench_gateway_sampling},
          std::pair{"gateway-dashboard", &orrery::bench::bench_gateway_dashboard}}) {
        if (what == name && argc == 4) {
            return report(bench(argv[2], std::atoi(argv[3])));
        }
    }
    if (argc < 4) {
        return explain();
    }
    const std::filesystem::path directory = argv[2];
    const std::int64_t rows = std::atoll(argv[3]);
    const int runs = argc > 4 ? std::atoi(argv[4]) : 3;
    if (what == "simulate") {
        return report(orrery::bench::bench_simulate(argv[0], directory, rows, runs));
    }
    if (what == "simulate-store") {
        return report(orrery::bench::bench_simulate_store(directory, rows));
    }
    const auto catalog = orrery::catalog::Catalog::load();
    if (!catalog) {
        return report(std::unexpected(catalog.error()));
    }
    if (what == "calibration") {
        return calibrate(*catalog, directory, std::atof(argv[3]));
    }
    if (what == "import") {
        auto done = orrery::bench::generate(*catalog, directory, rows);
        return report(done ? orrery::bench::bench_import(argv[0], directory, rows, runs) : done);
    }
    if (what == "ledger") {
        return report(orrery::bench::bench_ledger(*catalog, directory, rows, batch_of(argc, argv)));
    }
    if (what == "filter") {
        return report(bench_filter(*catalog, directory, rows, rest(argc, argv)));
    }
    if (what == "study-side") {
        const orrery::bench::World world{argv[3]};
        return report(orrery::bench::run_side(argv[2], *catalog, world, runs));
    }
    return report(orrery::bench::bench_study(argv[0], directory, rows, runs));
}
