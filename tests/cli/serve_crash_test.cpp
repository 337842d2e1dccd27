// A crash is kill -9 of the gateway under load at a moment that a printed seed chooses. ORRERY_SEED
// replays one; ORRERY_CRASH_ROUNDS asks for other than the usual rounds.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "ledger/ledger.h"
#include "support/environment.h"
#include "support/load_keys.h"
#include "support/plain_call.h"
#include "support/served_process.h"

namespace orrery {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using test_support::number_from_environment;
using test_support::rest_of_line;
using test_support::run_orrery;
using Served = test_support::ServedProcess;

constexpr std::uint64_t rounds_usual = 3;
constexpr int clients = 6;

/// Tells whether a client saw an answer to its end.
bool is_whole(const std::string& answer) {
    const auto head = answer.find("\r\n\r\n");
    if (head == std::string::npos) {
        return false;
    }
    const std::string length =
        rest_of_line(answer, "ontent-length: ") + rest_of_line(answer, "ontent-Length: ");
    return length.empty() ? answer.find("data: [DONE]\n") != std::string::npos
                          : answer.size() - head - 4 == std::strtoull(length.c_str(), nullptr, 10);
}

class ServeCrash : public testing::Test {
protected:
    const std::uint64_t seed_ = number_from_environment("ORRERY_SEED", std::random_device()());
    std::mt19937_64 random_{seed_};
    test_support::TemporaryDirectory room_;
    const fs::path store_ = room_ / "store";
    std::string secret_;
    std::mutex mutex_;
    std::set<std::string> whole_;    ///< Ids of answers that a client saw to their end.
    std::set<std::string> partial_;  ///< Ids of which a client saw less.
    std::map<std::uint64_t, std::int64_t> costs_;  ///< Nano-USD of all records so far.
    std::uint64_t lost_ = 0;

    void SetUp() override {
        fmt::print("ORRERY_SEED={}\n", seed_);
        const auto keys = test_support::make_load_keys(store_, {ledger::KeyKind::inference});
        ASSERT_TRUE(keys) << describe(keys.error());
        secret_ = keys->front();
    }

    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

    [[nodiscard]] std::string request(std::mt19937_64& random) const {
        const std::string body =
            fmt::format(R"({{"model":"orrery/echo-paid","stream":{},"messages":[{{"role":"user",)"
                        R"("content":"[[echo: tokens={} delay_ms={}]] hello"}}]}})",
                        random() % 2 == 0, 1 + random() % 40, random() % 4);
        return fmt::format(
            "POST /api/v1/chat/completions HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
            "Authorization: Bearer {}\r\nContent-Type: application/json\r\n"
            "Content-Length: {}\r\n\r\n{}",
            secret_, body.size(), body);
    }

    /// One client asks on and on until nobody answers.
    void ask_on(std::uint16_t port, std::uint64_t seed) {
        std::mt19937_64 random(seed);
        for (;;) {
            const std::string answer = test_support::plain_exchange(port, request(random));
            if (answer.empty()) {
                return;
            }
            const auto at = answer.find(": gen-");
            if (at == std::string::npos) {
                continue;
            }
            const std::scoped_lock lock(mutex_);
            (is_whole(answer) ? whole_ : partial_).insert(answer.substr(at + 2, 20));
        }
    }

    void load_and_kill(Served& served) {
        const std::uint16_t port = served.port();
        ASSERT_NE(port, 0) << served.errors();
        std::vector<std::thread> threads;
        for (int client = 0; client < clients; ++client) {
            threads.emplace_back([this, port, seed = random_()] { ask_on(port, seed); });
        }
        EXPECT_TRUE(served.kill_after(milliseconds(1 + below(400)))) << served.errors();
        for (std::thread& thread : threads) {
            thread.join();
        }
    }

    [[nodiscard]] std::vector<std::uint64_t> recorded_ids() const {
        std::vector<std::uint64_t> ids;
        sqlite3* handle = nullptr;
        EXPECT_EQ(sqlite3_open((store_ / "ledger" / "ledger.sqlite").c_str(), &handle), SQLITE_OK);
        const auto take = [](void* to, int, char** values, char**) {
            static_cast<std::vector<std::uint64_t>*>(to)->push_back(
                std::strtoull(values[0], nullptr, 10));
            return 0;
        };
        EXPECT_EQ(sqlite3_exec(handle, "SELECT id FROM generations", take, &ids, nullptr),
                  SQLITE_OK);
        sqlite3_close(handle);
        return ids;
    }

    /// Looks at one record that is new since the last round.
    void take_record(std::uint64_t id, const record::Generation& record) {
        const std::string text = ledger::generation_id_text(id);
        const std::string state = record.terminal_state.value_or("none");
        costs_[id] = record.cost_nano_usd.value_or(0);
        lost_ += state == "lost" ? 1 : 0;
        if (whole_.contains(text)) {
            EXPECT_EQ(state, "done") << text;
            EXPECT_GT(record.cost_nano_usd.value_or(0), 0) << text;
        } else {
            EXPECT_TRUE(state == "lost" || state == "done") << text << ' ' << state;
        }
    }

    /// Opens the ledger as the next process does and expects that the books agree.
    void expect_books() {
        ledger::Options options;
        options.directory = store_ / "ledger";
        options.loops = 2;
        options.hash_key = "test";
        options.disk_free_min = 0;
        auto opened = ledger::Ledger::open(options);
        ASSERT_TRUE(opened) << describe(opened.error());
        ledger::Ledger& ledger = **opened;
        ASSERT_TRUE(ledger.apply_pending());
        const auto ids = recorded_ids();
        const ledger::Account* account = ledger.directory()->account("acme");
        std::set<std::uint64_t> once(ids.begin(), ids.end());
        EXPECT_EQ(once.size(), ids.size()) << "a generation was recorded twice";
        for (const std::uint64_t id : once) {
            if (!costs_.contains(id)) {
                const auto record = ledger.generation(id, account->id);
                ASSERT_TRUE(record && *record) << ledger::generation_id_text(id);
                take_record(id, **record);
            }
        }
        for (const auto* seen : {&whole_, &partial_}) {
            for (const std::string& text : *seen) {
                const auto id = ledger::parse_generation_id(text);
                EXPECT_TRUE(id && once.contains(*id)) << text << " was answered, not recorded";
            }
        }
        std::int64_t sum = 0;
        for (const auto& [id, cost] : costs_) {
            sum += cost;
        }
        const auto directory = ledger.directory();
        EXPECT_EQ(directory->account("acme")->balance->used, sum);
        EXPECT_EQ(directory->account("acme")->balance->reserved, 0);
        EXPECT_EQ(directory->keys().front().balance->used, sum);
    }
};

TEST_F(ServeCrash, UnderLoadLosesNoAnswerThatEndedAndRecordsNoneTwice) {
    const std::uint64_t rounds = number_from_environment("ORRERY_CRASH_ROUNDS", rounds_usual);
    for (std::uint64_t round = 0; round < rounds; ++round) {
        SCOPED_TRACE(fmt::format("seed {}, round {}", seed_, round));
        {
            Served served(store_, room_.path());
            load_and_kill(served);
        }
        if (below(3) == 0) {
            // Once more, perhaps amid its recovery.
            Served served(store_, room_.path());
            EXPECT_TRUE(served.kill_after(milliseconds(below(300)))) << served.errors();
        }
        expect_books();
        ASSERT_FALSE(HasFailure());
    }
    Served served(store_, room_.path());
    ASSERT_NE(served.port(), 0) << served.errors();
    EXPECT_EQ(served.end(), 0) << served.errors();
    const auto rows = run_orrery({"--store", store_.string(), "sql", "--format", "csv",
                                  "SELECT count(*) AS n, count(DISTINCT generation_id) AS ids, "
                                  "sum(cost_nano_usd) AS cost FROM generations"});
    std::int64_t sum = 0;
    for (const auto& [id, cost] : costs_) {
        sum += cost;
    }
    EXPECT_EQ(rows.out, fmt::format("n,ids,cost\n{0},{0},{1}\n", costs_.size(), sum)) << rows.err;
    fmt::print("{} answers ended, {} broke off, {} generations were lost\n", whole_.size(),
               partial_.size(), lost_);
    EXPECT_GT(whole_.size(), rounds) << "too little was served to test anything";
}

}  // namespace
}  // namespace orrery
