// What is taken of a request, and what is refused.

#include <fmt/format.h>

#include "dashboard/room.h"

namespace orrery::dashboard {
namespace {

TEST(a_request, that_says_what_no_page_takes_is_refused_by_name) {
    Room& room = full_room();
    std::string many = "generations?";
    for (int i = 0; i < 101; ++i) {
        many += fmt::format("app=a{}&", i);
    }
    many.pop_back();
    const std::vector<std::pair<std::string, std::string>> refused = {
        {"facets?form=2025-01-01", "form"},
        {"facets?from=2025-02-30", "from"},
        {"facets?from=yesterday", "from"},
        {"facets?from=0001-01-01", "from"},
        {"facets?from=2025-02-02&to=2025-02-01", "to"},
        {"facets?from=2025-01-01&from=2025-01-02", "from"},
        {"study?from=2025-01-01", "from"},
        {"study/fig01?grain=hour", "grain"},
        {"study/fig01?byok=yes", "byok"},
        {"study/fig01?limit=3", "limit"},
        {"rankings?kind=keys", "kind"},
        {"rankings?period=year", "period"},
        {"rankings?limit=0", "limit"},
        {"rankings?limit=501", "limit"},
        {"rankings?limit=ten", "limit"},
        {"rankings?end=2025-13-01", "end"},
        {"generations?limit=501", "limit"},
        {"generations?limit=-1", "limit"},
        {"generations?before=yesterday", "before"},
        {"generations?before=999999999999999999_x", "before"},
        {"generations?model=", "model"},
        {"generations?app=\xC3\x28", "app"},
        {"generations?app=" + std::string("a\0b", 3), "app"},
        {"generations?app=" + std::string(1025, 'a'), "app"},
        {many, "app"},
        {"generations/gen-1?limit=1", "limit"},
        {"openapi.json?limit=1", "limit"}};
    for (const auto& [target, name] : refused) {
        const auto reply = room.ask(administrator(), target);
        ASSERT_EQ(reply.status, 400) << target << " " << reply.text;
        EXPECT_EQ(reply.body["error"]["code"], 400);
        EXPECT_TRUE(reply.body["error"]["message"].get<std::string>().starts_with(name + ":"))
            << reply.text;
    }
}

TEST(a_request, cannot_say_sql) {
    Room& room = full_room();
    const std::string quotes = "x'); DELETE FROM generations; --";
    const auto before = room.store().row("SELECT count(*) FROM generations");
    for (const char* name : {"model", "provider", "app", "account", "country", "terminal_state"}) {
        const auto reply =
            room.ask(administrator(), fmt::format("generations?{}={}", name, quotes));
        ASSERT_EQ(reply.status, 200) << reply.text;
        EXPECT_TRUE(reply.body["rows"].empty());
    }
    EXPECT_EQ(room.ask(administrator(), "generations?before=5_" + quotes).status, 200);
    EXPECT_EQ(room.ask(administrator(), "generations/" + quotes).status, 404);
    EXPECT_EQ(room.ask({Role::account, quotes, "x"}, "facets").body["generations"], 0);
    EXPECT_EQ(room.store().row("SELECT count(*) FROM generations"), before);
}

TEST(a_request, for_what_is_not_there_is_told_so) {
    Room& room = full_room();
    for (const char* target : {"", "nothing", "study/fig01/rows", "facets/", "session", "live"}) {
        EXPECT_EQ(room.ask(administrator(), target).status, 0) << target << " is not ours";
    }
    EXPECT_EQ(room.ask(administrator(), "study/fig99").status, 404);
    EXPECT_EQ(room.ask(administrator(), "study/fig01.xlsx").status, 404);
    EXPECT_EQ(room.ask(administrator(), "generations/gen-0000000000000000").status, 404);
    EXPECT_EQ(room.ask(administrator(), "generations/\xFF").status, 404);
    EXPECT_EQ(room.ask(administrator(), "facets", "POST").status, 405);
    EXPECT_EQ(room.ask(administrator(), "generations/x", "DELETE").status, 405);
    EXPECT_EQ(room.ask(administrator(), "rankings", "HEAD").status, 200);
}

TEST(a_store, that_is_lent_makes_the_page_come_again) {
    Room room;
    room.is_lent = true;
    for (const char* target :
         {"facets", "study", "study/fig01", "study/fig01.csv", "rankings", "generations"}) {
        const auto reply = room.ask(administrator(), target);
        EXPECT_EQ(reply.status, 503) << target;
        EXPECT_NE(reply.text.find("orrery study"), std::string::npos) << reply.text;
    }
}

TEST(an_empty_store, knows_nothing_and_says_so) {
    Room room;
    const auto facets = room.ask(administrator(), "facets");
    ASSERT_EQ(facets.status, 200) << facets.text;
    EXPECT_TRUE(facets.body["from"].is_null());
    EXPECT_TRUE(facets.body["as_of"].is_null());
    EXPECT_TRUE(facets.body["models"].empty());
    const auto ranking = room.ask(administrator(), "rankings?kind=categories");
    ASSERT_EQ(ranking.status, 200) << ranking.text;
    EXPECT_TRUE(ranking.body["rows"].empty());
    EXPECT_TRUE(ranking.body["other"]["share"].is_null());
    EXPECT_TRUE(room.ask(administrator(), "generations").body["rows"].empty());
    EXPECT_EQ(room.ask(administrator(), "study/fig01").body["status"], "no_data");
    EXPECT_EQ(room.ask(administrator(), "study/fig01.csv").text,
              "week,series,value,lower,upper,n\n");
}

TEST(the_study, lists_its_figures_and_draws_each) {
    Room& room = full_room();
    const auto study = room.ask(viewer(), "study");
    ASSERT_EQ(study.status, 200) << study.text;
    EXPECT_EQ(study.body["window"]["from"], "2025-07-01");
    EXPECT_GT(study.body["figures"].size(), 50U);
    EXPECT_EQ(study.text.find("{model}"), std::string::npos);
    const auto figure = room.ask(viewer(), "study/fig01?from=2025-08-25&to=2025-09-21");
    ASSERT_EQ(figure.status, 200) << figure.text;
    EXPECT_EQ(figure.body["status"], "drawn");
    EXPECT_EQ(figure.body["window"]["from"], "2025-08-25");
    EXPECT_EQ(figure.body["grain"], "week");
    EXPECT_TRUE(figure.body["filters"].empty());
    const auto csv = room.ask(viewer(), "study/fig01.csv?from=2025-08-25&to=2025-09-21");
    EXPECT_EQ(std::ranges::count(csv.text, '\n'),
              static_cast<std::ptrdiff_t>(figure.body["rows"].size()) + 1);
    EXPECT_EQ(room.ask(viewer(), "study/fig01?from=2031-01-01").body["status"], "no_data");
}

}  // namespace
}  // namespace orrery::dashboard
