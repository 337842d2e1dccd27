// Every figure computed a second time: study/oracle/<id>.sql says in plain SQL over the records
// themselves what a figure's rows must be, without marts, the view `usage` or a transformation.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "run.h"
#include "support/environment.h"

namespace orrery::study {
namespace {

using test_support::LabelTraffic;
using test_support::TestStore;
using test_support::Traffic;

constexpr double relative_error_max = 1e-12;
/// Of a difference of shares, which may be as small as it likes: a share, a part of one, is a sum
/// of quotients that doubles keep to 1.1e-16 each.
constexpr double share_error_max = 1e-15;

std::string oracle(const std::string& name) {
    const auto file =
        std::filesystem::path(ORRERY_SOURCE_DIR) / "tests/study/oracle" / (name + ".sql");
    return read_file(file).value_or("");
}

std::uint64_t seed() {
    return test_support::number_from_environment("ORRERY_SEED", std::random_device()());
}

/// Gives one model a day and another one a week with enough of a sample to be weighted by.
void crowd(std::vector<record::Generation>& generations) {
    for (std::size_t at = 0; at < generations.size(); at += 6) {
        auto& generation = generations[at];
        const auto place = static_cast<std::int64_t>(at / 6);
        const std::int64_t day = place % 2 == 0 ? 20 : 26 + place % 7;
        generation.model = place % 2 == 0 ? "openai/gpt-4o-mini" : "qwen/qwen3-coder";
        generation.created_at = test_support::traffic_begins_us + day * test_support::day_us +
                                *generation.created_at % test_support::day_us;
    }
}

/// Gives a model a week that begins as a free offer and goes on with one generation that counts no
/// token: what a figure leaves out for having none may not hang on such parts of a week.
void end_an_offer(std::vector<record::Generation>& generations) {
    constexpr auto ends_us =
        test_support::traffic_begins_us + 45 * test_support::day_us;  // Saturday, 2025-10-04.
    for (auto& generation : generations) {
        if (generation.model == "x-ai/grok-4-fast" && *generation.created_at >= ends_us &&
            *generation.created_at < ends_us + 2 * test_support::day_us) {
            *generation.created_at -= 2 * test_support::day_us;
        }
    }
    auto& last = generations[1];
    last.model = "x-ai/grok-4-fast";
    last.created_at = ends_us;
    last.prompt_tokens = last.completion_tokens = last.reasoning_tokens = 0;
    last.cache_read_tokens = last.cache_write_tokens = 0;
}

/// Busy: eight weeks of traffic in batches of uneven size. Sparse: weeks that lack models, tool
/// calls or reasoning altogether, and many rows that name no model.
enum class Scene { busy, sparse };

struct World {
    TestStore store;
    StudyRun run;

    explicit World(Scene scene) {
        const auto drawn = seed();
        fmt::print("ORRERY_SEED={}\n", drawn);
        auto generations =
            scene == Scene::busy ? Traffic(drawn, 12).draw(4000) : Traffic(drawn, 25).draw(60);
        if (scene == Scene::busy) {
            crowd(generations);
            end_an_offer(generations);
        }
        store.fill(generations, 777);
        store.label(LabelTraffic(drawn).draw(generations));
        // Every value, however thin the sample that it rests on.
        run = run_on(store, {.effective_size = 0});
        for (const auto* table :
             {"requests", "market", "weights", "labelled", "timings", "movers"}) {
            const auto made = store->execute(oracle(table));
            EXPECT_TRUE(made) << describe(made.error());
        }
    }
};

World& world_of(Scene scene) {
    static World busy(Scene::busy);
    static World sparse(Scene::sparse);
    return scene == Scene::busy ? busy : sparse;
}

class Oracle : public testing::TestWithParam<std::tuple<const char*, Scene>> {
protected:
    static World& world() { return world_of(Scene::busy); }
};

/// The texts of a row name it: week, series, model, segment, author.
std::string name_of(const Table& table, const std::vector<Cell>& row,
                    const std::vector<std::string>& columns) {
    std::string name;
    for (const std::string& column : columns) {
        name += to_text(row[table.column(column)]) + "|";
    }
    return name;
}

void expect_same(const Cell& expected, const Cell& found, const std::string& where) {
    if (std::holds_alternative<std::monostate>(expected)) {
        EXPECT_TRUE(std::holds_alternative<std::monostate>(found)) << where << " is unknown";
        return;
    }
    if (const auto* count = std::get_if<std::int64_t>(&expected)) {
        EXPECT_EQ(number_or(found, NAN), static_cast<double>(*count)) << where;
        return;
    }
    const double value = number_or(expected, NAN);
    const double least = where.contains("|share_change") ? share_error_max : 0;
    EXPECT_NEAR(number_or(found, NAN), value, std::max(least, relative_error_max * std::abs(value)))
        << where;
}

/// A row of the figure that the oracle lacks may only be a zero of the complete grid.
void expect_same_rows(const Table& expected, const FigureResult& figure) {
    const Table& table = figure.table;
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < expected.columns.size(); ++at) {
        ASSERT_NE(table.column(expected.columns[at]), table.columns.size()) << expected.columns[at];
        if (std::holds_alternative<std::string>(expected.rows.front()[at])) {
            texts.push_back(expected.columns[at]);
        }
    }
    std::map<std::string, const std::vector<Cell>*> rows;
    for (const auto& row : table.rows) {
        EXPECT_TRUE(rows.emplace(name_of(table, row, texts), &row).second)
            << name_of(table, row, texts) << " stands there twice";
    }
    for (const auto& row : expected.rows) {
        const std::string name = name_of(expected, row, texts);
        const auto found = rows.find(name);
        ASSERT_NE(found, rows.end()) << "no row " << name;
        for (std::size_t at = 0; at < expected.columns.size(); ++at) {
            if (!std::holds_alternative<std::string>(row[at])) {
                expect_same(row[at], (*found->second)[table.column(expected.columns[at])],
                            name + expected.columns[at]);
            }
        }
        rows.erase(found);
    }
    for (const auto& [name, row] : rows) {
        ASSERT_NE(table.column("series"), table.columns.size()) << name;
        EXPECT_EQ(number_or((*row)[table.column("value")], NAN), 0) << name;
        EXPECT_EQ(number_or((*row)[table.column("n")], NAN), 0) << name;
    }
}

TEST_P(Oracle, agrees_with_the_figure) {
    const auto& [id, scene] = GetParam();
    World& world = world_of(scene);
    const FigureResult& figure = figure_of(world.run, id);
    const auto expected = world.store->query(oracle(id));
    ASSERT_TRUE(expected) << describe(expected.error());
    ASSERT_EQ(figure.status, expected->rows.empty() ? FigureStatus::no_data : FigureStatus::drawn);
    if (!expected->rows.empty()) {
        expect_same_rows(*expected, figure);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Figures, Oracle,
    testing::Combine(
        testing::Values("fig01", "fig02", "fig03", "fig04", "fig05", "fig06", "fig07", "fig08",
                        "fig09", "fig10", "fig11", "fig12", "fig13", "fig14", "fig15", "fig16",
                        "fig17", "fig18", "fig19", "fig20", "fig21a", "fig21b", "fig22a", "fig22b",
                        "fig22c", "fig23a", "fig23b", "fig23c", "fig24", "fig26", "fig27", "fig28",
                        "fig29a", "fig29b", "fig29c", "ops_byok", "ops_cache", "ops_cache_savings",
                        "ops_cancelled", "ops_errors", "ops_fallbacks", "ops_latency",
                        "ops_latency_providers", "ops_providers", "ops_throughput", "ops_tokens",
                        "robust_concentration", "robust_effective_models", "robust_elasticity",
                        "robust_hhi", "robust_inflection", "robust_messages", "robust_retention",
                        "robust_spikes", "robust_top_account", "table1", "table2", "table3",
                        "week_apps", "week_authors", "week_categories", "week_models"),
        testing::Values(Scene::busy, Scene::sparse)),
    [](const auto& test) {
        return std::string(std::get<0>(test.param)) +
               (std::get<1>(test.param) == Scene::busy ? "_busy" : "_sparse");
    });

/// A figure without an oracle is a figure that nobody has computed twice.
TEST_F(Oracle, exists_for_every_figure_of_the_study) {
    for (const FigureResult& figure : world().run.figures) {
        const bool is_of_cohorts = figure.definition.kind == ChartKind::cohorts;
        EXPECT_FALSE(oracle(is_of_cohorts ? "retention" : figure.definition.id).empty())
            << figure.definition.id;
    }
}

/// A year of traffic, for retention has no rows before months are complete.
TEST(RetentionOracle, agrees_with_the_figures_on_cohorts) {
    auto generations = Traffic(seed(), 12).draw(4000);
    for (auto& g : generations) {
        g.created_at = test_support::traffic_begins_us - 200 * test_support::day_us +
                       6 * (*g.created_at - test_support::traffic_begins_us);
    }
    TestStore store;
    store.fill(generations, 1500);
    const StudyRun run = run_on(store);
    ASSERT_TRUE(store->execute(oracle("requests")));
    ASSERT_TRUE(store->execute(oracle("retention")));
    std::set<std::string> shown;
    for (const FigureResult& figure : run.figures) {
        if (figure.definition.kind != ChartKind::cohorts) {
            continue;
        }
        SCOPED_TRACE(figure.definition.id);
        EXPECT_TRUE(shown.insert(figure.definition.model).second) << figure.definition.model;
        const auto expected = store->query(fmt::format(
            "SELECT cohort, CAST(age AS VARCHAR) AS age, value, n FROM retention WHERE slug = '{}'",
            figure.definition.model));
        ASSERT_TRUE(expected) << describe(expected.error());
        ASSERT_EQ(figure.table.rows.size(), expected->rows.size());
        if (!expected->rows.empty()) {
            expect_same_rows(*expected, figure);
        }
    }
    EXPECT_EQ(shown.size(), 8U);
}

/// Accounts that come one month after the other, and some that go.
TEST(RetentionOracle, agrees_with_how_long_accounts_stay) {
    std::vector<record::Generation> generations;
    std::int64_t number = 0;
    for (auto& g : Traffic(seed(), 12).draw(3000)) {
        const std::int64_t since = (*g.created_at - test_support::traffic_begins_us) * 6;
        const std::int64_t account = number++ * 7919 % 150;
        const std::int64_t month = since / (30 * test_support::day_us);
        if (month >= account % 9 && month <= account % 9 + account % 7) {
            g.created_at = test_support::traffic_begins_us - 200 * test_support::day_us + since;
            g.account_id = fmt::format("account-{}", account);
            generations.push_back(std::move(g));
        }
    }
    TestStore store;
    store.fill(generations, 1500);
    const StudyRun run =
        run_on(store, {.from = {}, .to = {}, .figures = {"robust_retention"}, .title = {}});
    const auto expected = store->query(oracle("robust_retention"));
    ASSERT_TRUE(expected) << describe(expected.error());
    ASSERT_GT(expected->rows.size(), 12U);
    expect_same_rows(*expected, run.figures.at(0));
}

TEST_F(Oracle, agrees_with_the_statistics_of_figure_27) {
    const auto expected = world().store->query(
        "SELECT regr_slope(log(10, value), log(10, price)), "
        "regr_r2(log(10, value), log(10, price)), count(*) FROM market");
    ASSERT_TRUE(expected);
    const auto& statistics = figure_of(world().run, "fig27").statistics;
    std::map<std::string, double> found;
    for (const Statistic& statistic : statistics) {
        found[statistic.name] = statistic.value.value_or(NAN);
    }
    const double slope = number_or(expected->rows[0][0], NAN);
    EXPECT_NEAR(found["slope"], slope, 1e-9);
    EXPECT_NEAR(found["r_squared"], number_or(expected->rows[0][1], NAN), 1e-9);
    EXPECT_EQ(found["models"], number_or(expected->rows[0][2], NAN));
    EXPECT_NEAR(found["price_cut_10_percent"], std::pow(0.9, slope) - 1, 1e-9);
}

TEST_F(Oracle, agrees_with_the_head_of_the_report) {
    const StudyRun& run = world().run;
    EXPECT_EQ(world().store.row("SELECT count(*), sum(tokens), count(DISTINCT slug) FROM requests"),
              fmt::format("{}|{}|{}", run.generations, run.tokens, run.models));
    ASSERT_TRUE(run.cost_usd);
    const auto cost = *world().store->query("SELECT sum(cost_nano_usd) / 1e9 FROM requests");
    EXPECT_NEAR(*run.cost_usd, number_or(cost.rows[0][0], NAN), 1e-9);
    std::set<std::string> unknown;
    for (const UnknownModel& model : run.unknown_models) {
        unknown.insert(model.model);
    }
    EXPECT_EQ(unknown, (std::set<std::string>{"acme/new-model", "bare-name"}));
    EXPECT_EQ(run.sources, (std::vector<std::string>{"gateway", "litellm", "openrouter"}));
}

/// The busy scene has cells that are weighted by each rule: none goes unchecked.
TEST_F(Oracle, agrees_with_how_far_weights_were_pooled) {
    constexpr std::array names = {"day", "model and week", "model", "week", "bounded"};
    for (std::size_t at = 0; at < names.size(); ++at) {
        const auto said = world().store.row(
            fmt::format("SELECT count(*) FROM weights WHERE pooled = '{}'", names.at(at)));
        EXPECT_EQ(said == "0", world().run.pooled_tokens.at(at) == 0) << names.at(at);
        EXPECT_TRUE(at > 3 || said != "0") << names.at(at);
    }
}

TEST_F(Oracle, finds_all_data_tests_passed) {
    for (const DataTest& test : world().run.tests) {
        EXPECT_TRUE(test.passed) << test.name << ": " << test.detail;
    }
    EXPECT_GE(world().run.tests.size(), 8U);
}

}  // namespace
}  // namespace orrery::study
