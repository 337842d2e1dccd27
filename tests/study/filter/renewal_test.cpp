// Tables of the whole store that a session keeps for its panels: after a fold they say what those
// of a new session say, and only what the fold changed was made anew.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "parted.h"

namespace orrery::study {
namespace {

using test_support::Label;
using test_support::LabelTraffic;
using test_support::TestStore;
using test_support::Traffic;

using Generations = std::vector<record::Generation>;

class Renewal : public testing::Test {
protected:
    Renewal() : generations_(Traffic(seed_, 8).draw(500)), study_(*load_study({})) {}

    /// Labels, of a sample or as if every generation had been drawn.
    std::vector<Label> labels_of(const Generations& generations, bool is_sampled) const {
        auto labels = LabelTraffic(seed_).draw(generations);
        if (!is_sampled) {
            std::ranges::for_each(labels, [](auto& label) { label.inclusion_probability = 1; });
        }
        return labels;
    }

    void prepare() {
        const auto prepared = prepare_panels(*store_, study_);
        ASSERT_TRUE(prepared) << describe(prepared.error());
    }

    /// Panels are asked for between the two.
    void fill_in_two_folds(bool is_sampled) {
        const auto labels = labels_of(generations_, is_sampled);
        const auto half = labels.begin() + static_cast<std::ptrdiff_t>(labels.size() / 2);
        store_.fill({generations_.begin(), generations_.begin() + 300});
        store_.label({labels.begin(), half});
        prepare();
        (void)panel("fig06");
        store_.fill({generations_.begin() + 300, generations_.end()});
        store_.label({half, labels.end()});
        prepare();
    }

    FigureResult panel(const std::string& id, const Filter& filter = {}) {
        const auto figure =
            run_panel(*store_, study_, {id, "", "", filter, Grain::week, /*effective_size=*/0});
        if (!figure) {
            ADD_FAILURE() << id << ": " << describe(figure.error());
            return {};
        }
        return *figure;
    }

    /// Compares all figures with those of a session that has seen nothing before.
    void expect_as_new() {
        std::vector<Filter> filters(3);
        filters[1].authors = {"openai", "qwen"};
        filters[2].categories = {"programming", "science"};
        std::vector<FigureResult> kept;
        for (int round = 0; round < 2; ++round) {
            std::size_t at = 0;
            for (const Filter& filter : filters) {
                for (const auto& definition : study_.figures) {
                    if (definition.kind == ChartKind::cohorts) {
                        continue;  // They read no table that a session keeps.
                    }
                    auto figure = panel(definition.id, filter);
                    if (round == 0) {
                        kept.push_back(std::move(figure));
                        continue;
                    }
                    SCOPED_TRACE(definition.id + " " + filter.key());
                    EXPECT_EQ(name_of(kept[at].status), name_of(figure.status));
                    EXPECT_EQ(kept[at].captions, figure.captions);
                    EXPECT_EQ(kept[at].coverage.usable, figure.coverage.usable);
                    expect_same_table(figure.table, kept[at].table);
                    ++at;
                }
            }
            store_.reopen();
        }
    }

    std::uint64_t seed_ = printed_seed();
    Generations generations_;
    StudyDefinition study_;
    TestStore store_;
};

TEST_F(Renewal, after_a_fold_panels_are_those_of_a_new_session) {
    fill_in_two_folds(false);
    expect_as_new();
}

TEST_F(Renewal, after_a_fold_panels_on_a_sample_are_those_of_a_new_session) {
    fill_in_two_folds(true);
    expect_as_new();
}

TEST_F(Renewal, weeks_that_a_fold_left_alone_are_left_alone) {
    store_.fill(generations_);
    store_.label(labels_of(generations_, false));
    prepare();
    // A mark that only rows have which were not made anew.
    ASSERT_TRUE(
        store_->execute("UPDATE temp.whole_usage_by_week SET cost_known = -1; "
                        "UPDATE temp.whole_tagged_by_week SET cost_known = -1; "
                        "UPDATE temp.whole_tags_by_week SET tokens = -1"));
    record::Generation more = generations_[7];
    more.generation_id = "one-more";
    const std::string day =
        "(SELECT day_of(created_at) FROM generations "
        "WHERE generation_id = 'one-more')";
    store_.fill({more});
    store_.label({Label{"one-more", "programming", "tag", 0.9, 1.0, "en"}});
    prepare();
    for (const std::string table : {"usage", "tagged"}) {
        EXPECT_EQ(store_.row(fmt::format("SELECT count(DISTINCT week), min(week) = week_of({}) "
                                         "FROM temp.whole_{}_by_week WHERE cost_known >= 0",
                                         day, table)),
                  "1|true")
            << table;
    }
    EXPECT_EQ(store_.row("SELECT count(DISTINCT month) FROM temp.whole_tags_by_week "
                         "WHERE tokens >= 0"),
              "1");
}

TEST_F(Renewal, what_is_weighted_is_made_anew_with_its_weights) {
    store_.fill(generations_);
    store_.label(labels_of(generations_, true));
    prepare();
    ASSERT_TRUE(store_->execute("UPDATE temp.whole_tagged_by_week SET cost_known = -1"));
    record::Generation more = generations_[7];
    more.generation_id = "one-more";
    store_.fill({more});
    store_.label({Label{"one-more", "programming", "tag", 0.9, 0.5, "en"}});
    prepare();
    EXPECT_EQ(store_.row("SELECT count(*) FROM temp.whole_tagged_by_week WHERE cost_known < 0"),
              "0");
}

/// What a filter chooses is what it leaves of the traffic: a sample's weights and errors, too.
TEST_F(Renewal, a_filter_that_leaves_all_leaves_a_sample_as_it_is) {
    store_.fill(generations_);
    store_.label(labels_of(generations_, true));
    const StudyRun run = run_on(store_, {.effective_size = 0});
    Filter all;
    all.authors = store_.rows("SELECT DISTINCT author FROM usage");
    int compared = 0;
    for (const FigureResult& expected : run.figures) {
        SCOPED_TRACE(expected.definition.id);
        expect_same_table(expected.table, panel(expected.definition.id).table);
        const auto found = panel(expected.definition.id, all);
        if (found.status != FigureStatus::not_applicable) {
            expect_same_table(expected.table, found.table);
            ++compared;
        }
    }
    EXPECT_GT(compared, 30);
}

}  // namespace
}  // namespace orrery::study
