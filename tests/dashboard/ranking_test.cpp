// Rankings and facets against plain SQL over generations and labels.

#include <fmt/format.h>

#include <map>
#include <tuple>

#include "dashboard/room.h"

namespace orrery::dashboard {
namespace {

/// A key's tokens and generations.
using Sums = std::map<std::string, std::pair<std::int64_t, std::int64_t>>;

/// What a ranking counts by, written over `generations` (and one label each for categories).
std::string rows_of(const std::string& kind) {
    const std::string plain =
        "SELECT created_at, {} AS key, coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) "
        "AS tokens, 1 AS weight FROM generations LEFT JOIN catalog_models "
        "ON slug = coalesce(resolve_model(model, created_at), model)";
    const std::string model = "coalesce(resolve_model(model, created_at), model)";
    if (kind == "models") {
        return fmt::format(fmt::runtime(plain), model);
    }
    if (kind == "authors") {
        return fmt::format(fmt::runtime(plain), "coalesce(author, CASE WHEN contains(" + model +
                                                    ", '/') THEN "
                                                    "split_part(" +
                                                    model + ", '/', 1) END)");
    }
    if (kind == "categories") {
        return "SELECT created_at, category AS key, (coalesce(prompt_tokens, 0) + "
               "coalesce(completion_tokens, 0)) / p AS tokens, 1 / p AS weight FROM generations "
               "JOIN (SELECT generation_id, arg_max(category, (confidence, -rank)) AS category, "
               "max(coalesce(inclusion_probability, 1)) AS p FROM (SELECT *, row_number() OVER "
               "(ORDER BY path, tag, category) AS rank FROM labels WHERE confidence >= 0.5 AND "
               "category IS NOT NULL) GROUP BY generation_id) USING (generation_id)";
    }
    return fmt::format(fmt::runtime(plain), kind == "apps"        ? "app"
                                            : kind == "providers" ? "provider"
                                                                  : "account_id");
}

Sums sums_of(Room& room, const std::string& kind, const std::string& from, const std::string& to,
             const std::string& own = "true") {
    std::string rows = rows_of(kind);
    const auto table = room.store()->query(fmt::format(
        "SELECT coalesce(key, 'unknown'), CAST(round(sum(tokens)) AS BIGINT), "
        "CAST(round(sum(weight)) AS BIGINT) FROM (SELECT r.* FROM ({}) AS r) "
        "WHERE created_at >= DATE '{}' AND created_at < DATE '{}' + 1 AND {} GROUP BY 1",
        rows, from, to, own));
    if (!table) {
        ADD_FAILURE() << describe(table.error());
        return {};
    }
    Sums sums;
    for (const auto& row : table->rows) {
        sums[to_text(row[0])] = {static_cast<std::int64_t>(number_or(row[1], 0)),
                                 static_cast<std::int64_t>(number_or(row[2], 0))};
    }
    return sums;
}

Sums shown(const Json& ranking) {
    Sums sums;
    for (const auto& row : ranking["rows"]) {
        sums[row["key"]] = {row["tokens"], row["generations"]};
    }
    return sums;
}

std::int64_t tokens_of(const Sums& sums) {
    std::int64_t total = 0;
    for (const auto& [key, amounts] : sums) {
        total += amounts.first;
    }
    return total;
}

struct Window {
    std::string period, end, from, to, before_from, before_to;
};

const std::vector<Window> windows = {
    {"day", "2025-09-17", "2025-09-17", "2025-09-17", "2025-09-16", "2025-09-16"},
    {"week", "2025-09-17", "2025-09-15", "2025-09-21", "2025-09-08", "2025-09-14"},
    {"month", "2025-09-30", "2025-09-01", "2025-09-30", "2025-08-01", "2025-08-31"}};

TEST(rankings, say_what_plain_sql_says) {
    Room& room = full_room();
    for (const std::string kind : {"models", "authors", "apps", "providers", "accounts"}) {
        for (const Window& window : windows) {
            const auto reply =
                room.ask(administrator(), fmt::format("rankings?kind={}&period={}&end={}&limit=500",
                                                      kind, window.period, window.end));
            ASSERT_EQ(reply.status, 200) << reply.text;
            EXPECT_EQ(reply.body["window"]["from"], window.from);
            EXPECT_EQ(reply.body["window"]["to"], window.to);
            const auto now = sums_of(room, kind, window.from, window.to);
            const auto before = sums_of(room, kind, window.before_from, window.before_to);
            ASSERT_GT(now.size(), 2U);
            EXPECT_EQ(shown(reply.body), now) << kind << " " << window.period;
            EXPECT_EQ(reply.body["total"]["tokens"], tokens_of(now));
            std::int64_t last = std::numeric_limits<std::int64_t>::max();
            for (const auto& row : reply.body["rows"]) {
                const auto found = before.find(row["key"]);
                const std::int64_t earlier = found == before.end() ? 0 : found->second.first;
                EXPECT_EQ(row["previous_tokens"], earlier) << row;
                EXPECT_EQ(row["change"].is_null(), earlier == 0) << row;
                EXPECT_LE(row["tokens"], last) << "not in order";
                last = row["tokens"];
            }
        }
    }
}

TEST(rankings, of_categories_stand_for_what_the_sample_left_out) {
    Room& room = full_room();
    for (const Window& window : windows) {
        const auto reply = room.ask(
            viewer(),
            fmt::format("rankings?kind=categories&period={}&end={}", window.period, window.end));
        ASSERT_EQ(reply.status, 200) << reply.text;
        auto expected = sums_of(room, "categories", window.from, window.to);
        const auto all = tokens_of(sums_of(room, "providers", window.from, window.to));
        const std::int64_t unknown = all - tokens_of(expected);
        auto found = shown(reply.body);
        // Sums of rounded sums: off by as much as there are of them.
        const auto slack = static_cast<std::int64_t>(expected.size());
        if (unknown > slack) {
            EXPECT_NEAR(found["unknown"].first, unknown, slack);
        }
        found.erase("unknown");
        ASSERT_EQ(found.size(), expected.size());
        for (const auto& [key, amounts] : expected) {
            EXPECT_NEAR(found[key].first, amounts.first, 1) << key;
            EXPECT_NEAR(found[key].second, amounts.second, 1) << key;
        }
        EXPECT_NE(reply.body["note"].get<std::string>().find("estimated from a sample"),
                  std::string::npos);
    }
}

TEST(rankings, sum_what_the_limit_leaves_out_and_never_drop_the_unknown) {
    Room& room = full_room();
    const auto whole = room.ask(administrator(), "rankings?kind=providers&period=month&limit=500");
    const auto cut = room.ask(administrator(), "rankings?kind=providers&period=month&limit=2");
    ASSERT_EQ(cut.status, 200);
    const auto all = shown(whole.body);
    const auto some = shown(cut.body);
    ASSERT_TRUE(all.contains("unknown"));
    EXPECT_TRUE(some.contains("unknown"));
    EXPECT_LE(some.size(), 3U);
    EXPECT_EQ(whole.body["other"]["count"], 0);
    EXPECT_EQ(cut.body["other"]["count"], all.size() - some.size());
    EXPECT_EQ(cut.body["other"]["tokens"], tokens_of(all) - tokens_of(some));
    EXPECT_EQ(cut.body["total"], whole.body["total"]);
}

TEST(rankings, tell_what_gains_on_the_three_periods_before) {
    Room& room = full_room();
    const auto reply = room.ask(administrator(), "rankings?kind=models&period=week&end=2025-09-17");
    const auto& trending = reply.body["trending"];
    ASSERT_FALSE(trending.empty());
    EXPECT_LE(trending.size(), 10U);
    const auto now = sums_of(room, "models", "2025-09-15", "2025-09-21");
    const auto before = sums_of(room, "models", "2025-08-25", "2025-09-14");
    double last = 1e18;
    for (const auto& item : trending) {
        const std::string key = item["key"];
        const double mean =
            before.contains(key) ? static_cast<double>(before.at(key).first) / 3 : 0;
        EXPECT_NEAR(item["mean_before"], mean, 0.5) << key;
        EXPECT_NEAR(item["gain"], static_cast<double>(now.at(key).first) - mean, 0.5) << key;
        EXPECT_LE(item["gain"].get<double>(), last);
        last = item["gain"];
    }
}

TEST(rankings, know_nothing_of_periods_before_the_store) {
    const auto reply = full_room().ask(viewer(), "rankings?kind=models&period=week&end=2025-07-02");
    ASSERT_EQ(reply.status, 200);
    ASSERT_FALSE(reply.body["rows"].empty());
    for (const auto& row : reply.body["rows"]) {
        EXPECT_TRUE(row["previous_tokens"].is_null());
        EXPECT_TRUE(row["change"].is_null());
        EXPECT_TRUE(row["previous_place"].is_null());
    }
    EXPECT_TRUE(reply.body["trending"].empty());
}

TEST(rankings, open_with_what_there_was_before_a_pause) {
    Room room;
    record::Generation generation;
    generation.source = "gateway";
    generation.model = "acme/alpha";
    generation.prompt_tokens = 5;
    std::vector<record::Generation> batch;
    for (const std::int64_t days_ago : {80, 40, 0}) {
        generation.generation_id = fmt::format("paused-{}", days_ago);
        generation.created_at = now_us - days_ago * 24 * hour_us;
        batch.push_back(generation);
    }
    ASSERT_TRUE(room.store()->append(batch));
    ASSERT_TRUE(room.store()->refresh_marts());
    for (const char* period : {"day", "week", "month"}) {
        const auto reply =
            room.ask(administrator(), std::string("rankings?kind=models&period=") + period);
        ASSERT_EQ(reply.status, 200) << reply.text;
        ASSERT_EQ(reply.body["rows"].size(), 1U) << reply.text;
        EXPECT_EQ(reply.body["is_complete"], true) << reply.text;
        EXPECT_LE(reply.body["window"]["from"], "2025-09-05") << reply.text;
        EXPECT_GE(reply.body["window"]["to"], "2025-09-05") << reply.text;
    }
}

TEST(rankings, open_with_the_newest_period_that_is_over) {
    Room& room = full_room();
    EXPECT_EQ(room.ask(viewer(), "rankings?period=day").body["end"], "2025-10-14");
    EXPECT_EQ(room.ask(viewer(), "rankings").body["end"], "2025-10-12");
    const auto month = room.ask(viewer(), "rankings?period=month");
    EXPECT_EQ(month.body["end"], "2025-09-30");
    EXPECT_EQ(month.body["is_complete"], true);
}

TEST(facets, say_what_plain_sql_says_of_any_window) {
    Room& room = full_room();
    const std::vector<std::pair<std::string, std::string>> of = {{"models", "models"},
                                                                 {"apps", "apps"},
                                                                 {"accounts", "accounts"},
                                                                 {"providers", "providers"}};
    for (const auto& [from, to] : {std::pair{"2025-08-25", "2025-09-28"},     // Whole weeks.
                                   std::pair{"2025-08-27", "2025-09-10"}}) {  // Cut weeks.
        const auto reply = room.ask(administrator(), fmt::format("facets?from={}&to={}", from, to));
        ASSERT_EQ(reply.status, 200) << reply.text;
        for (const auto& [facet, kind] : of) {
            auto expected = sums_of(room, kind, from, to);
            EXPECT_EQ(reply.body["tokens"], tokens_of(expected));
            expected.erase("unknown");
            ASSERT_EQ(reply.body[facet].size(), expected.size()) << facet;
            for (const auto& value : reply.body[facet]) {
                EXPECT_EQ(value["tokens"], expected.at(value["value"]).first) << value;
            }
        }
    }
}

TEST(facets, name_things_as_readers_know_them) {
    const auto reply = full_room().ask(administrator(), "facets");
    EXPECT_EQ(reply.body["from"], "2025-07-01");
    EXPECT_EQ(reply.body["to"], "2025-10-15");
    EXPECT_EQ(reply.body["as_of"], "2025-10-15T05:00:00.000Z");
    const auto label = [&](const char* facet, const std::string& value) {
        for (const auto& item : reply.body[facet]) {
            if (item["value"] == value) {
                return item["label"].get<std::string>();
            }
        }
        return std::string("none");
    };
    EXPECT_EQ(label("countries", "DE"), "Germany");
    EXPECT_EQ(label("source_classes", "cn_oss"), "Open weights, China");
    EXPECT_EQ(label("authors", "x-ai"), "xAI");
    EXPECT_EQ(label("accounts", full_room().record_id("beta")), "beta");
    EXPECT_EQ(label("categories", "marketing/seo"), "Marketing/SEO");
}

TEST(the_store, is_read_past_temporary_tables_of_the_same_names) {
    Room& room = full_room();
    std::vector<std::string> targets = {"facets", "generations?limit=3", "study",
                                        "rankings?kind=apps", "rankings?kind=categories"};
    std::vector<std::string> before;
    for (const auto& target : targets) {
        before.push_back(room.ask(administrator(), target).text);
    }
    const std::vector<std::string> names = {"generations",    "labels",       "mart_usage",
                                            "mart_apps",      "mart_tags",    "mart_service",
                                            "mart_geography", "mart_accounts"};
    for (const auto& name : names) {
        ASSERT_TRUE(room.store()->execute(
            fmt::format("CREATE TEMP TABLE {0} AS SELECT * FROM orrery.main.{0} LIMIT 0", name)));
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        EXPECT_EQ(room.ask(administrator(), targets[i]).text, before[i]) << targets[i];
    }
    for (const auto& name : names) {
        ASSERT_TRUE(room.store()->execute("DROP TABLE temp." + name));
    }
}

}  // namespace
}  // namespace orrery::dashboard
