// What each role sees. The accounts alpha and beta are of one ledger; alpha must not learn anything
// of beta, whatever it asks for.

#include <fmt/format.h>

#include <array>

#include "dashboard/room.h"

namespace orrery::dashboard {
namespace {

/// Everything that could tell of an account.
std::vector<std::string> traces_of(Room& room, const std::string& account) {
    std::vector<std::string> traces = {room.record_id(account), account};
    const auto ids =
        room.store().rows("SELECT generation_id FROM generations WHERE account_id = '" +
                          room.record_id(account) + "'");
    traces.insert(traces.end(), ids.begin(), ids.end());
    return traces;
}

/// Every page with every parameter that could reach for beta.
std::vector<std::string> reaching(Room& room) {
    const std::string hash = room.record_id("beta");
    std::vector<std::string> filters = {"",
                                        "account=" + hash,
                                        "account=beta",
                                        "account=" + hash + "&account=" + room.record_id("alpha"),
                                        "app=app-of-beta",
                                        "provider=provider-of-beta",
                                        "model=acme/beta",
                                        "country=PT",
                                        "from=2025-10-01&to=2025-10-15",
                                        "from=2025-07-01"};
    std::vector<std::string> targets;
    for (const auto& filter : filters) {
        targets.push_back("generations?limit=500&" + filter);
        targets.push_back("generations?terminal_state=timeout&" + filter);
    }
    for (const char* days :
         {"", "from=2025-10-01&to=2025-10-15", "from=2025-07-01&to=2025-12-31"}) {
        targets.push_back(fmt::format("facets?{}", days));
    }
    for (const char* kind : {"models", "authors", "apps", "categories", "providers", "accounts"}) {
        for (const char* period : {"day", "week", "month"}) {
            targets.push_back(fmt::format("rankings?kind={}&period={}&limit=500", kind, period));
            targets.push_back(
                fmt::format("rankings?kind={}&period={}&end=2025-10-14", kind, period));
        }
    }
    targets.emplace_back("study");
    for (auto& target : targets) {
        if (target.back() == '&' || target.back() == '?') {
            target.pop_back();
        }
    }
    return targets;
}

TEST(an_account, gets_the_answers_that_it_would_get_if_it_were_alone) {
    Room& room = full_room();
    Room alone;
    alone.settle("alpha", 40);
    alone.drain();
    for (const auto& target : reaching(room)) {
        const auto among_others = room.ask(room.visitor("alpha"), target);
        const auto by_itself = alone.ask(alone.visitor("alpha"), target);
        EXPECT_EQ(among_others.status, by_itself.status) << target;
        EXPECT_EQ(among_others.text, by_itself.text) << target;
    }
}

TEST(an_account, finds_no_trace_of_another_anywhere) {
    Room& room = full_room();
    auto targets = reaching(room);
    const auto ids = traces_of(room, "beta");
    ASSERT_GT(ids.size(), 50U);
    for (std::size_t i = 2; i < ids.size(); i += 10) {
        targets.push_back("generations/" + ids[i]);
        targets.push_back(fmt::format("generations?before={}_{}", now_us, ids[i]));
    }
    const Reply study = room.ask(viewer(), "study");
    for (const auto& figure : study.body["figures"]) {
        const std::string id = figure["id"];
        targets.push_back("study/" + id);
        targets.push_back("study/" + id + "?account=" + room.record_id("beta"));
        targets.push_back("study/" + id + ".csv?account=beta&model=acme/beta");
    }
    const std::array others = {"app-of-beta", "provider-of-beta", "acme/beta"};
    for (const auto& target : targets) {
        auto reply = room.ask(room.visitor("alpha"), target);
        std::string text = reply.text;
        if (reply.body.is_object() && reply.body.contains("filters")) {
            EXPECT_FALSE(reply.body["filters"].contains("account")) << target;
            reply.body.erase("filters");  // Says what alpha asked for.
            text = reply.body.dump();
        }
        for (const auto& trace : ids) {
            EXPECT_EQ(text.find(trace), std::string::npos) << target << " tells of " << trace;
        }
        for (const char* trace : others) {
            EXPECT_EQ(text.find(trace), std::string::npos) << target << " tells of " << trace;
        }
        if (reply.body.is_object() && reply.body.contains("coverage") &&
            reply.body["coverage"]["scope"] == "store") {
            EXPECT_TRUE(reply.body["coverage"]["generations"].is_null()) << target;
            EXPECT_TRUE(reply.body["coverage"]["usable"].is_null()) << target;
        }
    }
}

TEST(an_account, sees_its_own_generations_in_memory_and_nobody_else_s) {
    Room room;
    room.settle("alpha", 3);
    room.drain();
    for (const char* account : {"beta", "alpha", "beta"}) {
        gateway::RecentGeneration fresh;
        fresh.record.generation_id = fmt::format("gen-of-{}-{}", account, room.recent.size());
        fresh.record.created_at = now_us - static_cast<std::int64_t>(room.recent.size());
        fresh.record.account_id = room.record_id(account);
        room.recent.push_back(fresh);
    }
    gateway::RecentGeneration nameless;
    nameless.record.generation_id = "gen-of-nobody";
    nameless.record.created_at = now_us;
    room.recent.push_back(nameless);
    const auto reply = room.ask(room.visitor("alpha"), "generations");
    ASSERT_EQ(reply.body["rows"].size(), 4U);
    EXPECT_EQ(reply.body["rows"][0]["generation_id"], "gen-of-alpha-1");
    EXPECT_EQ(room.ask(room.visitor("alpha"), "generations/gen-of-beta-0").status, 404);
    EXPECT_EQ(room.ask(room.visitor("alpha"), "generations/gen-of-nobody").status, 404);
    EXPECT_EQ(room.ask(room.visitor("alpha"), "generations/gen-of-alpha-1").status, 200);
    EXPECT_EQ(room.ask({Role::account, "", "nobody"}, "generations").body["rows"].size(), 0U);
}

TEST(a_viewer, sees_all_generations_but_no_account) {
    Room& room = full_room();
    const auto page = room.ask(viewer(), "generations?app=app-of-beta&limit=500");
    ASSERT_EQ(page.body["rows"].size(), 60U);
    for (const auto& row : page.body["rows"]) {
        EXPECT_TRUE(row["account"].is_null());
    }
    const std::string id = page.body["rows"][0]["generation_id"];
    const auto detail = room.ask(viewer(), "generations/" + id);
    EXPECT_TRUE(detail.body["account"].is_null());
    EXPECT_TRUE(detail.body["record"]["account_id"].is_null());
    EXPECT_TRUE(detail.body["record"]["api_key_id"].is_null());
    EXPECT_EQ(detail.text.find(room.record_id("beta")), std::string::npos);
    EXPECT_TRUE(room.ask(viewer(), "facets").body["accounts"].empty());
    EXPECT_EQ(room.ask(viewer(), "rankings?kind=accounts").status, 403);
    EXPECT_EQ(room.ask(viewer(), "generations?account=beta").status, 403);
    EXPECT_EQ(room.ask(viewer(), "study/fig01?account=beta").status, 403);
}

TEST(an_administrator, knows_accounts_by_name_and_strangers_by_hash) {
    Room& room = full_room();
    for (const std::string& named : {std::string("beta"), room.record_id("beta")}) {
        const auto page = room.ask(administrator(), "generations?limit=500&account=" + named);
        ASSERT_EQ(page.body["rows"].size(), 60U) << named;
        EXPECT_EQ(page.body["rows"][0]["account"], "beta");
    }
    const auto stranger = room.ask(administrator(), "generations?account=account-7");
    ASSERT_FALSE(stranger.body["rows"].empty());
    EXPECT_EQ(stranger.body["rows"][0]["account"], "account-7");
}

}  // namespace
}  // namespace orrery::dashboard
