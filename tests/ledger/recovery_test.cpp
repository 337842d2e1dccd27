#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <map>
#include <string>

#include "ledger/room.h"

namespace orrery::ledger {
namespace {

namespace fs = std::filesystem;
using test_support::TemporaryDirectory;

/// Copies what a killed process would leave behind.
void copy_as_killed(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
}

fs::path last_journal(const fs::path& directory) {
    fs::path last;
    for (const auto& entry : fs::directory_iterator(directory / "journal")) {
        last = std::max(last, entry.path());
    }
    return last;
}

std::string contents(const fs::path& file) {
    return read_file(file).value_or("");
}

/// What the ledger should hold: by id, the cost of a settled one or nothing for a lost one.
using Model = std::map<std::uint64_t, std::optional<std::int64_t>>;

/// Opens the ledger as the next process does and compares it with the model.
void expect_model(const fs::path& directory, Model model, const Model& open) {
    for (const auto& [id, cost] : open) {
        model[id] = std::nullopt;
    }
    const auto ledger = open_ledger(quiet_options(directory));
    std::int64_t sum = 0;
    for (const auto& [id, cost] : model) {
        const auto found = ledger->generation(id, 1);
        ASSERT_TRUE(found && *found) << id;
        EXPECT_EQ((*found)->cost_nano_usd, cost) << id;
        EXPECT_EQ((*found)->terminal_state, cost ? "done" : "lost") << id;
        sum += cost.value_or(0);
    }
    const auto count = static_cast<std::int64_t>(model.size());
    EXPECT_EQ(number(directory, "SELECT count(*) FROM generations"), count);
    EXPECT_EQ(number(directory, "SELECT sum(generations) FROM usage_days"), count);
    EXPECT_EQ(number(directory, "SELECT used_nano_usd FROM accounts"), sum);
    EXPECT_EQ(number(directory, "SELECT used_nano_usd FROM keys"), sum);
    EXPECT_EQ(number(directory, "SELECT sum(charged_nano_usd) FROM usage_days"), sum);
    EXPECT_EQ(ledger->directory()->account(1)->balance->used, sum);
    EXPECT_EQ(ledger->directory()->account(1)->balance->reserved, 0);
}

RC_GTEST_PROP(Recovery, at_any_point_finds_each_generation_once, ()) {
    const TemporaryDirectory room;
    auto ledger = open_ledger(quiet_options(room / "ledger"));
    const std::int64_t id_of_key = make_key(*ledger, {"acme", "", 0, true});
    const auto directory = ledger->directory();
    const Key& key = *directory->key(id_of_key);
    Model settled;
    Model open;
    std::map<std::uint64_t, Ticket> tickets;
    std::uint64_t next = 0;
    const auto steps = *rc::gen::inRange(1, 400);
    for (int step = 0; step < steps; ++step) {
        const int dice = *rc::gen::inRange(0, 100);
        if (dice < 50) {
            auto ticket = ledger->open_generation(0, key, opening_of(++next, 5));
            RC_PRE(ticket.has_value() || ticket.error() == Refusal::not_recording);
            if (ticket) {
                open[next] = std::nullopt;
                tickets.emplace(next, std::move(*ticket));
            }
        } else if (dice < 92 && !tickets.empty()) {
            const auto cost = *rc::gen::inRange<std::int64_t>(0, 9);
            const auto first = tickets.begin();
            ledger->settle(std::move(first->second), record_of(cost));
            settled[first->first] = cost;
            open.erase(first->first);
            tickets.erase(first);
        } else if (dice < 98) {
            RC_ASSERT(ledger->apply_pending());
        } else {
            copy_as_killed(room / "ledger", room / "copy");
            expect_model(room / "copy", settled, open);
            expect_model(room / "copy", settled, open);  // Recovery repeats nothing.
            RC_ASSERT(!testing::Test::HasFailure());
        }
    }
    copy_as_killed(room / "ledger", room / "copy");
    expect_model(room / "copy", settled, open);
    RC_ASSERT(!testing::Test::HasFailure());
}

class Damage : public testing::Test {
protected:
    /// Leaves `count` settled generations in one journal, unapplied.
    void SetUp() override {
        auto ledger = open_ledger(quiet_options(room_ / "ledger"));
        const std::int64_t id = make_key(*ledger, {"acme", "", 0, true});
        const auto directory = ledger->directory();
        for (std::uint64_t next = 1; next <= count_; ++next) {
            ASSERT_TRUE(pass(*ledger, *directory->key(id), next, 1));
        }
        auto open = ledger->open_generation(0, *directory->key(id), opening_of(count_ + 1));
        ASSERT_TRUE(open);
        copy_as_killed(room_ / "ledger", room_ / "copy");
        ledger->settle(std::move(*open), record_of(1));
        bytes_ = contents(journal());
        while (bytes_.back() == '\0') {
            bytes_.pop_back();
        }
        whole_ = contents(journal());
    }
    [[nodiscard]] fs::path journal() const {
        // The first, which everything went into; a second is only prepared.
        fs::path first = last_journal(room_ / "copy");
        for (const auto& entry : fs::directory_iterator(room_ / "copy" / "journal")) {
            first = std::min(first, entry.path());
        }
        return first;
    }
    /// Writes the journal anew, opens the ledger and returns how many settled ones it has.
    std::int64_t settled_with(const std::string& bytes, std::uint64_t* damaged = nullptr) {
        copy_as_killed(room_ / "copy", room_ / "damaged");
        std::ofstream(room_ / "damaged" / "journal" / journal().filename(), std::ios::binary)
            << bytes;
        const auto ledger = open_ledger(quiet_options(room_ / "damaged"));
        if (damaged != nullptr) {
            *damaged = ledger->counts().damaged;
        }
        const std::int64_t used = number(room_ / "damaged", "SELECT used_nano_usd FROM accounts");
        EXPECT_EQ(used, number(room_ / "damaged", "SELECT sum(charged_nano_usd) FROM usage_days"));
        return used;
    }

    static constexpr std::uint64_t count_ = 20;
    TemporaryDirectory room_;
    std::string bytes_;  // Without the zeros at the end.
    std::string whole_;
};

TEST_F(Damage, none_leaves_everything_and_the_open_one_lost) {
    std::uint64_t damaged = 1;
    EXPECT_EQ(settled_with(whole_, &damaged), static_cast<std::int64_t>(count_));
    EXPECT_EQ(damaged, 0U);
    EXPECT_EQ(number(room_ / "damaged", "SELECT count(*) FROM generations"),
              static_cast<std::int64_t>(count_ + 1));
}

TEST_F(Damage, a_torn_tail_costs_only_what_is_torn) {
    std::int64_t last = 0;
    for (std::size_t size = 64; size <= bytes_.size(); size += 37) {
        std::string torn = whole_;
        std::fill(torn.begin() + static_cast<std::ptrdiff_t>(size), torn.end(), '\0');
        const std::int64_t settled = settled_with(torn);
        EXPECT_GE(settled, last) << "torn at " << size;
        last = settled;
    }
    EXPECT_GE(last, static_cast<std::int64_t>(count_) - 1);
    EXPECT_EQ(settled_with(whole_.substr(0, bytes_.size() / 2)),
              settled_with(whole_.substr(0, bytes_.size() / 2) + std::string(10, '\0')));
}

TEST_F(Damage, a_flipped_bit_is_noticed_wherever_it_is) {
    for (std::size_t at = 64; at < bytes_.size(); at += 61) {
        std::string flipped = whole_;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
        std::uint64_t damaged = 0;
        const std::int64_t settled = settled_with(flipped, &damaged);
        // The zeros that fill a frame up are the only bytes that say nothing.
        if (whole_[at] != '\0') {
            EXPECT_EQ(damaged, 1U) << "at " << at;
            EXPECT_LE(settled, static_cast<std::int64_t>(count_));
        }
        EXPECT_FALSE(HasFailure());
    }
}

TEST_F(Damage, a_journal_of_another_version_is_left_alone) {
    copy_as_killed(room_ / "copy", room_ / "damaged");
    std::string other = whole_;
    other[7] = '9';
    const auto file = room_ / "damaged" / "journal" / journal().filename();
    std::ofstream(file, std::ios::binary) << other;
    const auto opened = Ledger::open(quiet_options(room_ / "damaged"));
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().where, file.string());
    EXPECT_EQ(contents(file), other);
}

TEST_F(Damage, a_journal_that_was_never_begun_holds_nothing) {
    EXPECT_EQ(settled_with(std::string(whole_.size(), '\0')), 0);
    EXPECT_EQ(settled_with(""), 0);
}

TEST(Recovery, a_journal_that_was_never_begun_leaves_its_name_to_the_next_one) {
    for (const std::size_t bytes : {std::size_t{0}, std::size_t{4096}}) {
        const TemporaryDirectory room;
        const Options options = quiet_options(room / "ledger");
        const std::int64_t id = make_key(*open_ledger(options), {"acme", "", 0, true});
        // What a process leaves that is killed while it makes its first journal.
        const auto sequence = std::stoull(last_journal(room / "ledger").filename().string()) + 1;
        const auto file = room / "ledger" / "journal" / fmt::format("{:010}-000.journal", sequence);
        ASSERT_TRUE(write_file(file, std::string(bytes, '\0')));
        const auto ledger = open_ledger(options);
        const auto directory = ledger->directory();
        ASSERT_TRUE(pass(*ledger, *directory->key(id), 1, 5));
        copy_as_killed(room / "ledger", room / "copy");
        expect_model(room / "copy", {{1, 5}}, {});
    }
}

TEST(Removal, of_applied_journals_keeps_what_is_open) {
    const TemporaryDirectory room;
    Options options = quiet_options(room / "ledger");
    options.apply_every = std::chrono::milliseconds(1);
    auto ledger = open_ledger(options);
    const std::int64_t id = make_key(*ledger, {"acme", "", 0, true});
    const auto directory = ledger->directory();
    auto first = ledger->open_generation(0, *directory->key(id), opening_of(1));
    auto second = ledger->open_generation(0, *directory->key(id), opening_of(2));
    ASSERT_TRUE(first && second);
    // Several times what the first segments hold; refusals while the next is prepared are fine.
    const std::uint64_t settlements = 2000;
    for (std::uint64_t next = 3; next < 3 + settlements;) {
        next += pass(*ledger, *directory->key(id), next, 1) ? 1 : 0;
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (number(room / "ledger", "SELECT count(*) FROM open_generations") < 2 &&
           std::chrono::steady_clock::now() < until) {
    }
    EXPECT_EQ(number(room / "ledger", "SELECT count(*) FROM open_generations"), 2);
    ledger->settle(std::move(*first), record_of(5));
    ASSERT_TRUE(ledger->apply_pending());
    EXPECT_EQ(number(room / "ledger", "SELECT count(*) FROM open_generations"), 1);
    static Ticket* never_settled = nullptr;  // As in a crash.
    never_settled = new Ticket(std::move(*second));
    EXPECT_EQ(never_settled->generation_id(), 2U);
    ledger.reset();
    const auto next = open_ledger(options);
    EXPECT_EQ((*next->generation(1, 1))->cost_nano_usd, 5);
    EXPECT_EQ((*next->generation(2, 1))->terminal_state, "lost");
    EXPECT_EQ((*next->generation(2, 1))->app, "an app");
    EXPECT_EQ(number(room / "ledger", "SELECT used_nano_usd FROM accounts"),
              static_cast<std::int64_t>(settlements) + 5);
}

}  // namespace
}  // namespace orrery::ledger
