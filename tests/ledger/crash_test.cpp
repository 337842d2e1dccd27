// A crash is kill -9 of a process that opens and settles generations as fast as it can, at a moment
// that a printed seed chooses. ORRERY_SEED replays one; ORRERY_CRASH_ROUNDS asks for other than the
// usual rounds.

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <array>
#include <deque>
#include <random>
#include <thread>

#include "ledger/room.h"
#include "support/child_process.h"
#include "support/environment.h"

namespace orrery::ledger {
namespace {

namespace fs = std::filesystem;
using test_support::ChildProcess;
using test_support::TemporaryDirectory;

constexpr std::size_t loops = 2;
constexpr std::uint64_t rounds_usual = 10;
constexpr std::uint64_t loop_factor = 1'000'000'000;

/// How far each loop of the child has come, seen by both processes.
struct Progress {
    std::array<std::atomic<std::uint64_t>, loops> opened{};   ///< Calls that returned a ticket.
    std::array<std::atomic<std::uint64_t>, loops> settled{};  ///< Calls that returned, in order.
};

Progress& shared_progress(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT, 0600);
    EXPECT_EQ(::ftruncate(descriptor, sizeof(Progress)), 0);
    void* mapped =
        ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    ::close(descriptor);
    return *static_cast<Progress*>(mapped);
}

constexpr std::uint64_t id_of(std::size_t loop, std::uint64_t count) {
    return (loop + 1) * loop_factor + count;
}

constexpr std::int64_t cost_of(std::uint64_t id) {
    return static_cast<std::int64_t>(id % 97);
}

Options crash_options(const fs::path& directory) {
    Options options = quiet_options(directory);
    options.loops = loops;
    options.segment_bytes = 256U << 10U;
    options.apply_every = std::chrono::milliseconds(3);
    options.unapplied_bytes_max = 4U << 20U;
    return options;
}

/// One loop of the child: eight open at a time, settled in the order of opening, for ever.
void traffic(Ledger& ledger, std::size_t loop, Progress& progress) {
    const auto directory = ledger.directory();
    const Key& key = directory->keys().front();
    std::deque<Ticket> open;
    std::uint64_t next = progress.opened[loop];
    for (;;) {
        auto ticket = ledger.open_generation(loop, key, opening_of(id_of(loop, next + 1), 100));
        if (ticket) {
            open.push_back(std::move(*ticket));
            progress.opened[loop] = ++next;
        } else {
            std::this_thread::yield();
        }
        if (open.size() > 8 || (!ticket && !open.empty())) {
            const std::int64_t cost = cost_of(open.front().generation_id());
            ledger.settle(std::move(open.front()), record_of(cost));
            open.pop_front();
            progress.settled[loop] += 1;
        }
    }
}

/// Not a test: what the crash test runs and kills.
TEST(CrashChild, DISABLED_serves) {
    const char* room = std::getenv("ORRERY_CRASH_ROOM");
    ASSERT_NE(room, nullptr);
    Progress& progress = shared_progress(fs::path(room) / "progress");
    const auto ledger = open_ledger(crash_options(fs::path(room) / "ledger"));
    std::thread other([&] { traffic(*ledger, 1, progress); });
    traffic(*ledger, 0, progress);
}

class Crash : public testing::Test {
protected:
    const std::uint64_t seed_ =
        test_support::number_from_environment("ORRERY_SEED", std::random_device()());
    std::mt19937_64 random_{seed_};
    TemporaryDirectory room_;
    const fs::path directory_ = room_ / "ledger";
    Progress& progress_ = shared_progress(room_ / "progress");
    std::int64_t generations_ = 0;  // As the rounds before left them.
    std::int64_t charged_ = 0;

    /// Lets a child work until it has settled so many, then kills it.
    void kill_after(std::uint64_t settlements) {
        ASSERT_EQ(::setenv("ORRERY_CRASH_ROOM", room_.path().c_str(), 1), 0);
        const std::uint64_t until = progress_.settled[0] + settlements;
        ChildProcess child({fs::read_symlink("/proc/self/exe").string(),
                            "--gtest_also_run_disabled_tests", "--gtest_filter=CrashChild.*"});
        const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        bool has_ended = false;
        while (progress_.settled[0] < until && std::chrono::steady_clock::now() < patience) {
            has_ended = has_ended || child.wait(std::chrono::milliseconds(0));
            ASSERT_FALSE(has_ended) << child.finish().out << child.finish().err;
        }
        child.kill();
        EXPECT_EQ(child.finish().code, -SIGKILL) << child.finish().err;
    }

    /// Expects of one loop: settled is settled; open is lost; between calls either may be.
    void expect_loop(Ledger& ledger, std::size_t loop, std::uint64_t first, std::uint64_t settled) {
        const std::uint64_t opened = progress_.opened[loop];
        for (std::uint64_t count = first; count <= opened + 1; ++count) {
            const std::uint64_t id = id_of(loop, count);
            const auto found = ledger.generation(id, 1);
            ASSERT_TRUE(found) << describe(found.error());
            if (!*found) {
                ASSERT_EQ(count, opened + 1) << "a generation is missing";
                continue;
            }
            ++generations_;
            const bool is_done = (*found)->terminal_state == "done";
            charged_ += is_done ? cost_of(id) : 0;
            if (count <= settled) {
                ASSERT_TRUE(is_done) << id << " was settled";
                ASSERT_EQ((*found)->cost_nano_usd, cost_of(id));
            } else if (count > settled + 1) {
                ASSERT_EQ((*found)->terminal_state, "lost") << id;
            }
        }
    }

    void expect_sums(Ledger& ledger) const {
        EXPECT_EQ(number(directory_, "SELECT count(*) FROM generations"), generations_);
        EXPECT_EQ(number(directory_, "SELECT count(DISTINCT id) FROM generations"), generations_);
        EXPECT_EQ(number(directory_, "SELECT sum(generations) FROM usage_days"), generations_);
        EXPECT_EQ(number(directory_, "SELECT used_nano_usd FROM accounts"), charged_);
        EXPECT_EQ(number(directory_, "SELECT used_nano_usd FROM keys"), charged_);
        EXPECT_EQ(ledger.directory()->account(1)->balance->used, charged_);
        EXPECT_EQ(ledger.counts().damaged, 0U);
    }
};

TEST_F(Crash, loses_no_settled_generation_and_repeats_none) {
    fmt::print("ORRERY_SEED={}\n", seed_);
    {
        const auto ledger = open_ledger(crash_options(directory_));
        make_key(*ledger, {"acme", "", 0, true});
    }
    const std::uint64_t rounds =
        test_support::number_from_environment("ORRERY_CRASH_ROUNDS", rounds_usual);
    std::array<std::uint64_t, loops> first{1, 1};
    for (std::uint64_t round = 0; round < rounds; ++round) {
        SCOPED_TRACE(fmt::format("seed {}, round {}", seed_, round));
        std::array<std::uint64_t, loops> settled_before{progress_.settled[0], progress_.settled[1]};
        kill_after(1 + random_() % 6000);
        const auto ledger = open_ledger(crash_options(directory_));
        for (std::size_t loop = 0; loop < loops; ++loop) {
            const std::uint64_t settled = progress_.settled[loop] - settled_before[loop];
            expect_loop(*ledger, loop, first[loop], first[loop] - 1 + settled);
            ASSERT_FALSE(HasFatalFailure());
            // The next child begins behind what this one may have opened last.
            first[loop] = progress_.opened[loop] += 1;
            ++first[loop];
        }
        expect_sums(*ledger);
        ASSERT_FALSE(HasFailure());
    }
    fmt::print("{} generations, {} of them charged\n", generations_, charged_);
    EXPECT_GT(generations_, 0);
}

}  // namespace
}  // namespace orrery::ledger
