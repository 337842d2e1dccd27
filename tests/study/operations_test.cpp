// The chapter on operations: percentiles from histograms, and what a store that knows less gives.

#include <gtest/gtest.h>

#include <cmath>

#include "run.h"

namespace orrery::study {
namespace {

using test_support::TestStore;
using test_support::Traffic;

StudyRun run_operations(const TestStore& store, std::vector<std::string> ids) {
    return run_on(store, {.from = {}, .to = {}, .figures = std::move(ids), .title = {}});
}

TEST(Latency, is_within_a_bucket_of_what_was_measured) {
    TestStore store;
    store.fill(Traffic(71).draw(3000), 900);
    const StudyRun run = run_operations(store, {"ops_latency"});
    const auto measured = store->query(
        "SELECT week_of(created_at) AS week, series, CASE series WHEN 'p50' "
        "THEN quantile_cont(ttft_ms, 0.5) ELSE quantile_cont(ttft_ms, 0.95) END AS value "
        "FROM generations, (VALUES ('p50'), ('p95')) AS parts (series) "
        "WHERE ttft_ms IS NOT NULL AND coalesce(completion_tokens, 1) > 0 "
        "GROUP BY week, series ORDER BY week, series");
    ASSERT_TRUE(measured);
    const Table& read = figure_of(run, "ops_latency").table;
    ASSERT_EQ(read.rows.size(), measured->rows.size());
    for (std::size_t at = 0; at < read.rows.size(); ++at) {
        const double value = number_or(measured->rows[at][2], NAN);
        EXPECT_NEAR(number_or(read.rows[at][2], NAN), value, 0.05 * value)
            << to_text(read.rows[at][0]) << " " << to_text(read.rows[at][1]);
    }
}

TEST(Latency, of_rows_that_do_not_know_it_is_no_millisecond) {
    TestStore store;
    auto generations = Traffic(72).draw(60);
    for (std::size_t at = 0; at < generations.size(); ++at) {
        generations[at].ttft_ms = at % 2 == 0 ? std::optional<double>() : 800.0;
        generations[at].completion_tokens = 100;
    }
    store.fill(generations);
    EXPECT_EQ(store.row("SELECT sum(n), count(DISTINCT bucket) FROM mart_latency "
                        "WHERE measure = 'ttft'"),
              "30|1");
}

TEST(Operations, of_a_store_that_does_not_know_name_what_is_missing) {
    TestStore store;
    auto generations = Traffic(73).draw(80);
    for (auto& g : generations) {
        g.provider = {};
        g.ttft_ms = {};
        g.cache_write_tokens = {};
        g.cache_discount_nano_usd = {};
        g.attempts = {};
        g.cancelled = {};
        g.terminal_state = {};
    }
    store.fill(generations);
    const StudyRun run = run_on(store);
    for (const auto* id :
         {"ops_cache_savings", "ops_cancelled", "ops_errors", "ops_fallbacks", "ops_latency",
          "ops_latency_providers", "ops_providers", "ops_throughput", "ops_tokens"}) {
        const FigureResult& figure = figure_of(run, id);
        EXPECT_EQ(figure.status, FigureStatus::missing_columns) << id;
        for (const MissingColumn& column : figure.missing) {
            EXPECT_FALSE(column.remedy.empty()) << id << ": " << column.column;
        }
    }
    EXPECT_EQ(figure_of(run, "ops_cache").status, FigureStatus::drawn);
}

TEST(Operations, say_how_fast_and_how_often_it_failed) {
    TestStore store;
    auto generations = Traffic(74).draw(400);
    for (std::size_t at = 0; at < generations.size(); ++at) {
        auto& g = generations[at];
        g.provider = at % 2 == 0 ? "Groq" : "Chutes";
        g.ttft_ms = at % 2 == 0 ? 200.0 : 2000.0;
        g.completion_tokens = 100;
        g.terminal_state = at % 4 == 1 ? "timeout" : "done";
    }
    store.fill(generations);
    const StudyRun run = run_operations(store, {"ops_errors", "ops_latency_providers"});
    EXPECT_NE(figure_of(run, "ops_errors").takeaway.find("100\u00a0% end as \u201cTimed out"),
              std::string::npos)
        << figure_of(run, "ops_errors").takeaway;
    const std::string& fastest = figure_of(run, "ops_latency_providers").takeaway;
    EXPECT_LT(fastest.find("Groq"), fastest.find("Chutes")) << fastest;
}

}  // namespace
}  // namespace orrery::study
