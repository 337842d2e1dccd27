#include "study/store/labels/weights.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "../run.h"
#include "study/privacy/contributions.h"
#include "study/store/labels/labels.h"

namespace orrery::study {
namespace {

using test_support::Label;
using test_support::TestStore;
using test_support::Traffic;
using Lines = std::vector<std::string>;

/// Two weeks of two models, whose names mean the same throughout; every fourth generation is drawn.
std::vector<record::Generation> traffic() {
    auto generations = Traffic(31).draw(4000);
    for (std::size_t at = 0; at < generations.size(); ++at) {
        generations[at].model = at % 3 == 0 ? "openai/gpt-4o-mini" : "qwen/qwen3-coder";
        generations[at].created_at =
            test_support::traffic_begins_us +
            (*generations[at].created_at - test_support::traffic_begins_us) / 4;
        generations[at].prompt_tokens = 100 + static_cast<std::int64_t>(at * 7919 % 400);
    }
    return generations;
}

Label label_of(const record::Generation& generation, std::size_t number, double probability) {
    const bool is_sure = number % 3 > 0;
    return {*generation.generation_id,
            number % 2 == 0 ? "programming" : "science",
            "tag",
            is_sure ? 0.9 : 0.3,
            probability,
            number % 5 == 0 ? "ru" : "en"};
}

std::vector<Label> sample_of(const std::vector<record::Generation>& generations) {
    std::vector<Label> labels;
    for (std::size_t at = 0; at < generations.size(); at += 4) {
        labels.push_back(label_of(generations[at], at / 4 * 7919 % 1000, 0.25));
    }
    return labels;
}

class Weights : public testing::Test {
protected:
    void fill(const std::vector<Label>& labels) {
        store_.fill(generations_, 2000);
        store_.label(labels);
        const auto window = resolve_window(*store_, {}, {});
        ASSERT_TRUE(window);
        window_ = *window;
        const auto definition = load_study({});
        ASSERT_TRUE(definition);
        study_ = *definition;
        const auto tokens = make_weights(*store_, study_, window_);
        ASSERT_TRUE(tokens) << describe(tokens.error());
        tokens_ = *tokens;
        ASSERT_TRUE(store_->execute(label_tables_sql(study_, window_)));
    }

    /// The tokens of a model by the census, and by the weighted sample of it.
    [[nodiscard]] std::pair<double, double> totals_of(const std::string& condition) const {
        const auto rows = store_->query(fmt::format(
            "SELECT (SELECT sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) "
            "FROM generations AS g WHERE {0}), (SELECT sum(factor * tokens / "
            "inclusion_probability) FROM mart_drawn AS g JOIN calibration USING (day, model) "
            "WHERE {0})",
            condition));
        EXPECT_TRUE(rows);
        return {number_or(rows->rows[0][0], -1), number_or(rows->rows[0][1], -2)};
    }

    std::vector<record::Generation> generations_ = traffic();
    TestStore store_;
    Window window_;
    StudyDefinition study_;
    PooledTokens tokens_{};
};

TEST_F(Weights, bring_the_sample_to_the_tokens_of_each_model) {
    fill(sample_of(generations_));
    for (const auto* condition : {"model = 'openai/gpt-4o-mini'", "model = 'qwen/qwen3-coder'"}) {
        const auto [census, sample] = totals_of(condition);
        EXPECT_NEAR(sample, census, 1e-9 * census) << condition;
    }
    EXPECT_GT(tokens_.at(static_cast<std::size_t>(Pooling::none)), 0);
    EXPECT_GT(tokens_.at(static_cast<std::size_t>(Pooling::model_week)), 0);
    EXPECT_EQ(tokens_.at(static_cast<std::size_t>(Pooling::outside)), 0);
    // What nothing sure was said of weighs too, and is no part of the figures.
    const auto [census, sample] = totals_of("true");
    const auto tagged = store_->query("SELECT CAST(sum(tokens) AS DOUBLE) FROM tagged");
    ASSERT_TRUE(tagged);
    EXPECT_NEAR(number_or(tagged->rows[0][0], 0) / census, 0.667, 0.04);
}

TEST_F(Weights, make_up_for_prompts_that_were_lost) {
    auto labels = sample_of(generations_);
    std::size_t lost = 0;
    for (std::size_t at = 0; at < generations_.size(); at += 4) {
        const auto& g = generations_[at];
        const auto day = (*g.created_at - test_support::traffic_begins_us) / test_support::day_us;
        if (day / 7 == 1 && at % 8 == 0) {
            lost += std::erase_if(
                labels, [&](const Label& label) { return label.generation_id == g.generation_id; });
        }
    }
    ASSERT_GT(lost, 40U);
    fill(labels);
    for (const auto* condition : {"model = 'openai/gpt-4o-mini'", "model = 'qwen/qwen3-coder'"}) {
        const auto [census, sample] = totals_of(condition);
        EXPECT_NEAR(sample, census, 1e-9 * census) << condition;
    }
}

TEST_F(Weights, of_a_census_stay_one) {
    std::vector<Label> labels;
    for (std::size_t at = 0; at < generations_.size(); at += 2) {
        labels.push_back(label_of(generations_[at], at, 1));
    }
    fill(labels);
    EXPECT_EQ(store_.row("SELECT count(*) FROM calibration"), "0");
    EXPECT_EQ(tokens_, PooledTokens{});
    EXPECT_EQ(store_.row("SELECT CAST(sum(tokens) AS BIGINT) FROM tagged"),
              store_.row("SELECT sum(tokens) FROM mart_tags"));
    EXPECT_TRUE(calibration_caption(tokens_).empty());
}

/// A day that was labelled as a whole stands for itself beside the sample of the others.
TEST_F(Weights, leave_alone_what_is_of_no_sample) {
    auto labels = sample_of(generations_);
    for (std::size_t at = 1; at < generations_.size(); at += 4) {
        labels.push_back(label_of(generations_[at], at, 1));
    }
    fill(labels);
    EXPECT_EQ(store_.row("SELECT CAST(round(sum(tokens)) AS BIGINT) FROM (FROM tagged) "),
              store_.row("SELECT CAST(round((SELECT sum(tokens) FROM mart_tags "
                         "WHERE inclusion_probability = 1) + (SELECT sum(factor * 4 * tokens) "
                         "FROM mart_tags JOIN calibration USING (day, model) "
                         "WHERE inclusion_probability < 1)) AS BIGINT)"));
    const auto rows = store_->query(
        "SELECT (SELECT sum(tokens) FROM mart_drawn WHERE inclusion_probability = 1), "
        "(SELECT sum(factor * 4 * tokens) FROM mart_drawn JOIN calibration USING (day, model) "
        "WHERE inclusion_probability < 1), "
        "(SELECT sum(prompt_tokens) + sum(coalesce(completion_tokens, 0)) FROM mart_usage)");
    ASSERT_TRUE(rows);
    const auto& row = rows->rows[0];
    EXPECT_NEAR(number_or(row[0], 0) + number_or(row[1], 0), number_or(row[2], -1), 1);
}

TEST_F(Weights, are_the_same_by_account) {
    fill(sample_of(generations_));
    ASSERT_TRUE(make_account_tables(*store_, study_, window_));
    for (const auto* table : {"tagged", "tags", "languages"}) {
        EXPECT_EQ(
            store_.row(fmt::format("SELECT round(sum(tokens), 3), sum(n) FROM {}", table)),
            store_.row(fmt::format("SELECT round(sum(tokens), 3), sum(n) FROM accounts_{}", table)))
            << table;
    }
    EXPECT_EQ(
        store_.rows("SELECT week, round(sum(tokens), 3), round(sum(CASE WHEN category = "
                    "'programming' THEN tokens ELSE 0 END), 3) FROM tagged WHERE NOT is_other "
                    "GROUP BY week ORDER BY week"),
        store_.rows("SELECT week, round(sum(tokens), 3), round(sum(programming_tokens), 3) "
                    "FROM labelled_accounts GROUP BY week ORDER BY week"));
}

TEST_F(Weights, are_told_of_in_figures_and_manifest) {
    fill(sample_of(generations_));
    const StudyRun run = run_on(store_);
    const auto& captions = figure_of(run, "fig19").captions;
    const auto told = std::ranges::find_if(captions, [](const std::string& caption) {
        return caption.starts_with("The sample is weighted to the tokens");
    });
    ASSERT_NE(told, captions.end());
    EXPECT_NE(told->find("by week"), std::string::npos) << *told;
    EXPECT_EQ(run.pooled_tokens, tokens_);
    EXPECT_EQ(figure_of(run, "fig01").captions.size(), 0U);
}

}  // namespace
}  // namespace orrery::study
