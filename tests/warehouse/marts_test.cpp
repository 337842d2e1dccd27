#include "warehouse/marts/marts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <ostream>

#include "support/test_store.h"
#include "support/traffic.h"

namespace orrery::warehouse {

/// One request of the property test: few days and few keys, so that batches meet in them.
struct Draw {
    int day;
    int model;
    int source;
    int finish;
    std::optional<std::int64_t> prompt;
    std::optional<std::int64_t> completion;
    std::optional<std::int64_t> cost;
    int batch;

    friend std::ostream& operator<<(std::ostream& out, const Draw& draw) {
        return out << fmt::format("day {} model {} source {} batch {}", draw.day, draw.model,
                                  draw.source, draw.batch);
    }
};

namespace {

/// A case of the property takes disk work: twenty of them, unless RC_PARAMS asks for others.
[[maybe_unused]] const bool is_bounded = ::setenv("RC_PARAMS", "max_success=20", 0) == 0;

using test_support::Label;
using test_support::LabelTraffic;
using test_support::TestStore;
using test_support::Traffic;
using Lines = std::vector<std::string>;

/// What mart_usage must hold, said anew: one pass over all generations.
constexpr auto usage_model = R"sql(
WITH judged AS (
    SELECT *, ifnull(prompt_tokens, 0) + ifnull(completion_tokens, 0) AS tokens,
           ifnull(variant, '') = 'free' OR ifnull(is_free, false) AS gift,
           cost_nano_usd IS NOT NULL AND NOT ifnull(is_byok, false) AS charged
    FROM generations
)
SELECT CAST(created_at AS DATE) AS day, model, count(*) AS generations,
       sum(prompt_tokens), sum(completion_tokens), sum(reasoning_tokens),
       sum(cache_read_tokens), sum(cache_write_tokens),
       count(*) FILTER (prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL),
       sum(prompt_tokens) FILTER (completion_tokens IS NOT NULL),
       sum(completion_tokens) FILTER (prompt_tokens IS NOT NULL),
       count(*) FILTER (gift), sum(tokens) FILTER (gift),
       count(*) FILTER (finish_reason IS NOT NULL), sum(tokens) FILTER (finish_reason IS NOT NULL),
       count(*) FILTER (finish_reason = 'tool_calls'),
       sum(tokens) FILTER (finish_reason = 'tool_calls'),
       count(*) FILTER (reasoning_tokens IS NOT NULL),
       sum(tokens) FILTER (reasoning_tokens IS NOT NULL),
       sum(tokens) FILTER (reasoning_tokens >= 1),
       count(*) FILTER (cost_nano_usd IS NOT NULL), sum(cost_nano_usd),
       count(*) FILTER (charged), sum(cost_nano_usd) FILTER (charged), sum(tokens) FILTER (charged)
FROM judged GROUP BY 1, 2)sql";

const std::vector<Mart>& marts() {
    static const std::vector<Mart> all = *load_marts();
    return all;
}

/// The rows by which a table and a query differ, multiplicity counted.
Lines difference(const TestStore& store, const std::string& table, const std::string& model) {
    return store.rows(fmt::format(
        "(FROM {0} EXCEPT ALL ({1})) UNION ALL (({1}) EXCEPT ALL FROM {0})", table, model));
}

/// Expects each mart to be what its definition says of all generations.
void expect_marts_follow(const TestStore& store) {
    for (const Mart& mart : marts()) {
        ASSERT_TRUE(store->execute("CREATE OR REPLACE TEMP VIEW delta AS " +
                                   delta_sql(mart.over, 0, 1'000'000)));
        EXPECT_EQ(difference(store, mart.name, mart.select), Lines{}) << mart.name;
    }
    EXPECT_EQ(difference(store, "mart_usage", usage_model), Lines{});
}

record::Generation generation(const Draw& draw, std::size_t number) {
    record::Generation g;
    g.generation_id = std::to_string(number);
    g.created_at = test_support::traffic_begins_us + draw.day * test_support::day_us;
    g.source = draw.source == 0 ? "gateway" : "litellm";
    if (draw.model > 0) {
        g.model = "model-" + std::to_string(draw.model);
    }
    if (draw.finish > 0) {
        g.finish_reason = draw.finish == 1 ? "stop" : "tool_calls";
    }
    g.prompt_tokens = draw.prompt;
    g.completion_tokens = draw.completion;
    g.reasoning_tokens = draw.completion;
    g.cost_nano_usd = draw.cost;
    g.is_byok = draw.finish == 1;
    if (draw.source == 0) {
        g.variant = draw.day % 2 == 0 ? "free" : "standard";
    }
    return g;
}

rc::Gen<Draw> draws() {
    const auto below = [](int bound) { return rc::gen::inRange(0, bound); };
    const auto amount = rc::gen::oneOf(
        rc::gen::just(std::optional<std::int64_t>()), rc::gen::just(std::optional<std::int64_t>(0)),
        rc::gen::map(rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000),
                     [](std::int64_t value) { return std::optional(value); }));
    return rc::gen::construct<Draw>(below(4), below(3), below(2), below(3), amount, amount, amount,
                                    below(6));
}

void empty(const TestStore& store) {
    std::string sql =
        "DELETE FROM generations; DELETE FROM labels; DELETE FROM import_batches; "
        "UPDATE mart_watermarks SET folded = 0";
    for (const Mart& mart : marts()) {
        sql += "; DELETE FROM " + mart.name;
    }
    ASSERT_TRUE(store->execute(sql));
}

/// Whatever batches the rows come in and whenever they are folded, the marts are one GROUP BY.
RC_GTEST_PROP(Marts, do_not_depend_on_batches_or_on_when_they_are_folded, ()) {
    static const TestStore store;
    empty(store);
    const auto all = *rc::gen::container<std::vector<Draw>>(draws());
    const auto folds = *rc::gen::container<std::vector<bool>>(6, rc::gen::arbitrary<bool>());
    for (int batch = 0; batch < 6; ++batch) {
        std::vector<record::Generation> rows;
        for (std::size_t at = 0; at < all.size(); ++at) {
            // Each fifth row comes with the next batch again.
            if (all[at].batch == batch || (at % 5 == 0 && all[at].batch + 1 == batch)) {
                rows.push_back(generation(all[at], at));
            }
        }
        RC_ASSERT(store->append(rows).has_value());
        if (folds[static_cast<std::size_t>(batch)]) {
            RC_ASSERT(store->refresh_marts().has_value());
        }
    }
    RC_ASSERT(store->refresh_marts().has_value());
    RC_ASSERT(difference(store, "mart_usage", usage_model) == Lines{});
    RC_ASSERT(store.row("SELECT count(*) FROM generations") == std::to_string(all.size()));
    RC_ASSERT(store.row("SELECT coalesce(sum(generations), 0) FROM mart_coverage") ==
              std::to_string(all.size()));
}

TEST(Marts, follow_real_looking_traffic) {
    TestStore store;
    store.fill(Traffic(11).draw(3000), 700);
    expect_marts_follow(store);
    EXPECT_EQ(store.row("SELECT count(*) - count(DISTINCT (day, model)) FROM mart_usage"), "0")
        << "a key stands in two rows";
}

TEST(Marts, take_late_rows_of_old_days) {
    TestStore store;
    auto rows = Traffic(12).draw(200);
    std::ranges::sort(rows, {}, &record::Generation::created_at);
    const std::span<const record::Generation> all(rows);
    ASSERT_TRUE(store->append(all.subspan(20)));
    ASSERT_TRUE(store->refresh_marts());
    ASSERT_TRUE(store->append(all.first(20)));
    ASSERT_TRUE(store->refresh_marts());
    expect_marts_follow(store);
}

/// A generation's labels come before it, with it and after it, in batches of their own; a late
/// label with more confidence takes the place of the one that was folded.
TEST(Marts, follow_labels_whenever_they_come) {
    TestStore store;
    const auto rows = Traffic(16).draw(600);
    const std::span<const record::Generation> all(rows);
    const auto labels = LabelTraffic(16).draw(rows);
    std::array<std::vector<Label>, 3> batches;
    for (std::size_t at = 0; at < labels.size(); ++at) {
        batches[at * 7 % 3].push_back(labels[at]);
    }
    store.fill({all.begin(), all.begin() + 200});
    store.label(batches[0]);
    expect_marts_follow(store);
    store.fill({all.begin() + 200, all.end()});
    expect_marts_follow(store);
    store.label(batches[1]);
    store.label({});
    store.label(batches[2]);
    expect_marts_follow(store);
    EXPECT_EQ(
        store.row("SELECT sum(n) FROM mart_tags"),
        store.row("SELECT count(DISTINCT generation_id) FROM labels WHERE confidence >= 0.5"));
    EXPECT_EQ(store.rows("SELECT inclusion_probability, sum(n) FROM mart_drawn "
                         "GROUP BY ALL ORDER BY ALL"),
              store.rows("SELECT inclusion_probability, count(DISTINCT generation_id) FROM labels "
                         "GROUP BY ALL ORDER BY ALL"))
        << "sure or not";
}

/// More labels than fit in memory are folded some at a time, from the start and later; some of the
/// later ones are of generations that were folded before.
TEST(Marts, follow_labels_folded_a_few_at_a_time) {
    TestStore store;
    const auto rows = Traffic(18).draw(400);
    const std::span<const record::Generation> all(rows);
    std::array<std::vector<Label>, 2> batches;
    for (const Label& label : LabelTraffic(18).draw(rows)) {
        const bool is_late = batches[0].size() > batches[1].size();
        batches[is_late ? 1 : 0].push_back(label);
    }
    for (std::size_t at = 0; at < batches.size(); ++at) {
        ASSERT_TRUE(store->append(all.subspan(at * 200, 200)));
        store.add_labels(batches[at]);
        const auto folded = fold_marts(store->connection(), marts(), 20);
        ASSERT_TRUE(folded) << describe(folded.error());
        expect_marts_follow(store);
    }
}

/// Of few kinds of generations marts are made by way of what they have in common, of many they are
/// not: the rows are the same, and nothing is left behind.
TEST(Marts, of_few_kinds_of_generations_follow_as_of_many) {
    TestStore store;
    const auto kinds = Traffic(29).draw(40);
    std::vector<record::Generation> generations;
    for (int copy = 0; copy < 20; ++copy) {
        for (record::Generation generation : kinds) {
            generation.generation_id = fmt::format("{}-{}", *generation.generation_id, copy);
            if (generation.ttft_ms) {
                *generation.ttft_ms += copy * 10;
            }
            generations.push_back(std::move(generation));
        }
    }
    store.fill(generations, 300);
    expect_marts_follow(store);
    EXPECT_EQ(store.rows("SELECT table_name FROM duckdb_tables() WHERE database_name = 'temp' AND "
                         "(table_name LIKE 'base%' OR table_name = 'folding')"),
              Lines{});
}

/// Whatever more they are told apart by, and by whichever period.
TEST(Marts, that_split_another_add_up_to_it) {
    TestStore store;
    const auto generations = Traffic(17).draw(600);
    store.fill(generations, 150);
    store.label(LabelTraffic(17).draw(generations));
    for (const auto& [split, mart, columns] :
         {std::tuple{"mart_model_service", "mart_service",
                     "day, provider, terminal_state, sum(generations), sum(tokens), "
                     "sum(attempts_known)"},
          {"mart_model_geography", "mart_geography", "day, country, sum(cost_nano_usd)"},
          {"mart_model_apps", "mart_apps", "week, app, sum(generations), sum(tokens)"},
          {"mart_country_apps", "mart_apps", "week, app, sum(generations), sum(tokens)"},
          {"mart_provider_apps", "mart_apps", "week, app, sum(generations), sum(tokens)"},
          {"mart_country_accounts", "mart_accounts",
           "week, account_id, sum(finished_tokens), sum(tool_call_tokens)"},
          {"mart_country_labelled", "mart_labelled_accounts",
           "week, account_id, sum(n), sum(programming_tokens)"},
          {"mart_country_activity", "mart_activity",
           "month, model, account_id, sum(generations)"}}) {
        const std::string sql =
            fmt::format("SELECT {} FROM {{}} GROUP BY ALL ORDER BY ALL", columns);
        EXPECT_EQ(store.rows(fmt::format(fmt::runtime(sql), split)),
                  store.rows(fmt::format(fmt::runtime(sql), mart)))
            << split;
    }
    const auto latency = store.rows(
        "SELECT week_of(day), provider, measure, bucket, sum(n) FROM mart_latency "
        "GROUP BY ALL ORDER BY ALL");
    for (const std::string split :
         {"mart_app_latency", "mart_country_latency", "mart_model_latency"}) {
        EXPECT_EQ(store.rows("SELECT week, provider, measure, bucket, sum(n) FROM " + split +
                             " GROUP BY ALL ORDER BY ALL"),
                  latency)
            << split;
    }
    const std::string served =
        "provider, terminal_state, sum(generations), sum(split_text_tokens), sum(byok_known)";
    const auto service = store.rows("SELECT week_of(day), " + served +
                                    " FROM mart_service GROUP BY ALL ORDER BY ALL");
    for (const std::string split : {"mart_app_service", "mart_country_service"}) {
        EXPECT_EQ(
            store.rows("SELECT week, " + served + " FROM " + split + " GROUP BY ALL ORDER BY ALL"),
            service)
            << split;
    }
    EXPECT_EQ(store.rows("SELECT week, country, sum(cost_nano_usd) FROM mart_geography_slices "
                         "WHERE dimension = 'is_byok' GROUP BY ALL ORDER BY ALL"),
              store.rows("SELECT week_of(created_at), country, sum(cost_nano_usd) FROM generations "
                         "WHERE is_byok IS NOT NULL GROUP BY ALL ORDER BY ALL"));
    EXPECT_EQ(store.row("SELECT sum(n), sum(tokens) FROM mart_tag_slices WHERE dimension = 'app'"),
              store.row("SELECT count(*), sum(coalesce(prompt_tokens, 0) + "
                        "coalesce(completion_tokens, 0)) FROM generations WHERE app IS NOT NULL "
                        "AND generation_id IN (SELECT generation_id FROM labels "
                        "WHERE confidence >= 0.5 AND category IS NOT NULL)"));
    EXPECT_EQ(*store->splits_of("mart_latency"),
              (Lines{"mart_app_latency", "mart_country_latency", "mart_model_latency"}));
}

TEST(Marts, folded_twice_are_as_folded_once) {
    TestStore store;
    store.fill(Traffic(13).draw(500));
    const auto before = store.rows("FROM mart_usage ORDER BY ALL");
    ASSERT_TRUE(store->refresh_marts());
    store.reopen();
    ASSERT_TRUE(store->refresh_marts());
    EXPECT_EQ(store.rows("FROM mart_usage ORDER BY ALL"), before);
}

TEST(Marts, have_the_same_tables_in_a_new_store_as_where_all_are_built_again) {
    const std::string columns =
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE table_name LIKE 'mart_%' ORDER BY table_name, column_index";
    TestStore store;
    const Lines first = store.rows(columns);
    EXPECT_GT(first.size(), load_marts()->size());
    ASSERT_TRUE(store->execute("UPDATE mart_watermarks SET fingerprint = 'of another version'"));
    store.reopen();
    EXPECT_EQ(store.rows(columns), first);
}

TEST(Marts, of_a_changed_definition_are_built_again_and_the_others_left_alone) {
    TestStore store;
    store.fill(Traffic(14).draw(500), 100);
    ASSERT_TRUE(
        store->execute("UPDATE mart_watermarks SET fingerprint = 'of another version' "
                       "WHERE mart = 'mart_usage'; DELETE FROM mart_usage WHERE day < "
                       "DATE '2025-09-01'; ALTER TABLE mart_usage ADD COLUMN gone BIGINT"));
    store.reopen();
    EXPECT_EQ(store.rows("SELECT mart, folded FROM mart_watermarks ORDER BY mart"),
              (Lines{"mart_accounts|5",
                     "mart_activity|5",
                     "mart_app_latency|5",
                     "mart_app_service|5",
                     "mart_apps|5",
                     "mart_categories|5",
                     "mart_category_slices|5",
                     "mart_country_accounts|5",
                     "mart_country_activity|5",
                     "mart_country_apps|5",
                     "mart_country_labelled|5",
                     "mart_country_latency|5",
                     "mart_country_service|5",
                     "mart_coverage|5",
                     "mart_drawn|5",
                     "mart_geography|5",
                     "mart_geography_slices|5",
                     "mart_labelled_accounts|5",
                     "mart_language_slices|5",
                     "mart_languages|5",
                     "mart_latency|5",
                     "mart_model_apps|5",
                     "mart_model_geography|5",
                     "mart_model_latency|5",
                     "mart_model_service|5",
                     "mart_provider_apps|5",
                     "mart_sampled|5",
                     "mart_sampled_slices|5",
                     "mart_service|5",
                     "mart_slices|5",
                     "mart_tag_slices|5",
                     "mart_tags|5",
                     "mart_usage|0"}));
    EXPECT_EQ(store->watermark()->folded, 0);
    ASSERT_TRUE(store->refresh_marts());
    expect_marts_follow(store);
}

TEST(Marts, keep_tokens_that_no_32_bits_hold) {
    const TestStore store;
    auto rows = Traffic(15).draw(3);
    for (auto& row : rows) {
        row.prompt_tokens = 4'000'000'000'000'000;
        row.model = "openai/gpt-4o-mini";
    }
    ASSERT_TRUE(store->append(rows));
    ASSERT_TRUE(store->refresh_marts());
    EXPECT_EQ(store.row("SELECT sum(prompt_tokens) FROM mart_usage"), "12000000000000000");
}

record::Generation asking_for(const std::string& model, std::int64_t at_us) {
    record::Generation g;
    g.generation_id = model + std::to_string(at_us);
    g.created_at = at_us;
    g.model = model;
    return g;
}

/// deepseek/deepseek-chat was V2.5 until 2024-12-26, when V3 took its name.
TEST(Resolution, of_a_name_depends_on_the_day) {
    const TestStore store;
    constexpr std::int64_t v3_day_us = 1'735'171'200'000'000;
    ASSERT_TRUE(store->append(std::vector{asking_for("deepseek/deepseek-chat", v3_day_us - 1),
                                          asking_for("deepseek/deepseek-chat", v3_day_us)}));
    ASSERT_TRUE(store->refresh_marts());
    EXPECT_EQ(
        store.rows("SELECT u.day, slug FROM mart_usage AS u JOIN catalog_resolution AS r "
                   "ON u.model = r.model AND day >= valid_from AND day < valid_to "
                   "ORDER BY day"),
        (Lines{"2024-12-25|deepseek/deepseek-chat-v2.5", "2024-12-26|deepseek/deepseek-chat"}));
    EXPECT_EQ(store.rows("SELECT resolve_model(model, created_at) FROM generations "
                         "ORDER BY created_at"),
              (Lines{"deepseek/deepseek-chat-v2.5", "deepseek/deepseek-chat"}));
}

TEST(Resolution, keeps_a_model_that_the_catalog_does_not_know) {
    const TestStore store;
    ASSERT_TRUE(
        store->append(std::vector{asking_for("acme/new-model", test_support::traffic_begins_us)}));
    ASSERT_TRUE(store->refresh_marts());
    EXPECT_EQ(store.row("SELECT model FROM mart_usage"), "acme/new-model");
    EXPECT_EQ(store.row("SELECT count(*) FROM catalog_resolution"), "0");
    EXPECT_EQ(store.row("SELECT resolve_model('acme/new-model', now()::TIMESTAMP)"), "NULL");
    EXPECT_EQ(store.row("SELECT resolve_model(NULL, NULL)"), "NULL");
}

}  // namespace
}  // namespace orrery::warehouse
