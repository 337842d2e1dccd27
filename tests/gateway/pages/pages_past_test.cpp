#include <gtest/gtest.h>

#include "gateway/pages/moment.h"
#include "gateway/pages/pages_world.h"
#include "gateway/pages/past/sql.h"

namespace orrery::gateway::testing {
namespace {

std::string day_ago(std::int64_t days) {
    return day_text(day_of(unix_us()) - days);
}

record::Generation used(std::int64_t days_ago, std::int64_t prompt, std::int64_t completion) {
    record::Generation record = record_of_day(days_ago);
    record.prompt_tokens = prompt;
    record.completion_tokens = completion;
    record.cost_nano_usd = prompt + completion;
    return record;
}

TEST(pages_past, activity_sums_completed_utc_days_of_the_account_only) {
    PagesWorld world(PagesWorld::Past::with_warehouse);
    record::Generation first = used(1, 100, 10);
    first.created_at = day_of(unix_us()) * day_us - 1;  // The last microsecond of yesterday.
    record::Generation unknown = record_of_day(1);      // Of which no tokens are known.
    record::Generation today = used(0, 1, 1);
    today.created_at = day_of(unix_us()) * day_us;
    record::Generation imported = used(1, 7, 7);
    imported.source = "litellm";
    record::Generation others = used(1, 9, 9);
    others.account_id = world.record_id("other");
    world.append({first, unknown, today, used(30, 5, 5), used(31, 6, 6), imported, others});

    const Seen seen = world.get("/activity", world.manager());
    ASSERT_EQ(seen.status, 200);
    const auto& data = seen.json["data"];
    ASSERT_EQ(data.size(), 2) << seen.answer.body;
    EXPECT_EQ(data[0]["date"], day_ago(1));
    EXPECT_EQ(data[0]["requests"], 2);
    EXPECT_EQ(data[0]["requests_with_usage"], 1);
    EXPECT_EQ(data[0]["prompt_tokens"], 100);
    EXPECT_EQ(data[0]["usage"], 110e-9);
    EXPECT_EQ(data[0]["model_permaslug"], "lab/model-2026-01-01");
    EXPECT_EQ(data[0]["endpoint_id"].get<std::string>().size(), 16);
    EXPECT_EQ(data[1]["date"], day_ago(30));
    EXPECT_EQ(seen.json["meta"]["end_date"], day_ago(1));
    EXPECT_TRUE(seen.json["meta"].contains("as_of"));

    const Seen of_day = world.get("/activity?date=" + day_ago(30), world.manager());
    EXPECT_EQ(of_day.json["data"].size(), 1);
    const Seen of_others = world.get("/activity", world.other_manager);
    ASSERT_EQ(of_others.json["data"].size(), 1);
    EXPECT_EQ(of_others.json["data"][0]["prompt_tokens"], 9);
}

TEST(pages_past, activity_of_one_key_is_that_key_s) {
    PagesWorld world(PagesWorld::Past::with_warehouse);
    const auto directory = world.gateway.ledger().directory();
    record::Generation mine = used(1, 4, 4);
    mine.api_key_id = directory->find(world.key())->record_id;
    world.append({mine, used(1, 8, 8)});
    const std::string hash = ledger::sha256_hex(world.key());
    const Seen seen = world.get("/activity?api_key_hash=" + hash, world.manager());
    EXPECT_EQ(seen.json["data"][0]["prompt_tokens"], 4);
    const std::string other = ledger::sha256_hex(world.other_key);
    EXPECT_EQ(world.get("/activity?api_key_hash=" + other, world.manager()).status, 400);
}

TEST(pages_past, activity_takes_only_a_completed_day_of_the_last_thirty) {
    PagesWorld world(PagesWorld::Past::with_warehouse);
    for (const std::string& date : {day_ago(0), day_ago(31), std::string("2026-13-01"),
                                    std::string("yesterday"), std::string("1'%20OR%201=1")}) {
        EXPECT_EQ(world.get("/activity?date=" + date, world.manager()).status, 400) << date;
    }
    EXPECT_EQ(world.get("/activity?user_id=u", world.manager()).status, 400);
    EXPECT_EQ(world.get("/activity?group_by=team", world.manager()).status, 400);
    EXPECT_EQ(world.get("/activity?group_by=workspace", world.manager()).status, 200);
}

TEST(pages_past, rankings_name_the_first_fifty_of_a_day_and_sum_the_rest) {
    PagesWorld world(PagesWorld::Past::with_warehouse);
    std::vector<record::Generation> records;
    for (int i = 0; i < 53; ++i) {
        records.push_back(used(1, 1000 - i, 0));
        records.back().permaslug = "lab/m" + std::to_string(i);
    }
    records[0].variant = "free";
    records.push_back(used(2, 1, 2));
    world.append(records);
    const Seen seen = world.get("/datasets/rankings-daily", world.key());
    const auto& data = seen.json["data"];
    ASSERT_EQ(data.size(), 52);
    EXPECT_EQ(data[0]["date"], day_ago(2));
    EXPECT_EQ(data[0]["total_tokens"], "3") << "counts are texts, for 64 bits";
    EXPECT_EQ(data[1]["model_permaslug"], "lab/m0:free");
    EXPECT_EQ(data[51]["model_permaslug"], "other");
    EXPECT_EQ(data[51]["total_tokens"], std::to_string(950 + 949 + 948));
    EXPECT_EQ(seen.json["meta"]["version"], "v1");
    const std::string query = "?start_date=" + day_ago(2) + "&end_date=" + day_ago(2);
    EXPECT_EQ(world.get("/datasets/rankings-daily" + query, world.key()).json["data"].size(), 1);
}

TEST(pages_past, rankings_take_only_windows_that_are_over) {
    PagesWorld world(PagesWorld::Past::with_warehouse);
    for (const std::string& query :
         {"end_date=" + day_ago(0), std::string("end_date=x"),
          "start_date=" + day_ago(1) + "&end_date=" + day_ago(2), std::string("period=year"),
          std::string("start_date=2000-01-01"), std::string("category=programming"),
          std::string("modality=audio"), std::string("context_bucket=2K")}) {
        EXPECT_EQ(world.get("/datasets/rankings-daily?" + query, world.key()).status, 400) << query;
    }
    for (const char* query :
         {"period=week", "period=month", "context_bucket=10K", "modality=tool_calling"}) {
        EXPECT_EQ(world.get(std::string("/datasets/rankings-daily?") + query, world.key()).status,
                  200)
            << query;
    }
}

TEST(pages_past, an_application_that_few_others_use_is_not_named) {
    PagesWorld world(PagesWorld::Past::with_warehouse);
    std::vector<record::Generation> records;
    const auto add = [&records](const std::string& app, const std::string& account) {
        records.push_back(used(1, 10, 0));
        records.back().app = app;
        records.back().account_id = account;
    };
    for (int i = 0; i < 5; ++i) {
        add("common", "account" + std::to_string(i));
    }
    for (int i = 0; i < 4; ++i) {
        add("rare", "account" + std::to_string(i));
    }
    add("<b>mine</b>", world.record_id("tester"));
    world.append(records);
    const Seen seen = world.get("/datasets/app-rankings", world.key());
    const auto& data = seen.json["data"];
    ASSERT_EQ(data.size(), 2) << seen.answer.body;
    EXPECT_EQ(data[0]["app_name"], "common");
    EXPECT_EQ(data[0]["rank"], 1);
    EXPECT_EQ(data[0]["total_tokens"], "50");
    EXPECT_EQ(data[1]["app_name"], "<b>mine</b>");
    EXPECT_EQ(seen.json["meta"]["other"]["total_tokens"], "40");
    EXPECT_EQ(world.get("/datasets/app-rankings", world.other_key).json["data"].size(), 1);
    EXPECT_EQ(world.get("/datasets/app-rankings?sort=trending", world.key()).json["data"].size(),
              2);
    EXPECT_EQ(world.get("/datasets/app-rankings?sort=best", world.key()).status, 400);
    EXPECT_EQ(
        world.get("/datasets/app-rankings?limit=1&offset=1", world.key()).json["data"][0]["rank"],
        2);
}

TEST(pages_past, a_text_within_sql_stays_a_text) {
    EXPECT_EQ(sql_text("it's"), "'it''s'");
    EXPECT_EQ(sql_text("' OR 1=1 --"), "''' OR 1=1 --'");
    EXPECT_EQ(sql_text(std::string("a\0b", 3)), "'a'");
    EXPECT_EQ(sql_text("\\"), "'\\'");
}

TEST(pages_past, moments_are_read_with_their_zone_and_written_in_utc) {
    EXPECT_EQ(parse_moment("1970-01-01T00:00:01Z"), 1'000'000);
    EXPECT_EQ(parse_moment("1970-01-01T02:00:00.5+02:00"), 500'000);
    EXPECT_EQ(moment_text(*parse_moment("2026-02-28T23:59:59.999-01:00")),
              "2026-03-01T00:59:59.999Z");
    EXPECT_EQ(moment_text(-1), "1969-12-31T23:59:59.999Z");
    for (const char* text :
         {"", "2026-02-30T00:00:00Z", "2026-01-01", "2026-01-01T00:00Z", "2026-01-01T00:00:00",
          "2026-01-01T24:00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+1:00"}) {
        EXPECT_FALSE(parse_moment(text)) << text;
    }
    EXPECT_EQ(parse_day("1970-01-02"), 1);
    EXPECT_FALSE(parse_day("1970-01-02 "));
}

}  // namespace
}  // namespace orrery::gateway::testing
