#include <gtest/gtest.h>

#include "gateway/pages/pages_world.h"
#include "gateway/pages/past/vocabulary.h"

namespace orrery::gateway::testing {
namespace {

class pages_analytics : public ::testing::Test {
protected:
    pages_analytics() : world(PagesWorld::Past::with_warehouse) {
        const auto make = [](std::int64_t days_ago, const char* model, std::int64_t prompt) {
            record::Generation record = record_of_day(days_ago);
            record.model = model;
            record.prompt_tokens = prompt;
            record.completion_tokens = 1;
            record.cost_nano_usd = 500'000'000;
            return record;
        };
        record::Generation unknown = record_of_day(1);
        unknown.provider.reset();
        record::Generation others = make(1, "lab/model", 1'000'000);
        others.account_id = world.record_id("other");
        world.append({make(1, "lab/model", 10), make(2, "lab/model", 20), make(2, "lab/other", 40),
                      unknown, others});
    }

    Seen query(const std::string& body) {
        return world.ask("POST", "/analytics/query", world.manager(), body);
    }

    PagesWorld world;
};

TEST_F(pages_analytics, metrics_are_summed_over_the_account_s_records) {
    const Seen seen = query(R"({"metrics":["request_count","requests_with_usage","prompt_tokens",
                                           "total_cost","error_rate"]})");
    ASSERT_EQ(seen.status, 200) << seen.answer.body;
    const auto& row = seen.json["data"]["data"][0];
    EXPECT_EQ(row["request_count"], 4);
    EXPECT_EQ(row["requests_with_usage"], 3);
    EXPECT_EQ(row["prompt_tokens"], 70);
    EXPECT_EQ(row["total_cost"], 1.5);
    EXPECT_TRUE(row["error_rate"].is_null()) << "no record says how it ended";
    EXPECT_EQ(seen.json["data"]["metadata"]["row_count"], 1);
    EXPECT_EQ(seen.json["data"]["metadata"]["truncated"], false);
}

TEST_F(pages_analytics, rows_are_grouped_ordered_and_bounded_as_asked) {
    const Seen seen = query(R"({"metrics":["prompt_tokens"],"dimensions":["model"],
        "order_by":{"field":"prompt_tokens","direction":"desc"},"limit":1})");
    const auto& data = seen.json["data"];
    ASSERT_EQ(data["data"].size(), 1) << seen.answer.body;
    EXPECT_EQ(data["data"][0]["model"], "lab/other");
    EXPECT_EQ(data["metadata"]["truncated"], true);
    const Seen days = query(R"({"metrics":["request_count"],"granularity":"day"})");
    ASSERT_EQ(days.json["data"]["data"].size(), 2);
    EXPECT_LT(days.json["data"]["data"][0]["date"].get<std::string>(),
              days.json["data"]["data"][1]["date"].get<std::string>());
    const Seen grouped = query(R"({"metrics":["request_count"],"granularity":"hour",
        "dimensions":["model"],"group_limit":1})");
    EXPECT_EQ(grouped.json["data"]["data"].size(), 2) << "one for each model";
}

TEST_F(pages_analytics, filters_keep_what_they_say) {
    const auto count = [this](const std::string& filter) -> int {
        const Seen seen = query(R"({"metrics":["request_count"],"filters":[)" + filter + "]}");
        EXPECT_EQ(seen.status, 200) << seen.answer.body;
        return seen.json["data"]["data"][0]["request_count"];
    };
    EXPECT_EQ(count(R"({"field":"model","operator":"eq","value":"lab/other"})"), 1);
    EXPECT_EQ(count(R"({"field":"model","operator":"neq","value":"lab/other"})"), 3);
    EXPECT_EQ(count(R"({"field":"provider","operator":"in","value":["fast"]})"), 3);
    EXPECT_EQ(count(R"({"field":"provider","operator":"in","value":["fast"],
                        "include_unset":true})"),
              4);
    EXPECT_EQ(count(R"({"field":"provider","operator":"neq","value":"fast"})"), 1);
    EXPECT_EQ(count(R"({"field":"model","operator":"eq","value":"x' OR '1'='1"})"), 0);
    EXPECT_EQ(count(R"({"field":"http_status","operator":"gte","value":400})"), 0);
}

TEST_F(pages_analytics, a_key_that_is_not_the_account_s_is_warned_of) {
    const Seen seen = query(R"({"metrics":["request_count"],"filters":[
        {"field":"api_key_id","operator":"eq","value":"abc"}]})");
    ASSERT_EQ(seen.status, 200);
    EXPECT_EQ(seen.json["data"]["warnings"].size(), 1);
}

TEST_F(pages_analytics, every_word_of_the_vocabulary_can_be_asked) {
    const Seen meta = world.get("/analytics/meta", world.manager());
    ASSERT_EQ(meta.json["data"]["metrics"].size(), analytics_metrics().size());
    for (const auto& metric : meta.json["data"]["metrics"]) {
        const nlohmann::json body = {{"metrics", nlohmann::json::array({metric["name"]})}};
        EXPECT_EQ(query(body.dump()).status, 200) << metric;
    }
    for (const auto& dimension : meta.json["data"]["dimensions"]) {
        for (const auto& granularity : meta.json["data"]["granularities"]) {
            const nlohmann::json body = {{"metrics", nlohmann::json::array({"request_count"})},
                                         {"dimensions", nlohmann::json::array({dimension["name"]})},
                                         {"granularity", granularity["name"]},
                                         {"order_by", {{"field", "date"}}}};
            EXPECT_EQ(query(body.dump()).status, 200) << body;
        }
    }
}

TEST_F(pages_analytics, what_is_not_in_the_vocabulary_is_400) {
    for (const char* body :
         {R"({})", R"({"metrics":[]})", R"({"metrics":["1; DROP TABLE generations"]})",
          R"({"metrics":["request_count","request_count"]})",
          R"({"metrics":["request_count"],"dimensions":["account_id"]})",
          R"({"metrics":["request_count"],"granularity":"year"})",
          R"({"metrics":["request_count"],"limit":0})",
          R"({"metrics":["request_count"],"limit":1.5})",
          R"({"metrics":["request_count"],"order_by":{"field":"model"}})",
          R"({"metrics":["request_count"],"time_range":{"start":"2026-01-01"}})",
          R"({"metrics":["request_count"],"filters":[{"field":"model","operator":"like",
              "value":"x"}]})",
          R"({"metrics":["request_count"],"filters":[{"field":"model","operator":"in",
              "value":"x"}]})",
          R"({"metrics":["request_count"],"filters":[{"field":"http_status","operator":"gt",
              "value":"1 OR 1=1"}]})",
          R"({"metrics":["request_count"],"classifier_dimensions":{"classifier_id":"x"}})"}) {
        EXPECT_EQ(query(body).status, 400) << body;
    }
}

}  // namespace
}  // namespace orrery::gateway::testing
