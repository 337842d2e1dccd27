#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "dashboard/room.h"

namespace orrery::dashboard {
namespace {

std::vector<std::string> ids_of(const Json& page) {
    std::vector<std::string> ids;
    for (const auto& row : page["rows"]) {
        ids.push_back(row["generation_id"]);
    }
    return ids;
}

gateway::RecentGeneration fresh(const std::string& id, std::int64_t created_us) {
    gateway::RecentGeneration generation;
    generation.record.generation_id = id;
    generation.record.created_at = created_us;
    generation.record.model = "acme/fresh";
    generation.attempts.push_back({"Acme", "fresh-1", 0, "connect", created_us, 1500, false});
    generation.attempts.push_back({"Other", "fresh-1", 200, "", created_us + 1500, 2500, true});
    return generation;
}

TEST(the_explorer, walks_the_whole_store_in_order_while_new_generations_arrive) {
    Room& room = full_room();
    const auto all = room.store().rows(
        "SELECT generation_id FROM generations ORDER BY created_at DESC, generation_id DESC");
    std::vector<std::string> walked;
    std::string target = "generations?limit=331";
    for (int page = 0; page < 100; ++page) {
        const auto reply = room.ask(administrator(), target);
        ASSERT_EQ(reply.status, 200) << reply.text;
        const auto ids = ids_of(reply.body);
        walked.insert(walked.end(), ids.begin(), ids.end());
        room.recent.insert(room.recent.begin(),
                           fresh(fmt::format("gen-new-{}", page), now_us + page));
        if (reply.body["next"].is_null()) {
            break;
        }
        target = "generations?limit=331&before=" + reply.body["next"].get<std::string>();
    }
    room.recent.clear();
    EXPECT_EQ(walked, all);
}

TEST(the_explorer, has_one_row_of_what_is_in_memory_and_in_the_store) {
    Room room;
    room.settle("alpha", 5);
    room.drain();
    const auto stored = ids_of(room.ask(administrator(), "generations").body);
    ASSERT_EQ(stored.size(), 5U);
    room.recent = {fresh("gen-b", now_us), fresh("gen-a", now_us),
                   fresh(stored[0], now_us - 7 * hour_us), fresh("gen-old", now_us - 8 * hour_us)};
    EXPECT_EQ(ids_of(room.ask(administrator(), "generations").body),
              (std::vector<std::string>{"gen-b", "gen-a", stored[0], "gen-old", stored[1],
                                        stored[2], stored[3], stored[4]}));
    const auto page = room.ask(administrator(), "generations?limit=4");
    const std::string next = page.body["next"];
    EXPECT_EQ(ids_of(room.ask(administrator(), "generations?before=" + next).body),
              (std::vector<std::string>{stored[1], stored[2], stored[3], stored[4]}));
}

TEST(the_explorer, finds_what_plain_sql_finds) {
    Room& room = full_room();
    const std::vector<std::pair<std::string, std::string>> searches = {
        {"provider=Groq", "provider = 'Groq'"},
        {"provider=Groq&provider=OpenAI", "provider IN ('Groq', 'OpenAI')"},
        {"provider=unknown", "provider IS NULL"},
        {"model=deepseek/deepseek-chat-v3.1",
         "coalesce(resolve_model(model, created_at), model) = 'deepseek/deepseek-chat-v3.1'"},
        {"model=unknown", "model IS NULL"},
        {"app=agent&country=US&terminal_state=timeout",
         "app = 'agent' AND country = 'US' AND terminal_state = 'timeout'"},
        {"account=account-3&from=2025-09-01&to=2025-09-09",
         "account_id = 'account-3' AND created_at >= DATE '2025-09-01' AND "
         "created_at < DATE '2025-09-10'"},
        {"app=it's%20not%20there", "false"}};
    for (const auto& [target, condition] : searches) {
        auto expected =
            room.store().rows("SELECT generation_id FROM generations WHERE " + condition +
                              " ORDER BY created_at DESC, generation_id DESC");
        expected.resize(std::min<std::size_t>(expected.size(), 500));
        const auto reply = room.ask(administrator(), "generations?limit=500&" + target);
        ASSERT_EQ(reply.status, 200) << reply.text;
        EXPECT_EQ(ids_of(reply.body), expected) << target;
        EXPECT_EQ(expected.empty(), condition == "false") << target << " tests nothing";
    }
}

TEST(the_explorer, leaves_names_of_models_that_mean_another_today_to_their_day) {
    Room& room = full_room();
    const auto reply = room.ask(administrator(), "generations?limit=500&model=deepseek-chat");
    ASSERT_EQ(reply.status, 200);
    const auto reported =
        room.store().row("SELECT count(*) FROM generations WHERE model = 'deepseek-chat'");
    EXPECT_NE(reported, "0");
    EXPECT_EQ(reply.body["rows"].size(), 0U) << "every day of the traffic resolves that name";
}

TEST(a_generation, is_told_with_all_its_columns_labels_and_price) {
    Room& room = full_room();
    const std::string id = room.store().row(
        "SELECT g.generation_id FROM generations AS g JOIN labels AS l USING (generation_id) WHERE "
        "prompt_tokens IS NOT NULL AND completion_tokens > 0 AND coalesce(cache_read_tokens, 0) = "
        "0 "
        "AND coalesce(cache_write_tokens, 0) = 0 AND coalesce(reasoning_tokens, 0) = 0 AND "
        "cost_nano_usd > 0 ORDER BY 1 LIMIT 1");
    const auto reply = room.ask(administrator(), "generations/" + id);
    ASSERT_EQ(reply.status, 200) << reply.text;
    const auto& record = reply.body["record"];
    const auto from_store = [&](const std::string& column) {
        return room.store().row("SELECT " + column + " FROM generations WHERE generation_id = '" +
                                id + "'");
    };
    EXPECT_EQ(record["generation_id"], id);
    EXPECT_EQ(std::to_string(record["prompt_tokens"].get<std::int64_t>()),
              from_store("prompt_tokens"));
    EXPECT_DOUBLE_EQ(record["cost_usd"].get<double>() * 1e9, record["cost_nano_usd"].get<double>());
    EXPECT_EQ(reply.body["classes"]["uncached_in"], record["prompt_tokens"]);
    EXPECT_EQ(reply.body["classes"]["text_out"], record["completion_tokens"]);
    EXPECT_EQ(reply.body["settled"], "store");
    EXPECT_TRUE(reply.body["attempts"].is_null());
    EXPECT_EQ(std::to_string(reply.body["labels"].size()),
              room.store().row("SELECT count(*) FROM labels WHERE generation_id = '" + id + "'"));
    EXPECT_FALSE(reply.body["provenance"]["imported_at"].is_null());

    const auto priced = room.ask(administrator(), "generations?app=app-of-alpha&limit=1");
    const std::string of_alpha = priced.body["rows"][0]["generation_id"];
    const auto detail = room.ask(room.visitor("alpha"), "generations/" + of_alpha);
    EXPECT_EQ(detail.body["price"]["prompt_usd_per_million"], 0.15);
    EXPECT_EQ(detail.body["account"], "alpha");
}

TEST(a_generation, whose_counts_do_not_add_up_has_no_classes) {
    Room& room = full_room();
    const std::string id = room.store().row(
        "SELECT generation_id FROM generations WHERE reasoning_tokens > completion_tokens LIMIT 1");
    const auto reply = room.ask(administrator(), "generations/" + id);
    ASSERT_EQ(reply.status, 200);
    EXPECT_TRUE(reply.body["classes"].is_null());
}

TEST(a_generation, is_found_in_memory_and_in_the_ledger_before_the_store_has_it) {
    Room room;
    room.settle("beta", 2);
    room.recent = {fresh("gen-in-memory", now_us)};
    const auto in_memory = room.ask(administrator(), "generations/gen-in-memory");
    ASSERT_EQ(in_memory.status, 200);
    EXPECT_EQ(in_memory.body["settled"], "ledger");
    ASSERT_EQ(in_memory.body["attempts"].size(), 2U);
    EXPECT_TRUE(in_memory.body["attempts"][0]["status"].is_null());
    EXPECT_EQ(in_memory.body["attempts"][0]["failure"], "connect");
    EXPECT_EQ(in_memory.body["attempts"][1]["took_ms"], 2.5);

    const auto id = ledger::generation_id_text(
        static_cast<std::uint64_t>(now_us / 1000 - 1'577'836'800'000) << 22U);
    for (const bool is_lent : {false, true}) {
        room.is_lent = is_lent;
        const auto settled = room.ask(administrator(), "generations/" + id);
        ASSERT_EQ(settled.status, 200) << settled.text;
        EXPECT_EQ(settled.body["settled"], "ledger");
        EXPECT_EQ(settled.body["account"], "beta");
        EXPECT_EQ(room.ask(room.visitor("beta"), "generations/" + id).status, 200);
        EXPECT_NE(room.ask(room.visitor("alpha"), "generations/" + id).status, 200);
    }
    room.is_lent = false;
    room.drain();
    EXPECT_EQ(room.ask(room.visitor("beta"), "generations/" + id).body["settled"], "store");
}

}  // namespace
}  // namespace orrery::dashboard
