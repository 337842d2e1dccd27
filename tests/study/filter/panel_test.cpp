// A panel on a part of the traffic against the study on a store that holds that part alone.

#include "study/panel.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "parted.h"
#include "study/filter/tables.h"

namespace orrery::study {
namespace {

using test_support::TestStore;
using test_support::Traffic;

/// Busy first and last days, so that most parts cover the days of the whole.
std::vector<record::Generation> traffic(std::uint64_t seed) {
    auto generations = Traffic(seed, 8).draw(700);
    for (std::size_t at = 0; at < 200; ++at) {
        auto& g = generations[at];
        g.created_at = test_support::traffic_begins_us + *g.created_at % test_support::day_us +
                       (at % 2) * (test_support::traffic_days - 1) * test_support::day_us;
    }
    return generations;
}

class PanelOfPart : public testing::Test {
protected:
    static PartedWorld& world() {
        static const std::uint64_t seed = printed_seed();
        static PartedWorld world(traffic(seed), seed);
        return world;
    }

    /// Returns some values of an expression over generations, each with traffic.
    static std::vector<std::string> values(const std::string& expression, std::mt19937_64& random,
                                           std::size_t count = 1) {
        const auto all = world().whole().rows(
            "SELECT " + expression +
            " AS value FROM generations AS g LEFT JOIN catalog_resolution "
            "AS r ON g.model = r.model AND created_at >= CAST(r.valid_from AS DATE) AND created_at "
            "< "
            "CAST(r.valid_to AS DATE) LEFT JOIN catalog_models AS m ON m.slug = coalesce(r.slug, "
            "g.model) LEFT JOIN labels USING (generation_id) GROUP BY value HAVING value IS NOT "
            "NULL "
            "AND count(*) > 5 ORDER BY value");
        std::vector<std::string> chosen;
        while (chosen.size() < count) {
            chosen.push_back(all[random() % all.size()]);
        }
        return chosen;
    }

    static Filter filter_by(const std::string& dimension, std::mt19937_64& random,
                            std::size_t count = 1) {
        const auto draw = [&](const char* expression) { return values(expression, random, count); };
        Filter filter;
        if (dimension == "source_class")
            filter.source_classes = draw("coalesce(source_class, 'unknown')");
        if (dimension == "author") filter.authors = draw("coalesce(m.author, 'unknown')");
        if (dimension == "model") filter.models = draw("coalesce(r.slug, g.model)");
        if (dimension == "provider") filter.providers = draw("g.provider");
        if (dimension == "account") filter.accounts = draw("g.account_id");
        if (dimension == "app") filter.apps = draw("g.app");
        if (dimension == "country") filter.countries = draw("g.country");
        if (dimension == "category")
            filter.categories = draw("CASE WHEN category <> 'others' THEN category END");
        if (dimension == "byok") filter.is_byok = random() % 2 == 0;
        return filter;
    }

    /// Lets a part be read from the store's generations or from a copy.
    static void copy_or_not(std::mt19937_64& random) {
        copied_max_ = random() % 2 == 0 ? PanelOptions().copied_max : 0;
        fmt::print("copies at most {} generations\n", copied_max_);
    }

    static inline std::int64_t copied_max_ = 0;

    /// Compares every figure that can take the filter.
    static void expect_part(const Filter& filter) {
        SCOPED_TRACE(filter.key());
        TestStore part;
        world().fill_part(part, filter);
        const StudyRun run = world().study_on(part);
        const std::string days =
            "SELECT min(day), max(day) FROM (SELECT day FROM mart_tags UNION "
            "ALL SELECT day FROM mart_languages)";
        const bool are_days_same = part.row(days) == world().whole().row(days);
        int drawn = 0;
        for (const FigureResult& expected : run.figures) {
            drawn += expect_figure(expected, filter, are_days_same) ? 1 : 0;
        }
        fmt::print("{}: {} figures drawn\n", filter.key(), drawn);
        EXPECT_GT(drawn, 2);
    }

    /// Says whether rows of a figure depend on which days are labelled.
    static bool asks_for_labelled_days(const FigureDefinition& definition) {
        return definition.id == "week_categories" || words_of(definition).contains("labelled_days");
    }

    /// Compares one figure; says whether it is drawn.
    static bool expect_figure(const FigureResult& expected, const Filter& filter,
                              bool are_days_same) {
        const FigureDefinition& definition = expected.definition;
        SCOPED_TRACE(definition.id);
        const FigureResult found = world().panel(definition.id, filter, Grain::week, copied_max_);
        // What the whole store says better: the days that are labelled, who stands in for whom.
        const bool is_of_labels = std::ranges::any_of(marts_of(definition), is_of_labels_mart);
        if (found.status == FigureStatus::not_applicable ||
            found.definition.model != definition.model ||
            (is_of_labels && !are_days_same && asks_for_labelled_days(definition))) {
            return false;
        }
        if (expected.status == FigureStatus::missing_columns) {
            // Labels are covered as the store's are: a part of few may have none with a tag.
            EXPECT_TRUE(is_of_labels || found.status != FigureStatus::drawn);
            return false;
        }
        EXPECT_EQ(name_of(found.status), name_of(expected.status));
        if (expected.status != FigureStatus::drawn || found.status != FigureStatus::drawn) {
            return false;
        }
        expect_same_table(expected.table, found.table);
        EXPECT_TRUE(found.comparisons.empty());
        if (!is_of_labels || are_days_same) {
            EXPECT_EQ(found.takeaway, expected.takeaway);
            if (definition.kind != ChartKind::cohorts) {
                EXPECT_EQ(found.captions, expected.captions);
            }
            EXPECT_EQ(found.partial, expected.partial);
            expect_same_statistics(expected, found);
        }
        return true;
    }

    static bool is_of_labels_mart(const std::string& mart) { return is_of_labels(mart); }

    static void expect_same_statistics(const FigureResult& expected, const FigureResult& found) {
        ASSERT_EQ(found.statistics.size(), expected.statistics.size());
        for (std::size_t at = 0; at < expected.statistics.size(); ++at) {
            const auto& statistic = expected.statistics[at];
            ASSERT_EQ(found.statistics[at].value.has_value(), statistic.value.has_value())
                << statistic.name;
            if (statistic.value && std::isfinite(*statistic.value)) {
                EXPECT_NEAR(*found.statistics[at].value, *statistic.value,
                            1e-9 * std::max(1.0, std::abs(*statistic.value)))
                    << statistic.name;
            }
        }
    }
};

class PanelBy : public PanelOfPart, public testing::WithParamInterface<const char*> {};

TEST_P(PanelBy, is_the_study_on_those_generations_alone) {
    std::mt19937_64 random(printed_seed());
    copy_or_not(random);
    expect_part(filter_by(GetParam(), random, GetParam() == std::string("account") ? 8 : 2));
}

INSTANTIATE_TEST_SUITE_P(Dimensions, PanelBy,
                         testing::Values("source_class", "author", "model", "provider", "account",
                                         "app", "country", "category", "byok"),
                         [](const auto& test) { return std::string(test.param); });

TEST_F(PanelOfPart, is_the_study_on_those_generations_by_two_conditions) {
    std::mt19937_64 random(printed_seed());
    copy_or_not(random);
    Filter filter = filter_by("provider", random, 3);
    filter.authors = filter_by("author", random, 3).authors;
    filter.is_byok = false;
    expect_part(filter);
}

/// A name means one model before a day and another one from it on.
TEST_F(PanelOfPart, counts_an_alias_for_the_model_that_it_meant_on_the_day) {
    const auto renamed = world().whole().rows(
        "SELECT DISTINCT r.slug FROM generations AS g JOIN catalog_resolution AS r ON "
        "g.model = r.model AND created_at >= CAST(r.valid_from AS DATE) AND created_at < "
        "CAST(r.valid_to AS DATE) WHERE r.slug <> g.model ORDER BY ALL");
    ASSERT_FALSE(renamed.empty());
    std::mt19937_64 random(printed_seed());
    copy_or_not(random);
    Filter filter;
    filter.models = renamed;
    expect_part(filter);
}

/// Marts that are split by models have whole weeks; windows and names do not keep to them.
TEST_F(PanelOfPart, is_exact_where_a_window_cuts_weeks_and_by_days_and_months) {
    std::mt19937_64 random(printed_seed());
    Filter filter = filter_by("source_class", random, 3);
    copy_or_not(random);
    TestStore part;
    world().fill_part(part, filter);
    int drawn = 0;
    for (const std::string id : {"ops_latency", "ops_latency_providers", "ops_providers",
                                 "ops_errors", "fig24", "week_apps"}) {
        for (const Grain grain : {Grain::week, Grain::day, Grain::month}) {
            PanelOptions options{id, "2025-09-04", "2025-10-10", {}, grain, 0, copied_max_};
            SCOPED_TRACE(fmt::format("{} by {}", id, name_of(grain)));
            const auto expected = run_panel(*part, world().study(), options);
            options.filter = filter;
            const auto found = run_panel(*world().whole(), world().study(), options);
            ASSERT_TRUE(expected && found);
            EXPECT_EQ(name_of(found->status), name_of(expected->status));
            if (expected->status == FigureStatus::drawn) {
                expect_same_table(expected->table, found->table);
                ++drawn;
            }
        }
    }
    EXPECT_GT(drawn, 8);
}

/// Whole weeks are told apart as before; a figure of one's own may ask for more.
TEST_F(PanelOfPart, answers_a_figure_that_asks_for_days_by_days) {
    StudyDefinition study = world().study();
    auto& figure = *std::ranges::find(study.figures, "ops_throughput", &FigureDefinition::id);
    figure.sql =
        "SELECT week_of(day) AS week, CAST(dayofweek(day) AS VARCHAR) AS series, "
        "CAST(sum(n) AS DOUBLE) AS value, NULL AS lower, NULL AS upper, sum(n) AS n "
        "FROM mart_latency WHERE day BETWEEN {from} AND {to} GROUP BY ALL ORDER BY ALL";
    figure.statistics.clear();
    std::mt19937_64 random(printed_seed());
    const Filter filter = filter_by("source_class", random, 3);
    TestStore part;
    world().fill_part(part, filter);
    PanelOptions options{figure.id, world().from(), world().to(), {}, Grain::week, 0};
    const auto expected = run_panel(*part, study, options);
    options.filter = filter;
    const auto found = run_panel(*world().whole(), study, options);
    ASSERT_TRUE(expected && found);
    expect_same_table(expected->table, found->table);
}

/// Accounts through a year, for retention has no rows before months are complete.
TEST(PanelOnCohorts, follows_the_accounts_of_a_part) {
    const auto seed = printed_seed();
    auto generations = Traffic(seed, 8).draw(3000);
    for (std::size_t at = 0; at < generations.size(); ++at) {
        auto& g = generations[at];
        const std::int64_t since = (*g.created_at - test_support::traffic_begins_us) * 6;
        g.created_at = test_support::traffic_begins_us - 200 * test_support::day_us +
                       (at < 40 ? (at % 2) * 335 * test_support::day_us : since);
        if (at < 40) {
            g.country = "DE";
        }
    }
    PartedWorld world(generations, seed);
    Filter filter;
    filter.countries = {"DE", "US"};
    TestStore part;
    world.fill_part(part, filter);
    const StudyRun run = world.study_on(part);
    int drawn = 0;
    for (const FigureResult& expected : run.figures) {
        const bool is_of_cohorts = expected.definition.kind == ChartKind::cohorts;
        if (!is_of_cohorts && expected.definition.id != "robust_retention") {
            continue;
        }
        const FigureResult found = world.panel(expected.definition.id, filter);
        SCOPED_TRACE(expected.definition.id);
        if (found.definition.model == expected.definition.model &&
            expected.status == FigureStatus::drawn) {
            expect_same_table(expected.table, found.table);
            ++drawn;
        }
    }
    EXPECT_GT(drawn, 4);
}

}  // namespace
}  // namespace orrery::study
