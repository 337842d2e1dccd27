#include <gtest/gtest.h>

#include "gateway/pages/operations/operations.h"
#include "gateway/pages/pages_world.h"

namespace orrery::gateway::testing {
namespace {

TEST(pages_operations, a_living_process_is_healthy_and_ready) {
    PagesWorld world;
    EXPECT_EQ(world.get("/healthz").status, 200);
    EXPECT_EQ(world.get("/healthz").json["status"], "alive");
    const Seen ready = world.get("/readyz");
    EXPECT_EQ(ready.status, 200);
    EXPECT_EQ(ready.json["reasons"].size(), 0);
    EXPECT_EQ(ready.json["undrained_rows"], 0);
    EXPECT_TRUE(ready.json["drain_error"].is_null());
}

TEST(pages_operations, readiness_says_what_is_in_the_way) {
    ledger::Readiness readiness;
    readiness.is_recording = false;
    readiness.reason = "the disk is full";
    readiness.drain_error = "the warehouse is locked";
    readiness.undrained_rows = 12;
    const gateway::Answer answer = ready_answer(readiness, true);
    EXPECT_EQ(answer.status, 503);
    const auto json = nlohmann::json::parse(answer.body);
    EXPECT_EQ(json["reasons"].size(), 2);
    EXPECT_EQ(json["reasons"][1], "the disk is full");
    EXPECT_EQ(json["undrained_rows"], 12);
    EXPECT_EQ(json["drain_error"], "the warehouse is locked");
}

TEST(pages_operations, a_warehouse_that_is_behind_does_not_keep_requests_away) {
    ledger::Readiness readiness;
    readiness.drain_error = "the warehouse is locked";
    EXPECT_EQ(ready_answer(readiness, false).status, 200);
}

TEST(pages_operations, metrics_show_loops_ledger_and_endpoints) {
    PagesWorld world;
    const Seen seen = world.get("/metrics");
    ASSERT_EQ(seen.status, 200);
    EXPECT_EQ(seen.answer.fields.at("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    for (const char* line :
         {"orrery_ready 1", "orrery_loops 1", "orrery_loops_silent 0", "orrery_connections ",
          "orrery_requests_running 0", "orrery_pool_idle ", "orrery_ledger_undrained_rows 0",
          "orrery_ledger_settled_total 0",
          R"(orrery_endpoint_out{model="lab/model",provider="fast",variant="standard"} 0)"}) {
        EXPECT_NE(seen.answer.body.find(line), std::string::npos) << line << "\n"
                                                                  << seen.answer.body;
    }
}

TEST(pages_operations, a_loop_that_does_not_answer_is_counted_and_adds_nothing) {
    PagesWorld world;
    LoopFigures answered;
    answered.running = 3;
    const catalog::Catalog catalog = std::move(*catalog::Catalog::load());
    const Serving serving({}, catalog);
    const auto found = gauges({answered, std::nullopt}, world.gateway.ledger(), serving, false);
    const auto value_of = [&found](std::string_view name) {
        for (const Gauge& gauge : found) {
            if (gauge.name == name) {
                return gauge.value;
            }
        }
        return -1.0;
    };
    EXPECT_EQ(value_of("orrery_loops"), 2);
    EXPECT_EQ(value_of("orrery_loops_silent"), 1);
    EXPECT_EQ(value_of("orrery_requests_running"), 3);
    EXPECT_EQ(value_of("orrery_connections"), -1) << "no server was asked";
}

TEST(pages_operations, metrics_are_gathered_from_every_loop) {
    RunningGateway gateway;
    gateway.config.loops = 3;
    gateway.add_provider("one", 1);
    gateway.add_endpoint("lab/model", "one");
    gateway.start();
    const Answer answer = TestClient::get(gateway.port(), "/metrics");
    EXPECT_NE(answer.body.find("orrery_loops 3"), std::string::npos);
    EXPECT_NE(answer.body.find("orrery_loops_silent 0"), std::string::npos) << answer.body;
}

}  // namespace
}  // namespace orrery::gateway::testing
