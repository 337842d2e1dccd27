#include "study/runner.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "run.h"
#include "study/manifest.h"

namespace orrery::study {
namespace {

using test_support::LabelTraffic;
using test_support::TestStore;
using test_support::Traffic;
using Texts = std::vector<std::string>;

/// Generations of an export without tokens, costs or finish reasons.
std::vector<record::Generation> bare(std::size_t count) {
    auto generations = Traffic(41).draw(count);
    for (auto& g : generations) {
        record::Generation known;
        known.generation_id = g.generation_id;
        known.created_at = g.created_at;
        known.source = g.source;
        known.model = g.model;
        g = known;
    }
    return generations;
}

FigureDefinition own_figure(std::string sql) {
    FigureDefinition figure;
    figure.id = "mine";
    figure.title = "Mine";
    figure.chapter = "own";
    figure.x = {"week"};
    figure.sql = std::move(sql);
    return figure;
}

Result<StudyRun> run_own(const TestStore& store, FigureDefinition figure) {
    StudyDefinition study = *load_study({});
    study.chapters = {{"own", "Own", "", {}}, {"other", "Other", "", {}}};
    study.figures = {std::move(figure)};
    return run_study(*store, study, {});
}

TEST(Runner, says_which_columns_a_figure_lacks_and_how_to_get_them) {
    TestStore store;
    store.fill(bare(50));
    const StudyRun run = run_on(store);
    const auto& tools = figure_of(run, "fig12");
    EXPECT_EQ(tools.status, FigureStatus::missing_columns);
    EXPECT_EQ(tools.takeaway, tools.definition.title);
    Texts missing;
    for (const MissingColumn& column : tools.missing) {
        missing.push_back(column.column);
        EXPECT_FALSE(column.remedy.empty()) << column.column;
    }
    EXPECT_EQ(missing, (Texts{"finish_reason", "prompt_tokens"}));
    EXPECT_EQ(figure_of(run, "fig05").status, FigureStatus::drawn) << "models are all it needs";
    EXPECT_EQ(run.generations, 50);
    EXPECT_FALSE(run.cost_usd) << "no row has a cost: unknown, not zero";
}

TEST(Runner, says_that_a_figure_has_no_data) {
    TestStore store;
    auto generations = Traffic(42).draw(60);
    std::erase_if(generations, [](const auto& g) { return !g.model; });
    for (auto& g : generations) {
        g.model = "openai/gpt-4o-mini";
        g.finish_reason = "stop";
    }
    store.fill(generations);
    const StudyRun run = run_on(store);
    EXPECT_EQ(figure_of(run, "fig03").status, FigureStatus::no_data) << "no open model";
    EXPECT_EQ(figure_of(run, "fig13").status, FigureStatus::no_data) << "no tool call";
    EXPECT_EQ(figure_of(run, "fig01").status, FigureStatus::drawn);
}

TEST(Runner, runs_only_what_it_is_asked_for_and_refuses_what_it_does_not_know) {
    TestStore store;
    store.fill(Traffic(43).draw(100));
    const StudyRun run = run_on(store, {.from = {}, .to = {}, .figures = {"fig14"}, .title = "T"});
    ASSERT_EQ(run.figures.size(), 1U);
    EXPECT_EQ(run.chapters.size(), 1U) << "a chapter without a figure is left out";
    EXPECT_EQ(run.title, "T");
    const auto unknown = run_study(*store, *load_study({}),
                                   {.from = {}, .to = {}, .figures = {"fig99"}, .title = ""});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::usage);
    EXPECT_NE(unknown.error().hint.find("fig01"), std::string::npos);
}

TEST(Runner, runs_a_figure_of_the_user) {
    TestStore store;
    store.fill(Traffic(44).draw(100));
    auto definition = own_figure(
        "SELECT week, 'all' AS series, sum(generations) AS value, NULL AS "
        "lower, NULL AS upper, sum(generations) AS n FROM usage GROUP BY "
        "week ORDER BY week");
    definition.statistics = {{"total", "a note", "SELECT sum(generations) FROM usage"},
                             {"none", "", "SELECT NULL"}};
    const auto run = run_own(store, definition);
    ASSERT_TRUE(run) << describe(run.error());
    const auto& figure = run->figures.at(0);
    EXPECT_EQ(figure.status, FigureStatus::drawn);
    EXPECT_EQ(figure.statistics.at(0).value, 100);
    EXPECT_EQ(figure.statistics.at(1).value, std::nullopt);
    EXPECT_EQ(figure.coverage.usable, 100);
    EXPECT_EQ(figure.partial, (Texts{"2025-08-18", "2025-10-13"}));
}

TEST(Runner, names_the_figure_whose_query_fails) {
    TestStore store;
    store.fill(Traffic(45).draw(20));
    const auto broken = run_own(store, own_figure("SELECT week FROM nowhere"));
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().where, "mine");
    EXPECT_NE(broken.error().what.find("nowhere"), std::string::npos);
    const auto short_of = run_own(store, own_figure("SELECT week, 1 AS value FROM usage"));
    ASSERT_FALSE(short_of);
    EXPECT_NE(short_of.error().where.find("mine"), std::string::npos);
    EXPECT_NE(short_of.error().what.find("week, value"), std::string::npos);
}

TEST(Runner, narrows_everything_to_the_window) {
    TestStore store;
    store.fill(Traffic(46).draw(500));
    const StudyRun run =
        run_on(store, {.from = "2025-09-01", .to = "2025-09-14", .figures = {}, .title = ""});
    EXPECT_EQ(std::to_string(run.generations),
              store.row("SELECT count(*) FROM generations WHERE created_at >= "
                        "TIMESTAMP '2025-09-01' AND created_at < TIMESTAMP '2025-09-15'"));
    const auto& figure = figure_of(run, "fig02");
    EXPECT_TRUE(figure.partial.empty());
    for (const auto& row : figure.table.rows) {
        EXPECT_TRUE(to_text(row[0]) == "2025-09-01" || to_text(row[0]) == "2025-09-08");
    }
}

TEST(Runner, orders_declared_series_as_declared_and_the_rest_by_size) {
    TestStore store;
    store.fill(Traffic(47).draw(1500));
    const StudyRun run = run_on(store);
    Texts keys;
    for (const Series& series : figure_of(run, "fig01").series) {
        keys.push_back(series.key);
    }
    EXPECT_EQ(keys, (Texts{"closed", "row_oss", "cn_oss", "unknown"}));
    const auto& models = figure_of(run, "fig03").series;
    ASSERT_EQ(models.size(), 16U);
    EXPECT_EQ(models.back().key, "other");
    EXPECT_EQ(models.front().entity, "model:" + models.front().key);
    EXPECT_NE(models.front().label, models.front().key) << "the catalog knows its name";
}

/// DeepSeek's name stood for V3-0324, V3.1 and so on: it counts for each in its own time.
TEST(Runner, counts_a_name_for_the_model_that_it_meant_on_the_day) {
    TestStore store;
    auto generations = Traffic(48).draw(300);
    for (auto& g : generations) {
        g.model = "deepseek-chat";
        g.prompt_tokens = g.completion_tokens = 1;
    }
    store.fill(generations);
    Texts keys;
    const StudyRun run = run_on(store);
    for (const Series& series : figure_of(run, "fig03").series) {
        keys.push_back(series.key);
    }
    std::ranges::sort(keys);
    EXPECT_EQ(keys, (Texts{"deepseek/deepseek-chat-v3-0324", "deepseek/deepseek-chat-v3.1",
                           "deepseek/deepseek-v3.1-terminus", "deepseek/deepseek-v3.2-exp"}));
}

TEST(Runner, says_of_a_store_without_labels_how_to_get_them) {
    TestStore store;
    store.fill(Traffic(52).draw(80));
    const StudyRun run = run_on(store);
    const auto& programming = figure_of(run, "fig19");
    EXPECT_EQ(programming.status, FigureStatus::missing_columns);
    ASSERT_EQ(programming.missing.size(), 1U);
    EXPECT_EQ(programming.missing[0].column, "category");
    EXPECT_FALSE(programming.missing[0].remedy.empty());
    EXPECT_EQ(figure_of(run, "table2").status, FigureStatus::missing_columns);
    EXPECT_EQ(figure_of(run, "fig01").status, FigureStatus::drawn);
}

/// Labels of two weeks only come after their generations are folded: weeks without are absent.
TEST(Runner, draws_categories_where_labels_are_though_they_come_late) {
    TestStore store;
    const auto generations = Traffic(53).draw(800);
    store.fill(generations, 300);
    EXPECT_EQ(figure_of(run_on(store), "fig19").status, FigureStatus::missing_columns);
    auto labelled = generations;
    std::erase_if(labelled, [](const auto& g) {
        const auto day = (*g.created_at - test_support::traffic_begins_us) / test_support::day_us;
        return day < 10 || day >= 21;  // 2025-08-30, a Saturday, to 2025-09-09, a Tuesday.
    });
    const auto labels = LabelTraffic(53).draw(labelled);
    store.label(labels);
    const StudyRun run = run_on(store);
    const auto& figure = figure_of(run, "fig19");
    ASSERT_EQ(figure.status, FigureStatus::drawn);
    Texts weeks;
    for (const auto& row : figure.table.rows) {
        weeks.push_back(to_text(row.front()));
    }
    EXPECT_EQ(weeks, (Texts{"2025-08-25", "2025-09-01", "2025-09-08"}));
    EXPECT_EQ(figure.partial, (Texts{"2025-08-25", "2025-09-08"})) << "labels cut these";
    EXPECT_EQ(
        std::to_string(figure.coverage.usable),
        store.row("SELECT count(DISTINCT generation_id) FROM labels WHERE confidence >= 0.5"));
    EXPECT_EQ(figure.coverage.scarcest, "category");
    const Texts days = {figure.coverage.from, figure.coverage.to};
    EXPECT_EQ(days, (Texts{"2025-08-30", "2025-09-09"}));
    EXPECT_EQ(std::to_string(figure.coverage.generations),
              store.row("SELECT count(*) FROM generations WHERE day_of(created_at) BETWEEN "
                        "DATE '2025-08-30' AND DATE '2025-09-09'"));
}

/// The study's eight models are shown where the store has them; for the others, the most used ones.
TEST(Runner, lets_used_models_stand_in_for_models_that_the_store_lacks) {
    TestStore store;
    auto generations = Traffic(54).draw(600);
    for (std::size_t at = 0; at < generations.size(); ++at) {
        auto& g = generations[at];
        g.model = at % 3 == 0 ? "openai/gpt-4o-mini" : at % 3 == 1 ? "openai/gpt-5" : "acme/new";
        g.created_at = *g.created_at + (at % 2 == 0 ? 0 : 90 * test_support::day_us);
        g.account_id = *g.account_id + (at % 2 == 0 ? "" : " later");
        g.prompt_tokens = g.model == "openai/gpt-5" ? 1000 : 10;
        g.completion_tokens = 1;
    }
    store.fill(generations);
    const StudyRun run = run_on(store);
    EXPECT_EQ(figure_of(run, "fig25d").definition.model, "openai/gpt-4o-mini");
    const auto& first = figure_of(run, "fig25a");
    EXPECT_EQ(first.definition.model, "openai/gpt-5");
    EXPECT_EQ(first.captions.size(), 1U) << "it says whose place it takes";
    EXPECT_TRUE(first.comparisons.empty());
    EXPECT_EQ(figure_of(run, "fig25b").definition.model, "acme/new");
    EXPECT_EQ(figure_of(run, "fig25c").status, FigureStatus::no_data) << "no model is left";
    ASSERT_EQ(figure_of(run, "fig25d").status, FigureStatus::drawn);
    EXPECT_FALSE(figure_of(run, "fig25d").verdicts.empty());
    EXPECT_NE(figure_of(run, "fig25d").definition.title.find("GPT-4o"), std::string::npos);
}

TEST(Manifest, is_the_same_for_the_same_store_and_another_for_another) {
    TestStore store;
    store.fill(Traffic(49).draw(400));
    const auto once = manifest_json(run_on(store), "catalog");
    store.reopen();
    EXPECT_EQ(manifest_json(run_on(store), "catalog"), once);
    EXPECT_NE(manifest_json(run_on(store), "another catalog"), once);
    ASSERT_TRUE(store->append(Traffic(50).draw(401)));
    ASSERT_TRUE(store->refresh_marts());
    EXPECT_NE(manifest_json(run_on(store), "catalog"), once);
}

TEST(Manifest, changes_with_a_query_and_with_a_single_value) {
    TestStore store;
    store.fill(Traffic(51).draw(200));
    StudyRun run = run_on(store, {.from = {}, .to = {}, .figures = {"fig14"}, .title = ""});
    const auto once = manifest_json(run, "c");
    run.figures[0].definition.sql += " ";
    const auto other_query = manifest_json(run, "c");
    EXPECT_NE(other_query, once);
    run.figures[0].table.rows[0][2] = 1.5;
    EXPECT_NE(manifest_json(run, "c"), other_query);
}

}  // namespace
}  // namespace orrery::study
