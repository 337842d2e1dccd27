#include <gtest/gtest.h>

#include <array>

#include "gateway/pages/pages_world.h"

namespace orrery::gateway::testing {
namespace {

struct Page {
    const char* method;
    const char* path;
    const char* body;
    int nobody;     ///< Status without a key.
    int inference;  ///< Status for an inference key.
    int manager;    ///< Status for a management key of another account, with nothing of its own.
};

// 400 and 404 say that the caller was let in: bodies are empty, and nothing is there.
constexpr std::array<Page, 25> pages = {{
    {"GET", "/models", "", 200, 200, 200},
    {"GET", "/models/count", "", 200, 200, 200},
    {"GET", "/models/lab/model/endpoints", "", 200, 200, 200},
    {"GET", "/model/lab/model", "", 200, 200, 200},
    {"GET", "/embeddings/models", "", 200, 200, 200},
    {"GET", "/providers", "", 200, 200, 200},
    {"GET", "/generation?id=gen-0000000000000001", "", 401, 404, 404},
    {"GET", "/key", "", 401, 200, 200},
    {"GET", "/auth/key", "", 401, 200, 200},
    {"GET", "/credits", "", 401, 403, 200},
    {"GET", "/keys", "", 401, 403, 200},
    {"POST", "/keys", "{}", 401, 403, 400},
    {"GET", "/keys/HASH", "", 401, 403, 404},
    {"PATCH", "/keys/HASH", "{}", 401, 403, 404},
    {"DELETE", "/keys/HASH", "", 401, 403, 404},
    {"GET", "/byok", "", 401, 403, 200},
    {"POST", "/byok", "{}", 401, 403, 400},
    {"GET", "/byok/1", "", 401, 403, 404},
    {"PATCH", "/byok/1", "{}", 401, 403, 404},
    {"DELETE", "/byok/1", "", 401, 403, 404},
    {"GET", "/activity", "", 401, 403, 200},
    {"GET", "/analytics/meta", "", 401, 403, 200},
    {"POST", "/analytics/query", R"({"metrics":["request_count"]})", 401, 403, 200},
    {"GET", "/datasets/rankings-daily", "", 401, 200, 200},
    {"GET", "/datasets/app-rankings", "", 401, 200, 200},
}};

TEST(pages_access, every_page_lets_in_whom_it_is_for_and_nobody_else) {
    PagesWorld world(PagesWorld::Past::with_warehouse);
    // What is asked for is there, and is the tester's: the other account does not see it.
    const Seen own = world.get("/keys", world.manager());
    ASSERT_EQ(own.json["data"].size(), 1);
    const std::string hash = own.json["data"][0]["hash"];
    ASSERT_EQ(world
                  .ask("POST", "/byok", world.manager(),
                       R"({"provider":"fast","key":"sk-provider-0123456789abcdef"})")
                  .status,
              201);
    for (const Page& page : pages) {
        std::string path = page.path;
        if (const std::size_t at = path.find("HASH"); at != std::string::npos) {
            path.replace(at, 4, hash);
        }
        SCOPED_TRACE(std::string(page.method) + " " + path);
        EXPECT_EQ(world.ask(page.method, path, {}, page.body).status, page.nobody);
        EXPECT_EQ(world.ask(page.method, path, "sk-orr-unknown", page.body).status, page.nobody);
        EXPECT_EQ(world.ask(page.method, path, world.key(), page.body).status, page.inference);
        EXPECT_EQ(world.ask(page.method, path, world.other_manager, page.body).status,
                  page.manager);
    }
    EXPECT_EQ(world.get("/keys/" + hash, world.manager()).status, 200) << "it is still there";
    EXPECT_EQ(world.get("/byok/1", world.manager()).status, 200) << "it is still there";
}

TEST(pages_access, a_disabled_or_expired_key_is_no_key) {
    PagesWorld world;
    ledger::NewKey asked;
    asked.expires_at_us = 1;
    const std::string expired = world.gateway.make_key(asked);
    EXPECT_EQ(world.get("/key", expired).status, 401);
    const std::string hash = world.get("/keys", world.manager()).json["data"][1]["hash"];
    ASSERT_EQ(world.ask("PATCH", "/keys/" + hash, world.manager(), R"({"disabled":true})").status,
              200);
    EXPECT_EQ(world.get("/key", world.key()).status, 401);
    EXPECT_EQ(world.get("/models", world.key()).status, 200) << "which is for everyone";
}

TEST(pages_access, errors_are_in_the_shape_that_clients_read) {
    PagesWorld world;
    const Seen refused = world.get("/credits", world.key());
    EXPECT_EQ(refused.json["error"]["code"], 403);
    EXPECT_NE(refused.json["error"]["message"].get<std::string>().find("management key"),
              std::string::npos);
    EXPECT_EQ(world.get("/credits").answer.fields.at("www-authenticate"), "Bearer");
}

TEST(pages_access, unknown_paths_are_404_and_other_methods_405_with_allow) {
    PagesWorld world;
    EXPECT_EQ(world.get("/nothing", world.key()).status, 404);
    EXPECT_EQ(world.get("/models/", world.key()).status, 404);
    EXPECT_EQ(world.get("/keys/a/b", world.manager()).status, 404);
    EXPECT_EQ(world.get("/keys/%zz", world.manager()).status, 404);
    const Seen seen = world.ask("PUT", "/keys/x", world.manager(), "{}");
    EXPECT_EQ(seen.status, 405);
    EXPECT_EQ(seen.answer.fields.at("allow"), "GET, HEAD, PATCH, DELETE");
    EXPECT_EQ(world.ask("POST", "/healthz", {}, "{}").answer.fields.at("allow"), "GET, HEAD");
}

TEST(pages_access, a_body_that_no_page_needs_is_413) {
    PagesWorld world;
    const std::string body = R"({"name":")" + std::string(70'000, 'a') + R"("})";
    EXPECT_EQ(world.ask("POST", "/keys", world.manager(), body).status, 413);
}

TEST(pages_access, without_a_warehouse_pages_about_the_past_are_503_and_say_why) {
    PagesWorld world;
    for (const char* path : {"/activity", "/datasets/rankings-daily", "/datasets/app-rankings",
                             "/models?category=programming", "/models?sort=top-weekly"}) {
        const Seen seen = world.get(path, world.manager());
        EXPECT_EQ(seen.status, 503) << path;
        EXPECT_NE(seen.answer.body.find("warehouse"), std::string::npos) << path;
    }
}

}  // namespace
}  // namespace orrery::gateway::testing
