#include "study/privacy/publish.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "../run.h"

namespace orrery::study {
namespace {

using test_support::LabelTraffic;
using test_support::TestStore;
using test_support::Traffic;

constexpr PrivacyRule rule{.accounts_min = 8, .geography_accounts_min = 20};

/// Forty accounts, of which one has all of two models for a week each.
class Published : public testing::Test {
protected:
    static void SetUpTestSuite() {
        store_ = std::make_unique<TestStore>();
        auto generations = Traffic(7).draw(6000);
        for (auto& g : generations) {
            const auto day =
                (*g.created_at - test_support::traffic_begins_us) / test_support::day_us;
            const bool is_whale_week = (g.model == "qwen/qwen3-coder" && day / 7 == 3) ||
                                       (g.model == "z-ai/glm-4.5" && day / 7 == 5);
            if (is_whale_week) {
                g.account_id = "account-3";
                g.prompt_tokens = 100'000;
                g.cost_nano_usd = 1'000'000;
                g.is_byok = false;
            }
        }
        store_->fill(generations, 2000);
        store_->label(LabelTraffic(8).draw(generations));
    }
    static void TearDownTestSuite() { store_.reset(); }

    static StudyRun run(bool is_for_publication, StudyOptions options = {}) {
        if (is_for_publication) {
            options.publication = rule;
        }
        return run_on(*store_, options);
    }

    static TestStore& store() { return *store_; }

private:
    inline static std::unique_ptr<TestStore> store_;
};

bool is_unknown(const Cell& cell) {
    return std::holds_alternative<std::monostate>(cell);
}

/// The weekly models' cells that break the rule, asked of the generations themselves.
std::set<std::pair<std::string, std::string>> unsafe_model_weeks(TestStore& store) {
    const auto rows = store->query(R"sql(
WITH amounts AS (
    SELECT date_trunc('week', created_at)::DATE::VARCHAR AS week, coalesce(slug, g.model) AS model,
           account_id, sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens
    FROM generations AS g
    LEFT JOIN catalog_resolution AS r ON g.model = r.model
        AND created_at::DATE >= valid_from AND created_at::DATE < valid_to
    GROUP BY ALL
)
SELECT week, model FROM amounts WHERE tokens > 0
GROUP BY week, model
HAVING count(*) < 8 OR max(tokens) > 0.6 * sum(tokens)
    OR list_sum(list_slice(list_reverse_sort(list(tokens)), 1, 2)) > 0.85 * sum(tokens))sql");
    std::set<std::pair<std::string, std::string>> cells;
    if (!rows) {
        ADD_FAILURE() << describe(rows.error());
        return cells;
    }
    for (const auto& row : rows->rows) {
        cells.emplace(to_text(row[0]), to_text(row[1]));
    }
    return cells;
}

TEST_F(Published, shows_no_model_week_that_breaks_the_rule) {
    const auto unsafe = unsafe_model_weeks(store());
    ASSERT_GT(unsafe.size(), 2U);
    const StudyRun all = run(false);
    const StudyRun published = run(true);
    int shown = 0;
    int left_out = 0;
    for (const auto& row : figure_of(published, "fig03").table.rows) {
        const std::pair cell{to_text(row[0]), to_text(row[1])};
        if (unsafe.contains(cell)) {
            EXPECT_TRUE(is_unknown(row[2]) || number_or(row[2], 1) == 0)
                << cell.first << " " << cell.second;
            EXPECT_TRUE(is_unknown(row[5]) || number_or(row[5], 1) == 0) << "n counts too";
            ++left_out;
        }
        shown += is_unknown(row[2]) ? 0 : 1;
    }
    EXPECT_GT(left_out, 1) << "the planted accounts are in it";
    EXPECT_GT(shown, 20) << "what is safe is shown";
    EXPECT_EQ(figure_of(all, "fig03").table.rows.size(),
              figure_of(published, "fig03").table.rows.size());
    EXPECT_EQ(figure_of(all, "fig03").withheld, 0);
}

TEST_F(Published, gives_no_cell_away_by_a_total) {
    const StudyRun published = run(true);
    int lines_with_withheld = 0;
    for (const FigureResult& figure : published.figures) {
        const auto kind = figure.definition.kind;
        if (figure.status != FigureStatus::drawn || figure.table.column("value") > 4 ||
            (kind != ChartKind::stacked_area && kind != ChartKind::stacked_bar &&
             kind != ChartKind::columns)) {
            continue;
        }
        std::map<std::string, std::pair<int, double>> unknown_of;  // Their count, and what is left.
        for (const auto& row : figure.table.rows) {
            auto& [count, shown] = unknown_of[to_text(row[0])];
            count += is_unknown(row[2]) ? 1 : 0;
            shown += number_or(row[2], 0);
        }
        for (const auto& [x, line] : unknown_of) {
            EXPECT_NE(line.first, 1) << figure.definition.id << " at " << x
                                     << ": the withheld one is 1 - " << line.second;
            lines_with_withheld += line.first > 0 ? 1 : 0;
        }
    }
    EXPECT_GT(lines_with_withheld, 5);
}

TEST_F(Published, says_nothing_else_of_what_it_withholds) {
    const StudyRun published = run(true);
    EXPECT_TRUE(published.unknown_models.empty());
    EXPECT_NE(published.publication.find("at least 8 accounts"), std::string::npos);
    for (const FigureResult& figure : published.figures) {
        for (const Statistic& statistic : figure.statistics) {
            EXPECT_TRUE(std::ranges::none_of(
                figure.definition.statistics,
                [&](const StatisticQuery& query) { return query.name == statistic.name; }))
                << figure.definition.id << ": " << statistic.name << " was asked of all rows";
        }
    }
    const auto& models = figure_of(published, "fig27");
    EXPECT_GT(models.withheld, 0);
    EXPECT_FALSE(models.captions.empty());
    EXPECT_FALSE(models.trends.empty()) << "the line is fitted to the models that are left";
}

TEST_F(Published, asks_for_more_accounts_where_it_says_where_they_are) {
    const StudyRun published = run(true);
    EXPECT_GT(figure_of(published, "fig24").withheld, 0);
}

TEST_F(Published, is_what_it_was_where_nobody_asks_for_publication) {
    const StudyRun open = run(false);
    EXPECT_TRUE(open.publication.empty());
    for (const FigureResult& figure : open.figures) {
        EXPECT_EQ(figure.withheld, 0) << figure.definition.id;
        EXPECT_NE(figure.status, FigureStatus::withheld) << figure.definition.id;
    }
}

TEST_F(Published, withholds_a_figure_that_does_not_say_what_its_cells_are) {
    auto study = *load_study({});
    for (FigureDefinition& figure : study.figures) {
        if (figure.id == "fig02") figure.cells.clear();
    }
    StudyOptions options;
    options.publication = rule;
    const auto run = run_study(*store(), study, options);
    ASSERT_TRUE(run) << describe(run.error());
    const auto& figure = figure_of(*run, "fig02");
    EXPECT_EQ(figure.status, FigureStatus::withheld);
    EXPECT_TRUE(figure.table.rows.empty());
    EXPECT_TRUE(figure.comparisons.empty());
}

TEST_F(Published, fails_on_a_store_of_too_few_accounts) {
    StudyOptions options;
    options.publication = PrivacyRule{.accounts_min = 41};
    const auto run = run_study(*store(), *load_study({}), options);
    ASSERT_FALSE(run);
    EXPECT_NE(describe(run.error()).find("40 accounts"), std::string::npos)
        << describe(run.error());
}

TEST(Publication, of_a_store_without_accounts_fails) {
    TestStore store;
    auto generations = Traffic(9).draw(300);
    for (auto& g : generations) g.account_id.reset();
    store.fill(generations);
    StudyOptions options;
    options.publication = rule;
    EXPECT_FALSE(run_study(*store, *load_study({}), options));
}

/// Every shipped figure says what its cells are, or would never be published.
TEST(Publication, can_check_every_figure_of_the_paper) {
    const auto study = load_study({});
    for (const FigureDefinition& figure : study->figures) {
        if (figure.kind != ChartKind::cohorts &&
            (figure.id.starts_with("fig") || figure.id.starts_with("table"))) {
            EXPECT_FALSE(figure.cells.empty()) << figure.id;
        }
    }
}

}  // namespace
}  // namespace orrery::study
