// What panels leave behind in a session: nothing that another question could read.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "parted.h"
#include "warehouse/retention.h"

namespace orrery::study {
namespace {

using test_support::TestStore;
using test_support::Traffic;

Filter by_provider(const std::string& provider) {
    Filter filter;
    filter.providers = {provider};
    return filter;
}

Filter by_account(const std::string& account) {
    Filter filter;
    filter.accounts = {account};
    return filter;
}

class PanelSession : public testing::Test {
protected:
    PanelSession() : world_(Traffic(seed_, 8).draw(800), seed_) {}

    static void expect_same(const FigureResult& expected, const FigureResult& found) {
        SCOPED_TRACE(expected.definition.id);
        ASSERT_EQ(name_of(found.status), name_of(expected.status));
        expect_same_table(expected.table, found.table);
        EXPECT_EQ(found.takeaway, expected.takeaway);
    }

    std::uint64_t seed_ = printed_seed();
    PartedWorld world_;
};

TEST_F(PanelSession, answers_without_a_filter_as_the_study_does_after_panels_with_one) {
    const StudyRun run = world_.study_on(world_.whole());
    for (const auto& expected : run.figures) {
        const auto part = world_.panel(expected.definition.id, by_provider("DeepInfra"));
        EXPECT_NE(name_of(part.status), "not_applicable") << expected.definition.id;
        expect_same(expected, world_.panel(expected.definition.id, {}));
    }
}

/// Each answer of the one session against that of a session which has seen no other panel.
TEST_F(PanelSession, reads_no_part_of_another_filter_window_or_grain) {
    std::mt19937_64 random(seed_);
    const std::vector<std::string> figures = {"fig02", "fig06", "ops_errors"};
    std::vector<Filter> filters(3);
    filters[1] = by_provider("Groq");
    filters[2].authors = {"openai", "qwen"};
    TestStore fresh;
    world_.fill_part(fresh, {});
    for (int step = 0; step < 40; ++step) {
        const bool is_cut = random() % 3 == 0;
        const PanelOptions options{figures[random() % figures.size()],
                                   is_cut ? "2025-09-01" : "",
                                   is_cut ? "2025-10-05" : "",
                                   filters[random() % filters.size()],
                                   random() % 3 == 0 ? Grain::month : Grain::week,
                                   0};
        SCOPED_TRACE(fmt::format("{} {} {} {}", options.figure, options.filter.key(), is_cut,
                                 name_of(options.grain)));
        fresh.reopen();
        const auto expected = run_panel(*fresh, world_.study(), options);
        const auto found = run_panel(*world_.whole(), world_.study(), options);
        ASSERT_TRUE(expected && found);
        expect_same(*expected, *found);
    }
}

/// Figures on tags and figures on categories have it from tables of their own.
TEST_F(PanelSession, leaves_out_of_a_part_what_that_part_has_in_no_plotted_category) {
    const auto left_out = [&](const char* figure, const Filter& filter) {
        const auto captions = world_.panel(figure, filter).captions;
        const auto found = std::ranges::find_if(captions, [](const std::string& caption) {
            return caption.starts_with("Of all tagged tokens");
        });
        return found == captions.end() ? std::string("nothing") : *found;
    };
    const Filter filter = by_provider("Groq");
    EXPECT_NE(left_out("fig21a", filter), "nothing");
    EXPECT_NE(left_out("fig21a", filter), left_out("fig21a", {}));
    EXPECT_EQ(left_out("fig21a", filter), left_out("fig06", filter));
    EXPECT_EQ(left_out("fig21a", {}), left_out("fig06", {}));
}

/// Parts that a session copies. No mart of the figures asked for knows accounts.
class PanelCopy : public PanelSession {
protected:
    /// How many generations the session keeps; nothing where it keeps no copy.
    std::vector<std::string> kept() {
        return world_.whole().rows(
            "SELECT estimated_size FROM duckdb_tables() WHERE table_name = 'part_generations'");
    }

    std::vector<std::string> generations(const std::string& condition) {
        return world_.whole().rows("SELECT count(*) FROM generations WHERE " + condition);
    }

    const std::string account_ =
        world_.whole().row("SELECT mode(account_id) FROM generations WHERE account_id IS NOT NULL");
    const Filter filter_ = by_account(account_);
};

TEST_F(PanelCopy, is_made_of_few_generations) {
    const auto of_account = generations(fmt::format("account_id = '{}'", account_));
    const auto few = std::stoll(of_account.front());
    const auto without = world_.panel("ops_errors", filter_, Grain::week, few - 1);
    EXPECT_EQ(name_of(without.status), "drawn");
    EXPECT_TRUE(kept().empty());
    const auto with = world_.panel("ops_latency", filter_, Grain::week, few);
    EXPECT_EQ(name_of(with.status), "drawn");
    EXPECT_EQ(kept(), of_account);
}

TEST_F(PanelCopy, counts_the_whole_weeks_of_a_window_of_one_day) {
    const std::string day = world_.whole().row(
        fmt::format("SELECT CAST(mode(CAST(created_at AS DATE)) AS VARCHAR) FROM generations "
                    "WHERE account_id = '{}'",
                    account_));
    const auto of_week = generations(
        fmt::format("account_id = '{}' AND week_of(CAST(created_at AS DATE)) = week_of(DATE '{}')",
                    account_, day));
    const auto few = std::stoll(of_week.front());
    ASSERT_GT(few, std::stoll(generations(fmt::format("account_id = '{}' AND CAST(created_at AS "
                                                      "DATE) = DATE '{}'",
                                                      account_, day))
                                  .front()));
    const auto kept_after = [&](const char* figure, std::int64_t most) {
        EXPECT_TRUE(run_panel(*world_.whole(), world_.study(),
                              {figure, day, day, filter_, Grain::week, 0, most}));
        return kept();
    };
    EXPECT_TRUE(kept_after("ops_errors", few - 1).empty());
    EXPECT_EQ(kept_after("ops_latency", few), of_week);
}

TEST_F(PanelCopy, has_nothing_of_generations_that_are_deleted) {
    (void)world_.panel("ops_errors", filter_);
    ASSERT_FALSE(kept().empty());
    const std::string middle = world_.whole().row(fmt::format(
        "SELECT datediff('day', CAST(quantile_disc(created_at, 0.5) AS DATE), current_date) "
        "FROM generations WHERE account_id = '{}'",
        account_));
    const auto pruned =
        warehouse::prune(*world_.whole(), std::stoi(middle), warehouse::Pruning::write);
    ASSERT_TRUE(pruned && pruned->generations > 0);
    const auto of_account = generations(fmt::format("account_id = '{}'", account_));
    const auto found = world_.panel("ops_errors", filter_);
    EXPECT_EQ(kept(), of_account);
    world_.whole().reopen();
    expect_same(world_.panel("ops_errors", filter_), found);
}

TEST_F(PanelCopy, goes_when_the_session_is_prepared_anew) {
    (void)world_.panel("fig06", filter_);
    ASSERT_FALSE(kept().empty());
    ASSERT_TRUE(prepare_panels(*world_.whole(), world_.study()));
    EXPECT_TRUE(world_.whole()
                    .rows("SELECT 1 FROM duckdb_tables() WHERE table_name IN ('part_generations', "
                          "'part_labelled')")
                    .empty());
}

TEST_F(PanelSession, leaves_the_names_of_the_store_to_the_store) {
    const std::string sums =
        "SELECT (SELECT sum(generations) FROM mart_usage), (SELECT sum(generations) FROM "
        "mart_service), (SELECT count(*) FROM mart_activity), (SELECT count(*) FROM generations)";
    const auto before = world_.whole().row(sums);
    for (const auto* figure : {"fig01", "ops_providers", "fig25a", "robust_retention"}) {
        (void)world_.panel(figure, by_provider("Groq"));
        EXPECT_EQ(world_.whole().row(sums), before) << figure;
    }
}

TEST_F(PanelSession, leaves_them_also_after_a_figure_that_fails) {
    StudyDefinition broken = world_.study();
    broken.figures = {broken.figures.front()};
    broken.figures[0].sql = "SELECT nothing FROM usage";
    const auto before = world_.whole().row("SELECT sum(generations) FROM mart_usage");
    EXPECT_FALSE(
        run_panel(*world_.whole(), broken, {broken.figures[0].id, "", "", by_provider("Groq")}));
    EXPECT_EQ(world_.whole().row("SELECT sum(generations) FROM mart_usage"), before);
    EXPECT_EQ(name_of(world_.panel("fig01", by_provider("Groq")).status), "drawn");
}

TEST_F(PanelSession, sees_what_was_folded_since) {
    const auto before = world_.panel("fig02", by_provider("Groq"));
    auto more = Traffic(seed_ + 1).draw(300);
    for (auto& g : more) {
        g.generation_id = "later-" + *g.generation_id;
        g.provider = "Groq";
    }
    world_.whole().fill(more);
    const auto sum = [](const FigureResult& figure) {
        double total = 0;
        for (const auto& row : figure.table.rows) {
            total += number_or(row[figure.table.column("n")], 0);
        }
        return total;
    };
    EXPECT_EQ(sum(world_.panel("fig02", by_provider("Groq"))), sum(before) + 300);
}

/// Weights of a sample are the whole store's and go by the day: of it slices keep the day. A figure
/// that asks for days itself gets them of the generations.
TEST_F(PanelSession, weighs_a_sample_alike_from_slices_and_from_generations) {
    TestStore store;
    const auto generations = Traffic(seed_, 8).draw(900);
    store.fill(generations, 300);
    store.label(test_support::LabelTraffic(seed_).draw(generations));
    StudyDefinition study = world_.study();
    auto& figure = *std::ranges::find(study.figures, "fig06", &FigureDefinition::id);
    const std::string sql =
        "SELECT week, category AS series, CAST(sum(tokens) AS DOUBLE) AS value, NULL AS lower, "
        "NULL AS upper, sum(n) AS n FROM tagged WHERE (SELECT {}) > 0 GROUP BY ALL ORDER BY ALL";
    const auto panel = [&](const char* count) {
        figure.sql = fmt::format(fmt::runtime(sql), count);
        const auto result =
            run_panel(*store, study, {figure.id, "", "", by_provider("Groq"), Grain::week, 0});
        EXPECT_TRUE(result && result->status == FigureStatus::drawn);
        return result.value_or(FigureResult());
    };
    const auto sliced = panel("1");
    EXPECT_GT(sliced.table.rows.size(), 5);
    expect_same_table(panel("count(day) FROM mart_tags").table, sliced.table);
}

/// A sum over a large part is dear: only those are made that some figure has asked for.
TEST_F(PanelSession, makes_the_columns_that_figures_have_named) {
    StudyDefinition study = world_.study();
    auto& figure = *std::ranges::find(study.figures, "fig03", &FigureDefinition::id);
    figure.statistics.clear();
    const auto columns_after = [&](const std::string& n, const std::string& rows) {
        figure.sql = fmt::format(
            "SELECT week, 'all' AS series, CAST(sum(tokens) AS DOUBLE) AS value, NULL AS lower, "
            "NULL AS upper, sum({}) AS n FROM {} GROUP BY ALL",
            n, rows);
        const auto panel = run_panel(*world_.whole(), study,
                                     {figure.id, "", "", by_provider("Groq"), Grain::week, 0});
        EXPECT_TRUE(panel) << describe(panel.error());
        return world_.whole().rows(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = 'part_usage_by_week' "
            "ORDER BY column_name");
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(columns_after("generations", "usage"), (Names{"generations", "tokens", "week"}));
    const Names both = {"generations", "measured", "tokens", "week"};
    EXPECT_EQ(columns_after("Measured", "Usage"), both);
    EXPECT_EQ(columns_after("generations", "usage"), both) << "what is there stays";
    EXPECT_GT(columns_after("n", "(SELECT *, generations AS n FROM usage)").size(), 20);
}

TEST_F(PanelSession, keeps_a_study_between_two_panels_apart) {
    const auto filter = by_provider("DeepInfra");
    const auto before = world_.panel("fig01", filter);
    (void)world_.study_on(world_.whole());
    expect_same(before, world_.panel("fig01", filter));
}

/// Each value in each dimension; the figures, which read different marts, take turns.
TEST_F(PanelSession, takes_values_for_what_they_are) {
    const std::vector<std::string> figures = {"fig02", "fig06", "ops_errors", "week_apps"};
    std::size_t turn = 0;
    const auto before =
        world_.whole().row("SELECT count(*), count(DISTINCT provider) FROM generations");
    for (const std::string value :
         {"x' OR '1'='1", "'; DROP TABLE generations; --", "\\", "\"", "{from}", "%", "nobody"}) {
        std::vector<Filter> filters(8);
        filters[0].source_classes = {value};
        filters[1].authors = {value};
        filters[2].models = {value};
        filters[3].providers = {value};
        filters[4].accounts = {value};
        filters[5].apps = {value};
        filters[6].countries = {value};
        filters[7].categories = {value};
        for (const Filter& filter : filters) {
            const std::string& id = figures[turn++ % figures.size()];
            const auto status = world_.panel(id, filter).status;
            EXPECT_TRUE(status == FigureStatus::no_data || status == FigureStatus::not_applicable)
                << id << " " << filter.key() << " " << name_of(status);
        }
        ++turn;
    }
    EXPECT_EQ(world_.whole().row("SELECT count(*), count(DISTINCT provider) FROM generations"),
              before);
}

}  // namespace
}  // namespace orrery::study
