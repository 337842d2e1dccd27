#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/format/json.h"
#include "support/load.h"
#include "support/load_keys.h"
#include "support/served_process.h"

namespace orrery {
namespace {

namespace fs = std::filesystem;
using test_support::Ending;
using test_support::Load;
using test_support::run_orrery;
using Served = test_support::ServedProcess;
using Words = std::vector<std::string>;

class Backup : public testing::Test {
protected:
    test_support::TemporaryDirectory room_;
    const fs::path store_ = room_ / "store";
    const fs::path copy_ = room_ / "copy";
    const fs::path other_ = room_ / "other";
    std::string secret_;

    void SetUp() override {
        const auto keys = test_support::make_load_keys(store_, {ledger::KeyKind::inference});
        ASSERT_TRUE(keys) << describe(keys.error());
        secret_ = keys->front();
    }

    static Ending run(const fs::path& store, Words words) {
        words.insert(words.begin(), {"--store", store.string()});
        return run_orrery(words);
    }
    static void done(const fs::path& store, const Words& words) {
        const auto ending = run(store, words);
        ASSERT_EQ(ending.code, 0) << words.front() << ": " << ending.err;
    }
    static std::set<std::string> ids_in(const fs::path& store) {
        const auto rows =
            run(store, {"sql", "--format", "csv", "SELECT generation_id FROM generations"});
        EXPECT_EQ(rows.code, 0) << rows.err;
        std::set<std::string> ids;
        std::size_t lines = 0;
        for (std::size_t at = rows.out.find('\n') + 1; at < rows.out.size(); ++lines) {
            const auto end = rows.out.find('\n', at);
            ids.insert(rows.out.substr(at, end - at));
            at = end + 1;
        }
        EXPECT_EQ(ids.size(), lines) << "a generation is there twice";
        return ids;
    }
    /// Returns what the account has used, and what its records cost, by the books themselves.
    static std::pair<std::string, std::string> used_and_cost(const fs::path& store) {
        const auto list = run(store, {"accounts", "list", "--json"});
        const auto accounts = nlohmann::json::parse(list.out, nullptr, false);
        EXPECT_TRUE(accounts.is_array() && !accounts.empty()) << list.out << list.err;
        const auto cost = run(store, {"sql", "--format", "csv",
                                      "SELECT sum(cost_nano_usd) AS cost FROM generations"});
        return {accounts[0]["used_nano_usd"].dump(), cost.out.substr(cost.out.find('\n') + 1)};
    }
    /// Lets a server take in what the ledger has and the store has not.
    void serve_once(const fs::path& store) const {
        Served served(store, room_.path());
        ASSERT_NE(served.port(), 0) << served.errors();
        EXPECT_EQ(served.end(), 0) << served.errors();
    }
};

TEST_F(Backup, under_load_holds_what_was_settled_before_it_began_once) {
    std::set<std::string> before;
    {
        Served served(store_, room_.path());
        const auto port = served.port();
        ASSERT_NE(port, 0) << served.errors();
        Load first(port, secret_, 2);
        while (first.answered() < 50) {
            std::this_thread::yield();
        }
        before = first.end();
        Load during(port, secret_, 2);
        done(store_, {"backup", copy_.string()});
        EXPECT_GT(during.end().size(), 0U);
        EXPECT_EQ(served.end(), 0) << served.errors();
    }
    done(other_, {"restore", copy_.string()});
    serve_once(other_);
    const auto restored = ids_in(other_);
    for (const std::string& id : before) {
        EXPECT_TRUE(restored.contains(id)) << id << " was settled before the backup";
    }
    const auto [used, cost] = used_and_cost(other_);
    EXPECT_EQ(used + "\n", cost);
    for (const std::string& id : restored) {
        EXPECT_EQ(id.rfind("gen-", 0), 0U) << id;
    }
}

/// A server that was killed leaves records in its journals alone.
TEST_F(Backup, where_nobody_serves_settles_what_a_crash_has_left) {
    std::set<std::string> answered;
    {
        Served served(store_, room_.path());
        const auto port = served.port();
        ASSERT_NE(port, 0) << served.errors();
        Load load(port, secret_, 2);
        while (load.answered() < 20) {
            std::this_thread::yield();
        }
        EXPECT_TRUE(served.kill_after(std::chrono::milliseconds(0)));
        answered = load.end();
    }
    done(store_, {"backup", copy_.string()});
    done(other_, {"restore", copy_.string()});
    EXPECT_FALSE(fs::exists(other_ / "ledger" / "journal"));
    serve_once(other_);
    const auto restored = ids_in(other_);
    for (const std::string& id : answered) {
        EXPECT_TRUE(restored.contains(id)) << id;
    }
    const auto [used, cost] = used_and_cost(other_);
    EXPECT_EQ(used + "\n", cost);
}

TEST_F(Backup, keeps_secrets_to_their_owner) {
    done(store_, {"doctor", "--write"});
    done(store_, {"backup", copy_.string()});
    struct stat status{};
    ASSERT_EQ(::stat(copy_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    ASSERT_EQ(::stat((copy_ / "secret.key").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    done(other_, {"restore", copy_.string()});
    ASSERT_EQ(::stat((other_ / "secret.key").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(read_file(other_ / "secret.key").value_or("a"),
              read_file(store_ / "secret.key").value_or("b"));
}

TEST_F(Backup, overwrites_nothing) {
    done(store_, {"doctor", "--write"});
    ASSERT_TRUE(write_file(copy_ / "mine", "mine"));
    EXPECT_EQ(run(store_, {"backup", copy_.string()}).code, 2);
    EXPECT_EQ(read_file(copy_ / "mine").value_or(""), "mine");
    const auto nowhere = run(room_ / "none", {"backup", other_.string()});
    EXPECT_EQ(nowhere.code, 1);
    EXPECT_FALSE(fs::exists(other_));
    EXPECT_FALSE(fs::exists(room_ / "none"));
}

TEST_F(Backup, that_was_changed_is_not_restored) {
    done(store_, {"doctor", "--write"});
    done(store_, {"backup", copy_.string()});
    auto text = read_file(copy_ / "orrery.duckdb").value_or("");
    ASSERT_GT(text.size(), 20'000U);
    text[20'000] = static_cast<char>(text[20'000] ^ 1);
    ASSERT_TRUE(write_file(copy_ / "orrery.duckdb", text));
    const auto ending = run(other_, {"restore", copy_.string()});
    EXPECT_EQ(ending.code, 1);
    EXPECT_NE(ending.err.find("orrery.duckdb"), std::string::npos) << ending.err;
    EXPECT_FALSE(fs::exists(other_ / "orrery.duckdb"));
    EXPECT_FALSE(fs::exists(other_ / "secret.key"));
    for (const char* manifest :
         {"", "[]", "{}", R"({"format":2,"files":[]})", R"({"format":1,"files":[1]})",
          R"({"format":1,"files":[{"name":"../x","bytes":1,"sha256":""}]})"}) {
        ASSERT_TRUE(write_file(copy_ / "manifest.json", manifest));
        EXPECT_EQ(run(other_, {"restore", copy_.string()}).code, 1) << manifest;
    }
}

TEST_F(Backup, is_restored_over_a_store_only_when_forced_and_never_under_a_server) {
    done(store_, {"sql", "--write", "SELECT 1"});
    done(store_, {"sql", "--write", "CREATE TABLE mine AS SELECT 1 AS one"});
    done(store_, {"backup", copy_.string()});
    done(store_, {"sql", "--write", "DROP TABLE mine"});
    const auto refused = run(store_, {"restore", copy_.string()});
    EXPECT_EQ(refused.code, 2);
    EXPECT_NE(refused.err.find("--force"), std::string::npos) << refused.err;
    {
        Served served(store_, room_.path());
        ASSERT_NE(served.port(), 0) << served.errors();
        const auto served_refused = run(store_, {"restore", copy_.string(), "--force"});
        EXPECT_EQ(served_refused.code, 1);
        EXPECT_NE(served_refused.err.find("serves from this store"), std::string::npos)
            << served_refused.err;
        EXPECT_EQ(served.end(), 0);
    }
    done(store_, {"restore", copy_.string(), "--force"});
    EXPECT_EQ(run(store_, {"sql", "--format", "csv", "SELECT one FROM mine"}).out, "one\n1\n");
    int aside = 0;
    for (const auto& entry : fs::directory_iterator(store_)) {
        aside += entry.path().filename().string().starts_with("replaced-") ? 1 : 0;
        EXPECT_NE(entry.path().filename(), "restoring");
    }
    EXPECT_EQ(aside, 1) << "what was there is kept";
}

}  // namespace
}  // namespace orrery
