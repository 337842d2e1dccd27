// What a full disk does: nothing new begins, everything begun is settled, and it ends by itself.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <limits>
#include <thread>
#include <vector>

#include "ledger/room.h"

namespace orrery::ledger {
namespace {

using test_support::TemporaryDirectory;

/// Limits the size of files that this process may write, as long as it lives.
class FileLimit {
public:
    explicit FileLimit(std::uint64_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FileLimit(const FileLimit&) = delete;
    FileLimit& operator=(const FileLimit&) = delete;

private:
    rlimit before_{};
};

template <typename Condition>
bool becomes_true(Condition condition) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

class Full : public testing::Test {
protected:
    void open(std::chrono::milliseconds apply_every) {
        options_.apply_every = apply_every;
        ledger_ = open_ledger(options_);
        const std::int64_t id = make_key(*ledger_, {"acme", "", 0, true});
        directory_ = ledger_->directory();
        key_ = directory_->key(id);
    }
    /// Opens until it is refused; returns how many it could.
    std::size_t fill(std::vector<Ticket>& tickets) {
        for (;;) {
            auto ticket = ledger_->open_generation(0, *key_, opening_of(++next_));
            if (!ticket) {
                EXPECT_EQ(ticket.error(), Refusal::not_recording);
                return tickets.size();
            }
            tickets.push_back(std::move(*ticket));
        }
    }
    void settle_all(std::vector<Ticket>& tickets) {
        for (Ticket& ticket : tickets) {
            record::Generation largest;
            record::for_each_column(largest, [](const char*, auto& value) {
                using Value = typename std::remove_reference_t<decltype(value)>::value_type;
                if constexpr (std::is_same_v<Value, std::string>) {
                    value = std::string(5000, 'x');
                } else {
                    value = std::numeric_limits<Value>::lowest();
                }
            });
            largest.cost_nano_usd = 1;
            largest.upstream_cost_nano_usd = 1;
            ledger_->settle(std::move(ticket), largest);
        }
        tickets.clear();
    }

    TemporaryDirectory room_;
    Options options_ = quiet_options(room_.path());
    std::unique_ptr<Ledger> ledger_;
    std::shared_ptr<const Directory> directory_;
    const Key* key_ = nullptr;
    std::uint64_t next_ = 0;
};

TEST_F(Full, every_opening_that_was_taken_can_be_settled_at_the_largest) {
    open(std::chrono::milliseconds(1));
    const FileLimit limit(16);  // No further segment, and nothing into SQLite.
    std::vector<Ticket> tickets;
    const std::size_t opened = fill(tickets);
    EXPECT_GT(opened, 5U);
    ASSERT_TRUE(becomes_true([&] { return !ledger_->readiness().is_recording; }));
    EXPECT_NE(ledger_->readiness().reason.find("no room"), std::string::npos)
        << ledger_->readiness().reason;
    settle_all(tickets);
    EXPECT_EQ(ledger_->counts().settled, opened);
    EXPECT_EQ(key_->balance->used, static_cast<std::int64_t>(opened));
    EXPECT_GE(ledger_->counts().refused_recording, 1U);
}

TEST_F(Full, it_records_again_when_space_returns) {
    open(std::chrono::milliseconds(1));
    std::vector<Ticket> tickets;
    {
        const FileLimit limit(16);
        fill(tickets);
        settle_all(tickets);
        fill(tickets);
        settle_all(tickets);
        EXPECT_TRUE(becomes_true([&] { return !ledger_->readiness().apply_error.empty(); }));
    }
    EXPECT_TRUE(becomes_true([&] { return pass(*ledger_, *key_, ++next_, 1); }));
    EXPECT_TRUE(becomes_true([&] { return ledger_->readiness().is_recording; }));
    ASSERT_TRUE(ledger_->apply_pending());
    EXPECT_EQ(number(room_.path(), "SELECT used_nano_usd FROM accounts"),
              static_cast<std::int64_t>(ledger_->counts().settled));
}

TEST_F(Full, a_disk_below_its_limit_takes_nothing_new) {
    options_.disk_free_min = std::numeric_limits<std::uint64_t>::max() / 2;
    open(std::chrono::milliseconds(1));
    EXPECT_FALSE(ledger_->readiness().is_recording);
    EXPECT_NE(ledger_->readiness().reason.find("disk"), std::string::npos);
    EXPECT_FALSE(pass(*ledger_, *key_, 1, 1));
    EXPECT_EQ(key_->balance->reserved, 0);
    EXPECT_EQ(key_->account_balance->reserved, 0);
    ledger_->record_refusal(0, *key_, [] {
        auto record = record_of(0);
        record.generation_id = generation_id_text(5);
        return record;
    }());
    EXPECT_EQ(ledger_->counts().refusals_dropped, 1U);
}

TEST_F(Full, what_waits_to_be_applied_is_bounded) {
    options_.unapplied_bytes_max = 100'000;
    open(std::chrono::milliseconds(1));
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open((room_ / "ledger.sqlite").c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    std::uint64_t passed = 0;
    EXPECT_TRUE(becomes_true([&] {
        passed += pass(*ledger_, *key_, ++next_, 1) ? 1 : 0;
        return ledger_->readiness().reason.find("too much waits") != std::string::npos;
    }));
    EXPECT_FALSE(pass(*ledger_, *key_, ++next_, 1));
    ASSERT_EQ(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(other);
    EXPECT_TRUE(becomes_true([&] { return pass(*ledger_, *key_, ++next_, 1); }));
    ASSERT_TRUE(ledger_->apply_pending());
    EXPECT_EQ(number(room_.path(), "SELECT used_nano_usd FROM accounts"),
              static_cast<std::int64_t>(passed + 1));
}

}  // namespace
}  // namespace orrery::ledger
