// Commands beside a process that serves from the same store.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/format/json.h"
#include "support/load.h"
#include "support/load_keys.h"
#include "support/served_process.h"

namespace orrery {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using test_support::ChildProcess;
using test_support::Ending;
using test_support::Load;
using test_support::run_orrery;
using Served = test_support::ServedProcess;
using Words = std::vector<std::string>;

/// Keeps the store for longer than any test takes.
const Words endless{"sql", "SELECT count(*) FROM range(10000000) AS a, range(10000000) AS b"};

class Beside : public testing::Test {
protected:
    test_support::TemporaryDirectory room_;
    const fs::path store_ = room_ / "store";
    std::string secret_;
    std::string management_secret_;

    void SetUp() override {
        const auto keys = test_support::make_load_keys(
            store_, {ledger::KeyKind::inference, ledger::KeyKind::management});
        ASSERT_TRUE(keys) << describe(keys.error());
        secret_ = keys->front();
        management_secret_ = keys->back();
    }

    [[nodiscard]] Words words_of(const Words& words) const {
        Words command{"--store", store_.string()};
        command.insert(command.end(), words.begin(), words.end());
        return command;
    }
    [[nodiscard]] Ending orrery(const Words& words) const { return run_orrery(words_of(words)); }
    [[nodiscard]] std::unique_ptr<ChildProcess> begin(const Words& words) const {
        Words command{ORRERY_BINARY};
        const Words own = words_of(words);
        command.insert(command.end(), own.begin(), own.end());
        return std::make_unique<ChildProcess>(std::move(command));
    }

    /// Returns who has the store by the server's word, or "".
    [[nodiscard]] static std::string holder(std::uint16_t port) {
        const std::string answer = test_support::plain_call(port, "GET", "/readyz", "", "");
        const auto body =
            nlohmann::json::parse(answer.substr(answer.find("\r\n\r\n") + 4), nullptr, false);
        EXPECT_TRUE(body.is_object()) << answer;
        const auto found = body.is_object() ? body.find("store_holder") : body.end();
        return body.is_object() && found->is_string() ? found->get<std::string>() : "";
    }
    /// Waits until the holder's name contains the text, which may be "" for nobody.
    static void await_holder(std::uint16_t port, const std::string& text) {
        const auto until = std::chrono::steady_clock::now() + test_support::patience;
        std::string now;
        do {
            now = holder(port);
            if (text.empty() ? now.empty() : now.find(text) != std::string::npos) {
                return;
            }
        } while (std::chrono::steady_clock::now() < until);
        ADD_FAILURE() << "the store is with '" << now << "', not '" << text << "'";
    }

    /// Expects that each generation that was answered is in the store once.
    void expect_all(const std::set<std::string>& answered) const {
        const auto rows = orrery({"sql", "--format", "csv",
                                  "SELECT generation_id FROM generations WHERE source = 'gateway' "
                                  "ORDER BY generation_id"});
        ASSERT_EQ(rows.code, 0) << rows.err;
        std::multiset<std::string> stored;
        for (std::size_t at = rows.out.find('\n') + 1; at < rows.out.size();) {
            const auto end = rows.out.find('\n', at);
            stored.insert(rows.out.substr(at, end - at));
            at = end + 1;
        }
        const std::set<std::string> once(stored.begin(), stored.end());
        EXPECT_EQ(once.size(), stored.size()) << "a generation is in the store twice";
        for (const std::string& id : answered) {
            EXPECT_TRUE(once.contains(id)) << id << " was answered and is not in the store";
        }
        const auto sums = orrery({"sql", "--format", "csv",
                                  "SELECT (SELECT count(*) FROM generations) = "
                                  "(SELECT sum(generations) FROM mart_usage) AS agree"});
        EXPECT_EQ(sums.out, "agree\ntrue\n") << sums.err;
    }
};

TEST_F(Beside, every_command_runs_and_nothing_is_lost) {
    ASSERT_TRUE(write_file(room_ / "in.csv",
                           "generation_id,created_at,model,prompt_tokens,completion_tokens\n"
                           "a,2025-01-01 00:00:00,openai/gpt-4,10,1\n"
                           "b,2025-01-01 00:00:01,openai/gpt-4,20,2\n"));
    Served served(store_, room_.path());
    const auto port = served.port();
    ASSERT_NE(port, 0) << served.errors();
    Load load(port, secret_, 2);
    const std::vector<Words> commands = {
        {"sql", "SELECT count(*) FROM generations"},
        {"import", "orrery", (room_ / "in.csv").string()},
        {"study", "fig01", "--out", (room_ / "report").string()},
        {"doctor"},
        {"simulate", "--generations", "2000", "--accounts", "50", "--from", "2025-09-01", "--to",
         "2025-10-01"},
        {"keys", "create", "--account", "acme", "--name", "new"},
        {"accounts", "list"},
        {"sql", "--write", "CREATE TABLE mine AS SELECT 1 AS one"},
    };
    std::vector<Ending> endings(commands.size());
    std::vector<std::thread> threads;
    for (std::size_t at = 0; at < commands.size(); ++at) {
        threads.emplace_back([&, at] { endings[at] = orrery(commands[at]); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (std::size_t at = 0; at < commands.size(); ++at) {
        EXPECT_EQ(endings[at].code, 0) << commands[at].front() << ": " << endings[at].err;
        EXPECT_EQ(endings[at].err.find("in use"), std::string::npos) << endings[at].err;
    }
    const auto seen = load.answered();
    const auto answered = load.end();
    EXPECT_GT(answered.size(), 0U);
    EXPECT_GT(seen, 0U) << "the gateway did not serve while its store was lent";
    expect_all(answered);
    EXPECT_EQ(served.end(), 0) << served.errors();
    EXPECT_FALSE(fs::exists(store_ / "admin.sock"));
    expect_all(answered);
    EXPECT_EQ(orrery({"sql", "--format", "csv", "SELECT one FROM mine"}).out, "one\n1\n");
}

TEST_F(Beside, a_borrower_that_is_killed_gives_the_store_back) {
    Served served(store_, room_.path());
    const auto port = served.port();
    ASSERT_NE(port, 0) << served.errors();
    auto borrower = begin(endless);
    await_holder(port, "`orrery sql` (pid ");
    Load load(port, secret_, 1);
    const auto past =
        test_support::plain_call(port, "GET", "/api/v1/activity", management_secret_, "");
    EXPECT_TRUE(past.starts_with("HTTP/1.1 503")) << past;
    EXPECT_NE(past.find("the store is lent to `orrery sql` (pid"), std::string::npos) << past;
    auto second = begin({"sql", "--format", "csv", "SELECT 1 AS one"});
    EXPECT_FALSE(second->wait(milliseconds(1'500))) << "it must wait for the first";
    EXPECT_GT(load.answered(), 0U) << "the gateway goes on";
    borrower->kill();
    EXPECT_EQ(second->finish().code, 0) << second->finish().err;
    EXPECT_EQ(second->finish().out, "one\n1\n");
    EXPECT_NE(second->finish().err.find("waiting for the store: `orrery sql` (pid "),
              std::string::npos)
        << second->finish().err;
    await_holder(port, "");
    const auto answered = load.end();
    expect_all(answered);
    EXPECT_EQ(served.end(), 0);
    EXPECT_NE(served.errors().find("the store is lent to `orrery sql`"), std::string::npos);
    EXPECT_NE(served.errors().find("the store is back from `orrery sql`"), std::string::npos);
}

TEST_F(Beside, a_server_that_is_killed_while_its_store_is_lent_loses_nothing) {
    std::set<std::string> answered;
    std::unique_ptr<ChildProcess> borrower;
    {
        Served served(store_, room_.path());
        const auto port = served.port();
        ASSERT_NE(port, 0) << served.errors();
        borrower = begin(endless);
        await_holder(port, "orrery sql");
        Load load(port, secret_, 2);
        EXPECT_TRUE(served.kill_after(milliseconds(300)));
        answered = load.end();
    }
    EXPECT_GT(answered.size(), 0U);
    Served again(store_, room_.path());
    const auto port = again.port();
    ASSERT_NE(port, 0) << "the orphan still has the store: " << again.errors();
    await_holder(port, "another process");
    Load load(port, secret_, 1);
    borrower->kill();
    await_holder(port, "");
    for (const auto& id : load.end()) {
        answered.insert(id);
    }
    EXPECT_EQ(again.end(), 0) << again.errors();
    expect_all(answered);
}

TEST_F(Beside, a_server_ends_while_its_store_is_lent_and_the_next_takes_in_the_rest) {
    Served served(store_, room_.path());
    const auto port = served.port();
    ASSERT_NE(port, 0) << served.errors();
    auto borrower = begin(endless);
    await_holder(port, "orrery sql");
    Load load(port, secret_, 1);
    auto waiting = begin({"sql", "--format", "csv", "SELECT 1 AS one"});
    while (load.answered() == 0) {
        std::this_thread::yield();
    }
    const auto answered = load.end();
    EXPECT_EQ(served.end(), 0);
    EXPECT_NE(served.errors().find("stays in the ledger"), std::string::npos) << served.errors();
    borrower->kill();
    static_cast<void>(borrower->finish());
    Served next(store_, room_.path());
    ASSERT_NE(next.port(), 0) << next.errors();
    // Who waited may have borrowed the store anew, of the next server.
    EXPECT_EQ(waiting->finish().code, 0);
    await_holder(next.port(), "");
    EXPECT_EQ(next.end(), 0) << next.errors();
    expect_all(answered);
}

TEST_F(Beside, a_second_server_is_refused) {
    Served served(store_, room_.path());
    ASSERT_NE(served.port(), 0) << served.errors();
    const auto second = orrery({"serve", "--listen", "127.0.0.1:0"});
    EXPECT_EQ(second.code, 1);
    EXPECT_NE(second.err.find("another process serves from this store"), std::string::npos);
    EXPECT_EQ(orrery({"sql", "SELECT 1"}).code, 0) << "the first one still lends";
}

/// Leaves a socket that nobody listens on, as a server that was killed does.
TEST_F(Beside, the_socket_of_a_dead_server_is_no_obstacle) {
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = (store_ / "admin.sock").string();
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ::close(descriptor);
    EXPECT_EQ(orrery({"doctor", "--write"}).code, 0);
    Served served(store_, room_.path());
    ASSERT_NE(served.port(), 0) << served.errors();
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(orrery({"sql", "SELECT 1"}).code, 0);
}

TEST_F(Beside, a_store_may_lie_deeper_than_a_socket_s_address_is_long) {
    const fs::path deep = room_ / std::string(90, 'd') / std::string(90, 'e');
    fs::create_directories(deep);
    Served served(deep / "store", room_.path());
    ASSERT_NE(served.port(), 0) << served.errors();
    const auto ending = run_orrery({"--store", (deep / "store").string(), "sql", "SELECT 1"});
    EXPECT_EQ(ending.code, 0) << ending.err;
    EXPECT_TRUE(fs::exists(deep / "store" / "admin.sock"));
}

TEST_F(Beside, root_leaves_no_files_in_the_store_of_another_user) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can have such a store";
    }
    ASSERT_EQ(orrery({"doctor", "--write"}).code, 0);
    constexpr unsigned nobody = 65534;
    ASSERT_EQ(::chown((store_ / "orrery.duckdb").c_str(), nobody, nobody), 0);
    for (const Words& words : {Words{"sql", "SELECT 1"},
                               {"doctor", "--write"},
                               {"accounts", "list"},
                               {"serve", "--listen", "127.0.0.1:0"}}) {
        const auto ending = orrery(words);
        EXPECT_EQ(ending.code, 1) << words.front();
        EXPECT_NE(ending.err.find("sudo -u nobody orrery " + words.front()), std::string::npos)
            << ending.err;
    }
}

}  // namespace
}  // namespace orrery
