#include <gtest/gtest.h>

#include "gateway/pages/pages_world.h"
#include "gateway/support/one_model.h"

namespace orrery::gateway::testing {
namespace {

TEST(pages_keys, a_key_can_be_made_used_changed_and_deleted) {
    PagesWorld world;
    const Seen made = world.ask("POST", "/keys", world.manager(),
                                R"({"name":"laptop","limit":12.5,"limit_reset":"weekly"})");
    ASSERT_EQ(made.status, 201);
    const std::string secret = made.json["key"];
    const std::string hash = made.json["data"]["hash"];
    EXPECT_EQ(hash, ledger::sha256_hex(secret));
    EXPECT_EQ(made.json["data"]["limit"], 12.5);
    EXPECT_EQ(made.json["data"]["limit_remaining"], 12.5);
    EXPECT_EQ(made.json["data"]["limit_reset"], "weekly");

    const Seen shown = world.get("/keys/" + hash, world.manager());
    EXPECT_EQ(shown.json["data"]["name"], "laptop");
    EXPECT_EQ(shown.answer.body.find(secret), std::string::npos) << "a secret is shown once";
    EXPECT_EQ(world.get("/key", secret).json["data"]["limit"], 12.5);

    const Seen changed = world.ask("PATCH", "/keys/" + hash, world.manager(),
                                   R"({"name":"desk","limit":null,"limit_reset":null})");
    ASSERT_EQ(changed.status, 200);
    EXPECT_EQ(changed.json["data"]["name"], "desk");
    EXPECT_TRUE(changed.json["data"]["limit"].is_null());
    EXPECT_TRUE(changed.json["data"]["limit_remaining"].is_null());
    EXPECT_TRUE(changed.json["data"]["limit_reset"].is_null());

    const Seen deleted = world.ask("DELETE", "/keys/" + hash, world.manager());
    EXPECT_EQ(deleted.status, 200);
    EXPECT_EQ(deleted.json["deleted"], true);
    EXPECT_EQ(world.get("/key", secret).status, 401);
    EXPECT_EQ(world.get("/keys/" + hash, world.manager()).status, 404);
    EXPECT_EQ(world.ask("DELETE", "/keys/" + hash, world.manager()).status, 404);
}

TEST(pages_keys, what_is_not_said_stays_as_it_is) {
    PagesWorld world;
    const Seen made =
        world.ask("POST", "/keys", world.manager(), R"({"name":"a","limit":0.000000001})");
    const std::string path = "/keys/" + made.json["data"]["hash"].get<std::string>();
    const Seen changed = world.ask("PATCH", path, world.manager(), R"({"disabled":true})");
    EXPECT_EQ(changed.json["data"]["disabled"], true);
    EXPECT_EQ(changed.json["data"]["name"], "a");
    EXPECT_EQ(changed.json["data"]["limit"], 1e-9) << "a nano-USD, exactly";
}

TEST(pages_keys, lists_hide_disabled_and_management_keys_and_show_the_newest_first) {
    PagesWorld world;
    const auto make = [&world](const std::string& name) {
        return world.ask("POST", "/keys", world.manager(), R"({"name":")" + name + R"("})")
            .json["data"]["hash"]
            .get<std::string>();
    };
    const std::string first = make("first");
    make("second");
    (void)world.ask("PATCH", "/keys/" + first, world.manager(), R"({"disabled":true})");
    const auto names = [&world](const std::string& query) {
        std::vector<std::string> found;
        const Seen seen = world.get("/keys" + query, world.manager());
        for (const auto& key : seen.json["data"]) {
            found.push_back(key["name"]);
        }
        return found;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(names(""), (Names{"second", "inference"}));
    EXPECT_EQ(names("?include_disabled=true"), (Names{"second", "first", "inference"}));
    EXPECT_EQ(names("?include_disabled=true&offset=1"), (Names{"first", "inference"}));
    EXPECT_EQ(world.get("/keys?offset=x", world.manager()).status, 400);
    EXPECT_EQ(world.get("/keys?include_disabled=perhaps", world.manager()).status, 400);
    EXPECT_EQ(world.get("/keys?workspace_id=elsewhere", world.manager()).status, 400);
}

TEST(pages_keys, what_cannot_be_taken_is_400_and_names_the_field) {
    PagesWorld world;
    const std::vector<std::pair<std::string, std::string>> faulty = {
        {"name", R"({})"},
        {"name", R"({"name":""})"},
        {"name", R"({"name":7})"},
        {"limit", R"({"name":"a","limit":-1})"},
        {"limit", R"({"name":"a","limit":"5"})"},
        {"limit", R"({"name":"a","limit":1e300})"},
        {"limit", R"({"name":"a","limit":0.0000000001})"},
        {"limit_reset", R"({"name":"a","limit_reset":"yearly"})"},
        {"expires_at", R"({"name":"a","expires_at":"2020-01-01T00:00:00Z"})"},
        {"expires_at", R"({"name":"a","expires_at":"tomorrow"})"},
        {"external", R"({"name":"a","external":{"user":"u"}})"},
        {"include_byok_in_limit", R"({"name":"a","include_byok_in_limit":true})"},
        {"workspace_id", R"({"name":"a","workspace_id":"w"})"},
        {"JSON object", R"([1])"},
        {"JSON object", R"({"name":)"},
    };
    for (const auto& [field, body] : faulty) {
        const Seen seen = world.ask("POST", "/keys", world.manager(), body);
        EXPECT_EQ(seen.status, 400) << body;
        EXPECT_NE(seen.answer.body.find(field), std::string::npos) << seen.answer.body;
    }
    EXPECT_EQ(world.get("/keys", world.manager()).json["data"].size(), 1) << "none was made";
}

TEST(pages_keys, a_name_is_data_whatever_is_in_it) {
    PagesWorld world;
    const std::string name = "<script>alert(1)</script>'\"; DROP TABLE keys;--\u2028";
    const nlohmann::json body = {{"name", name}};
    const Seen made = world.ask("POST", "/keys", world.manager(), body.dump());
    ASSERT_EQ(made.status, 201);
    EXPECT_EQ(made.answer.fields.at("content-type"), "application/json");
    EXPECT_EQ(world.get("/keys", world.manager()).json["data"][0]["name"], name);
}

TEST(pages_keys, keys_of_another_account_are_not_there) {
    PagesWorld world;
    const std::string hash = ledger::sha256_hex(world.other_key);
    EXPECT_EQ(world.get("/keys/" + hash, world.other_manager).status, 200);
    EXPECT_EQ(world.get("/keys/" + hash, world.manager()).status, 404);
    EXPECT_EQ(world.ask("DELETE", "/keys/" + hash, world.manager()).status, 404);
    EXPECT_EQ(world.get("/key", world.other_key).status, 200);
}

TEST(pages_keys, use_is_told_in_usd_by_period) {
    One one([](http::Exchange& exchange, int) {
        return answer_json(exchange, 200,
                           whole(R"({"prompt_tokens":1000,"completion_tokens":500,)"
                                 R"("total_tokens":1500})"));
    });
    one.gateway.is_unlimited = false;
    one.gateway.granted_nano_usd = 5'000'000'000;
    one.gateway.start();
    const Answer answer =
        TestClient::post(one.gateway.port(), chat_path, one.gateway.key(), chat(false));
    ASSERT_EQ(answer.status, 200);
    const auto get = [&one](const std::string& path, const std::string& key) {
        const Answer page = TestClient::get(one.gateway.port(), "/api/v1" + path, key);
        EXPECT_EQ(page.status, 200) << page.body;
        return nlohmann::json::parse(page.body)["data"];
    };
    // 1000 tokens at 1 and 500 at 2 USD per million.
    const auto key = get("/key", one.gateway.key());
    for (const char* period : {"usage", "usage_daily", "usage_weekly", "usage_monthly"}) {
        EXPECT_EQ(key[period], 0.002) << period;
    }
    EXPECT_EQ(key["byok_usage"], 0);
    EXPECT_EQ(key["is_free_tier"], false);
    EXPECT_EQ(key["is_management_key"], false);
    const auto credits = get("/credits", one.gateway.management_key());
    EXPECT_EQ(credits["total_credits"], 5);
    EXPECT_EQ(credits["total_usage"], 0.002);

    const auto page =
        get("/generation?id=" + answer.fields.at("x-generation-id"), one.gateway.management_key());
    EXPECT_EQ(page["id"], answer.fields.at("x-generation-id"));
    EXPECT_EQ(page["total_cost"], 0.002);
    EXPECT_EQ(page["tokens_prompt"], 1000);
    EXPECT_EQ(page["native_tokens_completion"], 500);
    EXPECT_TRUE(page["native_tokens_reasoning"].is_null()) << "unknown is not zero";
    EXPECT_EQ(page["provider_name"], "one");
    EXPECT_EQ(page["streamed"], false);
}

TEST(pages_keys, a_generation_needs_an_id_and_one_that_is_none_is_not_found) {
    PagesWorld world;
    EXPECT_EQ(world.get("/generation", world.key()).status, 400);
    EXPECT_EQ(world.get("/generation?id=gen-xyz", world.key()).status, 404);
    EXPECT_EQ(world.get("/generation?id=gen-00000000000000ff", world.key()).status, 404);
}

}  // namespace
}  // namespace orrery::gateway::testing
