#include "study/filter/filter.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "parted.h"
#include "study/filter/grain.h"

namespace orrery::study {
namespace {

using test_support::Traffic;
using Names = std::vector<std::string>;

const StudyDefinition& study() {
    static const StudyDefinition study = *load_study({});
    return study;
}

const FigureDefinition& figure(const std::string& id) {
    return *std::ranges::find(study().figures, id, &FigureDefinition::id);
}

bool has(const Names& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

bool can(const std::string& id, const std::string& name) {
    return has(filters_of(figure(id)), name);
}

TEST(FiltersOf, follow_from_what_a_figure_reads) {
    EXPECT_EQ(filters_of(figure("fig02")), (Names{"time", "grain", "author", "model", "provider",
                                                  "account", "app", "country", "byok"}));
    EXPECT_EQ(filters_of(figure("fig14")),
              (Names{"time", "grain", "source_class", "author", "model", "provider", "account",
                     "app", "country", "byok"}));
    EXPECT_EQ(filters_of(figure("fig06")),
              (Names{"time", "grain", "source_class", "author", "model", "provider", "account",
                     "app", "country", "category", "byok"}));
    EXPECT_EQ(filters_of(figure("fig25a")),
              (Names{"time", "provider", "account", "app", "country", "byok"}));
    EXPECT_EQ(filters_of(figure("ops_latency")),
              (Names{"time", "grain", "source_class", "author", "model", "provider", "account",
                     "app", "country", "byok"}));
}

TEST(FiltersOf, leave_out_what_a_figure_fixes_itself) {
    EXPECT_FALSE(can("fig08", "category"));
    EXPECT_FALSE(can("fig19", "category"));
    EXPECT_FALSE(can("fig22a", "author"));
    EXPECT_TRUE(can("fig22a", "model"));
    EXPECT_FALSE(can("fig07", "source_class"));
    EXPECT_FALSE(can("ops_byok", "byok"));
}

TEST(FiltersOf, leave_out_categories_where_all_generations_count) {
    EXPECT_FALSE(can("fig02", "category"));
    EXPECT_FALSE(can("fig18", "category"));
    EXPECT_FALSE(can("fig24", "category"));
    EXPECT_FALSE(can("table2", "category"));
    EXPECT_TRUE(can("fig21a", "category"));
}

TEST(FiltersOf, leave_out_the_grain_where_weeks_are_computed_with) {
    for (const auto* id :
         {"week_models", "week_apps", "week_categories", "robust_spikes", "robust_inflection",
          "robust_concentration", "table1", "fig26", "fig25a"}) {
        EXPECT_FALSE(can(id, "grain")) << id;
    }
    EXPECT_TRUE(can("ops_errors", "grain"));
    EXPECT_TRUE(can("fig16", "grain"));
}

TEST(FiltersOf, are_sensible_for_every_figure) {
    for (const FigureDefinition& definition : study().figures) {
        SCOPED_TRACE(definition.id);
        const auto names = filters_of(definition);
        for (const auto* name : {"time", "provider", "account", "app", "country"}) {
            EXPECT_TRUE(has(names, name)) << name;
        }
        for (const auto* name : {"grain", "source_class", "author", "model", "category", "byok"}) {
            EXPECT_EQ(why_not(definition, name).empty(), has(names, name)) << name;
        }
    }
}

TEST(FiltersOf, are_none_of_a_figure_that_reads_the_records_themselves) {
    FigureDefinition own = figure("fig02");
    own.sql =
        "SELECT week_of(created_at) AS week, count(*) FROM generations JOIN usage USING (week)";
    EXPECT_EQ(filters_of(own), (Names{"time", "grain"}));
}

TEST(FilterKey, tells_values_apart_that_read_alike) {
    Filter two;
    two.apps = {"a", "b"};
    Filter one;
    one.apps = {"a;app:1:b"};
    EXPECT_NE(two.key(), one.key());
    Filter turned;
    turned.apps = {"b", "a", "b"};
    EXPECT_EQ(two.key(), turned.key());
    EXPECT_TRUE(Filter().is_empty());
}

TEST(Grains, are_said_by_every_text_of_a_figure) {
    const auto monthly = by_grain(figure("fig01"), Grain::month);
    EXPECT_EQ(monthly.x.front(), "month");
    EXPECT_EQ(monthly.denominator, "all tokens of the month");
    EXPECT_EQ(monthly.definition.find("week"), std::string::npos);
    EXPECT_EQ(monthly.sql.find("week"), std::string::npos);
    EXPECT_EQ(by_grain("SELECT week_of(day) FROM complete_weeks", Grain::day),
              "SELECT day_of(day) FROM complete_days");
    EXPECT_EQ(worded_by("Steady at 5 tokens a week; Weekly", Grain::day),
              "Steady at 5 tokens a day; Daily");
}

/// Returns the sum of a column over all rows.
double sum_of(const FigureResult& panel, const std::string& column) {
    double sum = 0;
    for (const auto& row : panel.table.rows) {
        sum += number_or(row[panel.table.column(column)], 0);
    }
    return sum;
}

TEST(Grains, divide_the_same_tokens) {
    const auto seed = printed_seed();
    PartedWorld world(Traffic(seed, 8).draw(600), seed);
    const auto weeks = world.panel("fig02", {});
    for (const Grain grain : {Grain::day, Grain::month}) {
        const auto panel = world.panel("fig02", {}, grain);
        ASSERT_EQ(name_of(panel.status), "drawn");
        EXPECT_EQ(panel.table.columns.front(), name_of(grain));
        EXPECT_EQ(sum_of(panel, "value"), sum_of(weeks, "value"));
        EXPECT_EQ(sum_of(panel, "n"), sum_of(weeks, "n"));
        EXPECT_EQ(panel.captions.back(), fmt::format("By {}.", name_of(grain)));
        EXPECT_TRUE(panel.comparisons.empty());
        EXPECT_EQ(panel.takeaway.find("week"), std::string::npos) << panel.takeaway;
    }
    EXPECT_EQ(world.panel("fig02", {}, Grain::month).partial, (Names{"2025-08-01", "2025-10-01"}));
    EXPECT_TRUE(world.panel("fig02", {}, Grain::day).partial.empty());
}

/// All figures that can: their SQL, statistics and cells of the sample say another grain, too.
TEST(Grains, are_taken_by_every_figure_that_says_so) {
    const auto seed = printed_seed();
    PartedWorld world(Traffic(seed, 8).draw(600), seed);
    int drawn = 0;
    for (const FigureDefinition& definition : study().figures) {
        for (const Grain grain : {Grain::day, Grain::month}) {
            const auto panel = world.panel(definition.id, {}, grain);
            SCOPED_TRACE(definition.id);
            if (!can(definition.id, "grain")) {
                EXPECT_EQ(name_of(panel.status), "not_applicable");
                EXPECT_EQ(panel.captions.size(), 1U);
                EXPECT_TRUE(panel.table.rows.empty());
                continue;
            }
            if (panel.status == FigureStatus::drawn) {
                EXPECT_EQ(panel.table.columns.front(), name_of(grain));
                ++drawn;
            }
        }
    }
    EXPECT_GT(drawn, 50);
}

TEST(Panel, has_no_data_outside_the_days_of_the_store) {
    const auto seed = printed_seed();
    PartedWorld world(Traffic(seed, 8).draw(100), seed);
    const auto panel =
        run_panel(*world.whole(), study(), {"fig01", "2031-01-01", "2031-02-01", {}, Grain::week});
    ASSERT_TRUE(panel) << describe(panel.error());
    EXPECT_EQ(name_of(panel->status), "no_data");
    EXPECT_FALSE(run_panel(*world.whole(), study(), {"fig99", "", "", {}, Grain::week}));
    EXPECT_FALSE(run_panel(*world.whole(), study(), {"fig01", "2025-13-01", "", {}, Grain::week}));
}

}  // namespace
}  // namespace orrery::study
