#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dashboard/live/live_page.h"
#include "dashboard/room.h"
#include "dashboard/schema_check.h"

namespace orrery::dashboard {
namespace {

/// A gateway of which two generations are in memory, one of alpha's and one of beta's.
class LiveTest : public ::testing::Test {
protected:
    LiveTest()
        : context_{[this](const auto& work) -> Status {
                       return is_lent_ ? fail(ErrorKind::unavailable, "lent")
                                       : work(*room_.store());
                   },
                   test_support::shipped_catalog(),
                   study_,
                   room_.ledger(),
                   [this](std::size_t most) {
                       auto some = recent_;
                       some.resize(std::min(some.size(), most));
                       return some;
                   },
                   [](const std::string&) { return std::nullopt; },
                   [this] { return rates_; },
                   [this] { return StoreState{is_lent_, "`orrery study` (pid 7)", now_us - 1}; },
                   [this] { ++hastened_; }},
          page_(context_) {
        for (const std::string account : {"beta", "alpha"}) {
            gateway::RecentGeneration& generation = recent_.emplace_back();
            generation.record.generation_id = "gen-" + account;
            generation.record.account_id = room_.record_id(account);
            generation.record.created_at = now_us;
        }
        rates_.requests_per_s = 2.5;
        rates_.running = 3;
        rates_.generations_today = 7;
        rates_.started_at_us = now_us - 60'000'000;
        rates_.providers.push_back({"Groq", 9, 1, 12.5, {120.0, std::nullopt}});
        rates_.step_requests_per_s.resize(gateway::LiveRates::steps);
        rates_.step_tokens_per_s.resize(gateway::LiveRates::steps);
        rates_.step_errors_per_s.resize(gateway::LiveRates::steps, 0.5);
    }

    Json live(const Visitor& visitor) {
        const auto answer = page_.answer(visitor, now_us);
        EXPECT_EQ(answer.status, 200);
        const Json body = Json::parse(answer.body);
        static const Json document = full_room().ask(viewer(), "openapi.json").body;
        const auto faults =
            SchemaCheck(document).faults({{"$ref", "#/components/schemas/Live"}}, body);
        EXPECT_TRUE(faults.empty()) << fmt::format("{}", fmt::join(faults, "; "));
        return body;
    }

    bool is_lent_ = false;
    int hastened_ = 0;
    Room room_;
    study::StudyDefinition study_;
    std::vector<gateway::RecentGeneration> recent_;
    gateway::LiveRates rates_;
    Context context_;
    LivePage page_;
};

TEST_F(LiveTest, tells_an_administrator_of_all_and_hastens_the_drain) {
    const Json page = live(administrator());
    EXPECT_EQ(page["requests_per_s"], 2.5);
    EXPECT_EQ(page["running"], 3);
    EXPECT_EQ(page["providers"][0]["ttft_p50_ms"], 120.0);
    EXPECT_TRUE(page["providers"][0]["ttft_p95_ms"].is_null()) << "unknown is not zero";
    EXPECT_TRUE(page["error_rate"].is_null());
    EXPECT_EQ(page["recent"].size(), 2U);
    EXPECT_EQ(page["recent"][0]["account"], "beta");
    EXPECT_EQ(page["store"]["state"], "ready");
    EXPECT_EQ(hastened_, 1);
}

TEST_F(LiveTest, counts_todays_generations_with_those_before_the_start) {
    record::Generation earlier;
    earlier.generation_id = "earlier";
    earlier.source = "gateway";
    earlier.created_at = now_us - 3 * hour_us;
    record::Generation yesterday = earlier;
    yesterday.generation_id = "yesterday";
    yesterday.created_at = now_us - 24 * hour_us;
    const std::vector<record::Generation> batch = {earlier, yesterday};
    ASSERT_TRUE(room_.store()->append(batch));
    EXPECT_EQ(live(administrator())["generations_today"], 8);
    rates_.started_at_us = now_us - 30 * hour_us;
    EXPECT_EQ(live(administrator())["generations_today"], 7) << "all of today were counted here";
}

TEST_F(LiveTest, shows_a_viewer_no_account_and_an_account_only_itself) {
    const Json viewed = live(viewer());
    EXPECT_TRUE(viewed["recent"][0]["account"].is_null());
    EXPECT_EQ(viewed.dump().find(room_.record_id("beta")), std::string::npos);
    const Json own = live(room_.visitor("alpha"));
    ASSERT_EQ(own["recent"].size(), 1U);
    EXPECT_EQ(own["recent"][0]["generation_id"], "gen-alpha");
    EXPECT_TRUE(own["requests_per_s"].is_null());
    EXPECT_TRUE(own["generations_today"].is_null());
    EXPECT_TRUE(own["providers"].empty());
    EXPECT_EQ(own.dump().find("beta"), std::string::npos);
}

TEST_F(LiveTest, goes_on_while_the_store_is_lent) {
    is_lent_ = true;
    const Json page = live(administrator());
    EXPECT_EQ(page["store"]["state"], "lent");
    EXPECT_EQ(page["store"]["lent_to"], "`orrery study` (pid 7)");
    EXPECT_EQ(page["requests_per_s"], 2.5);
    EXPECT_TRUE(page["generations_today"].is_null()) << "what came before is not known now";
}

}  // namespace
}  // namespace orrery::dashboard
