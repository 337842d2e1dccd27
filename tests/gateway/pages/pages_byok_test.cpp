#include <gtest/gtest.h>

#include "gateway/pages/pages_world.h"
#include "gateway/support/one_model.h"

namespace orrery::gateway::testing {
namespace {

const std::string secret = "sk-provider-0123456789abcdefwxyz";

TEST(pages_byok, a_provider_key_can_be_kept_changed_and_deleted_and_is_never_shown) {
    PagesWorld world;
    const nlohmann::json body = {{"provider", "fast"}, {"key", secret}, {"name", "ours"}};
    const Seen made = world.ask("POST", "/byok", world.manager(), body.dump());
    ASSERT_EQ(made.status, 201);
    EXPECT_EQ(made.answer.body.find(secret), std::string::npos);
    const auto& data = made.json["data"];
    EXPECT_EQ(data["label"], "sk-p...wxyz");
    EXPECT_EQ(data["disabled"], false);
    EXPECT_EQ(data["sort_order"], 0);
    const std::string path = "/byok/" + data["id"].get<std::string>();
    const std::int64_t account = world.gateway.account();
    EXPECT_EQ(world.gateway.ledger().directory()->own_key(account, "fast"), secret);

    const Seen changed = world.ask("PATCH", path, world.manager(),
                                   R"({"key":"sk-new-0123456789abcdef-4321","name":null})");
    EXPECT_EQ(changed.json["data"]["label"], "sk-n...4321");
    EXPECT_TRUE(changed.json["data"]["name"].is_null());
    EXPECT_EQ(world.gateway.ledger().directory()->own_key(account, "fast"),
              "sk-new-0123456789abcdef-4321");

    EXPECT_EQ(
        world.ask("PATCH", path, world.manager(), R"({"disabled":true})").json["data"]["disabled"],
        true);
    EXPECT_EQ(world.gateway.ledger().directory()->own_key(account, "fast"), "");
    EXPECT_EQ(world.ask("DELETE", path, world.manager()).json["deleted"], true);
    EXPECT_EQ(world.get(path, world.manager()).status, 404);
    EXPECT_EQ(world.get("/byok", world.manager()).json["total_count"], 0);
}

TEST(pages_byok, what_cannot_be_taken_is_400) {
    PagesWorld world;
    for (const char* body :
         {R"({})", R"({"provider":"fast"})", R"({"provider":"cheap","key":"k"})",
          R"({"provider":"none","key":"k"})", R"({"provider":"fast","key":"a\r\nx: y"})",
          R"({"provider":"fast","key":"k","is_byok_only":true})",
          R"({"provider":"fast","key":"k","allowed_models":["lab/model"]})"}) {
        EXPECT_EQ(world.ask("POST", "/byok", world.manager(), body).status, 400) << body;
    }
    EXPECT_EQ(world.get("/byok/x", world.manager()).status, 404);
    EXPECT_EQ(world.get("/byok", world.manager()).json["total_count"], 0) << "none was kept";
}

TEST(pages_byok, requests_go_to_the_provider_with_the_account_s_own_key_and_cost_nothing_here) {
    One one([](http::Exchange& exchange, int) {
        return answer_json(exchange, 200,
                           whole(R"({"prompt_tokens":10,"completion_tokens":5,)"
                                 R"("total_tokens":15})"));
    });
    one.gateway.config.providers[0].takes_byok = true;
    one.gateway.start();
    const std::string body = R"({"provider":"one","key":")" + secret + R"("})";
    const Answer made =
        TestClient::post(one.gateway.port(), "/api/v1/byok", one.gateway.management_key(), body);
    ASSERT_EQ(made.status, 201) << made.body;
    const Answer answer =
        TestClient::post(one.gateway.port(), chat_path, one.gateway.key(), chat(false));
    ASSERT_EQ(answer.status, 200);
    EXPECT_NE(one.provider.heads()[0].find("Bearer " + secret), std::string::npos);
    const record::Generation record = one.record_of(answer);
    EXPECT_EQ(record.is_byok, true);
    EXPECT_EQ(record.cost_nano_usd.value_or(0), 0);
}

}  // namespace
}  // namespace orrery::gateway::testing
