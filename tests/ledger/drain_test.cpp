#include "ledger/drain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/room.h"
#include "support/test_store.h"

namespace orrery::ledger {
namespace {

using test_support::TemporaryDirectory;

/// A warehouse in memory that leaves known ids out, as the real one does, and fails when told to.
class Shelf final : public warehouse::Warehouse {
public:
    Result<Table> query(const std::string&) override { return Table{}; }
    Status execute(const std::string&) override { return {}; }
    Result<std::int64_t> append_each(const warehouse::NextGeneration& next) override {
        if (is_broken) {
            return fail(ErrorKind::unavailable, "the shelf is broken");
        }
        std::int64_t added = 0;
        for (auto generation = next(); *generation != nullptr; generation = next()) {
            added += kept.emplace(*(*generation)->generation_id, **generation).second ? 1 : 0;
            ++offered;
        }
        const auto behind_the_end = next();
        EXPECT_TRUE(behind_the_end && *behind_the_end == nullptr) << "DuckDB asks once more";
        return added;
    }
    Result<std::int64_t> append_labels(std::span<const record::Label> batch) override {
        if (is_broken) {
            return fail(ErrorKind::unavailable, "the shelf is broken");
        }
        std::set<std::string> known;
        for (const auto& label : labels) {
            known.insert(label.generation_id);
        }
        const auto before = labels.size();
        std::ranges::copy_if(batch, std::back_inserter(labels), [&](const auto& label) {
            return !known.contains(label.generation_id);
        });
        return static_cast<std::int64_t>(labels.size() - before);
    }
    Status refresh_marts() override { return {}; }
    Result<warehouse::Watermark> watermark() override { return warehouse::Watermark{}; }
    Result<std::string> by_account(const std::string&) override { return std::string(); }
    Result<std::vector<std::string>> keys_of(const std::string&) override {
        return std::vector<std::string>();
    }
    Result<std::vector<std::string>> splits_of(const std::string&) override {
        return std::vector<std::string>();
    }
    Result<std::string> part_of(const std::string&, const std::string&,
                                const std::string&) override {
        return std::string();
    }
    Result<std::string> generations_of(const std::string&) override { return std::string(); }
    Result<std::string> labelled_of(const std::string&) override { return std::string(); }
    [[nodiscard]] std::string engine() const override { return "a shelf"; }

    std::map<std::string, record::Generation> kept;
    std::vector<record::Label> labels;
    std::size_t offered = 0;
    bool is_broken = false;
};

class Draining : public testing::Test {
protected:
    void SetUp() override { key_ = make_key(*ledger_, {"acme", "DE", 0, true}); }
    void settle(std::uint64_t first, std::uint64_t last, std::int64_t created_at_us = noon_us) {
        const auto directory = ledger_->directory();
        for (std::uint64_t id = first; id <= last; ++id) {
            ASSERT_TRUE(pass(*ledger_, *directory->key(key_), id, 3, created_at_us));
        }
        ASSERT_TRUE(ledger_->apply_pending());
    }
    std::int64_t drain(std::size_t batch_max, Drain drain = Drain()) {
        const auto taken = drain.drain(*ledger_, shelf_, batch_max);
        EXPECT_TRUE(taken) << describe(taken.error());
        return taken.value_or(-1);
    }

    TemporaryDirectory room_;
    Options options_ = quiet_options(room_.path());
    std::unique_ptr<Ledger> ledger_ = open_ledger(options_);
    std::int64_t key_ = 0;
    Shelf shelf_;
};

TEST_F(Draining, takes_each_generation_once_in_batches) {
    settle(1, 25);
    EXPECT_EQ(drain(10), 10);
    EXPECT_EQ(ledger_->readiness().undrained_rows, 15U);
    EXPECT_EQ(drain(10), 10);
    EXPECT_EQ(drain(10), 5);
    EXPECT_EQ(drain(10), 0);
    EXPECT_EQ(shelf_.kept.size(), 25U);
    EXPECT_EQ(shelf_.offered, 25U);
    settle(26, 30);
    EXPECT_EQ(drain(10), 5);
    EXPECT_EQ(shelf_.offered, 30U);
    const auto& record = shelf_.kept.at("gen-0000000000000007");
    EXPECT_EQ(record.source, "gateway");
    EXPECT_EQ(record.country, "DE");
    EXPECT_EQ(record.cost_nano_usd, 3);
    EXPECT_EQ(record.account_id, keyed_hash(options_.hash_key, "acme"));
    EXPECT_EQ(record.api_key_id->size(), 32U);
}

TEST_F(Draining, takes_more_than_are_read_at_once) {
    ledger_.reset();
    options_.segment_bytes = 16U << 20U;
    ledger_ = open_ledger(options_);
    settle(1, 9000);
    EXPECT_EQ(drain(8500), 8500);
    EXPECT_EQ(drain(8500), 500);
    EXPECT_EQ(shelf_.kept.size(), 9000U);
    EXPECT_EQ(shelf_.offered, 9000U);
}

TEST_F(Draining, goes_on_where_it_was_after_a_restart) {
    settle(1, 5);
    EXPECT_EQ(drain(3), 3);
    ledger_.reset();
    ledger_ = open_ledger(options_);
    EXPECT_EQ(drain(10), 2);
    EXPECT_EQ(shelf_.offered, 5U);
}

TEST_F(Draining, after_a_crash_behind_the_append_repeats_nothing) {
    settle(1, 5);
    EXPECT_EQ(drain(10), 5);
    // The mark is written after the append: set it back to before.
    EXPECT_EQ(number(room_.path(), "UPDATE marks SET value = 2 WHERE name = 'drained'"), -1);
    EXPECT_EQ(drain(10), 3);
    EXPECT_EQ(shelf_.kept.size(), 5U);
}

TEST_F(Draining, that_fails_says_so_and_loses_nothing) {
    settle(1, 5);
    shelf_.is_broken = true;
    EXPECT_FALSE(Drain().drain(*ledger_, shelf_, 10));
    EXPECT_NE(ledger_->readiness().drain_error.find("broken"), std::string::npos);
    shelf_.is_broken = false;
    EXPECT_EQ(drain(10), 5);
    EXPECT_TRUE(ledger_->readiness().drain_error.empty());
}

record::Label label(const std::string& generation_id, const std::string& path) {
    record::Label label;
    label.generation_id = generation_id;
    if (!path.empty()) {
        label.path = path;
        label.confidence = 0.75;
    }
    label.classifier = "test";
    label.inclusion_probability = 0.25;
    label.language = "sv";
    label.language_confidence = 0.5;
    return label;
}

TEST_F(Draining, takes_labels_once_and_behind_their_generations) {
    const std::string first = "gen-0000000000000001";
    const std::string second = "gen-0000000000000002";
    ASSERT_TRUE(ledger_->add_labels(std::array{label(first, "/a"), label(first, "/a/b")}));
    ASSERT_TRUE(ledger_->add_labels(std::array{label(second, "")}));
    const auto drain_labels = [&](std::size_t generations_max) {
        return Drain().drain_labels(*ledger_, shelf_, generations_max).value_or(-1);
    };
    EXPECT_EQ(drain_labels(10), 0) << "their generations are not there yet";
    settle(1, 2);
    EXPECT_EQ(drain_labels(10), 0) << "or not in the warehouse";
    EXPECT_EQ(drain(10), 2);
    EXPECT_EQ(drain_labels(1), 2) << "all of one generation at once";
    shelf_.is_broken = true;
    EXPECT_EQ(drain_labels(1), -1);
    EXPECT_NE(ledger_->readiness().drain_error.find("broken"), std::string::npos);
    shelf_.is_broken = false;
    EXPECT_EQ(drain_labels(10), 1);
    EXPECT_EQ(drain_labels(10), 0);
    ASSERT_EQ(shelf_.labels.size(), 3U);
    EXPECT_EQ(shelf_.labels[1].path, "/a/b");
    EXPECT_EQ(shelf_.labels[1].confidence, 0.75);
    EXPECT_EQ(shelf_.labels[1].tag, std::nullopt);
    EXPECT_EQ(shelf_.labels[1].inclusion_probability, 0.25);
    EXPECT_EQ(shelf_.labels[2].path, std::nullopt);
    EXPECT_EQ(shelf_.labels[2].confidence, std::nullopt);
    EXPECT_EQ(shelf_.labels[2].language, "sv");
}

TEST_F(Draining, keeps_labels_over_a_restart_if_their_generation_is_there) {
    settle(1, 1);
    ASSERT_TRUE(ledger_->add_labels(
        std::array{label("gen-0000000000000001", "/a"), label("gen-00000000000000ff", "/a")}));
    ledger_.reset();
    ledger_ = open_ledger(options_);
    EXPECT_EQ(number(room_.path(), "SELECT count(*) FROM labels"), 1);
    EXPECT_EQ(drain(10), 1);
    EXPECT_EQ(Drain().drain_labels(*ledger_, shelf_, 10), 1);
}

TEST_F(Draining, removes_old_rows_only_once_they_are_drained) {
    settle(1, 5, noon_us - 40 * us_per_day);
    settle(6, 8);
    const auto rows = [&] { return number(room_.path(), "SELECT count(*) FROM generations"); };
    EXPECT_EQ(drain(3), 3);
    EXPECT_EQ(rows(), 5);
    EXPECT_EQ(drain(10), 5);
    EXPECT_EQ(rows(), 3);
    EXPECT_EQ(drain(10, Drain(std::chrono::hours(0))), 0);
    // Created at this very moment: not older than no time at all.
    EXPECT_EQ(rows(), 3);
    EXPECT_EQ(number(room_.path(), "SELECT used_nano_usd FROM accounts"), 24);
}

TEST_F(Draining, sees_what_comes_after_all_rows_were_removed) {
    settle(1, 5, noon_us - 40 * us_per_day);
    EXPECT_EQ(drain(10), 5);
    EXPECT_EQ(number(room_.path(), "SELECT count(*) FROM generations"), 0);
    ledger_.reset();
    ledger_ = open_ledger(options_);
    settle(6, 7);
    EXPECT_EQ(drain(10), 2);
    EXPECT_EQ(shelf_.kept.size(), 7U);
}

TEST_F(Draining, into_the_warehouse_itself_keeps_every_column_and_repeats_nothing) {
    const test_support::TestStore store;
    const auto directory = ledger_->directory();
    auto ticket = ledger_->open_generation(0, *directory->key(key_), opening_of(1, 9));
    ASSERT_TRUE(ticket);
    auto record = record_of(9);
    record.app = "caf\xC3\xA9 \xFF";
    record.ttft_ms = 12.5;
    record.streamed = false;
    ledger_->settle(std::move(*ticket), record);
    settle(2, 4);
    const auto drain_all = [&] {
        EXPECT_TRUE(Drain().drain(*ledger_, *store, 2));
        EXPECT_TRUE(Drain().drain(*ledger_, *store, 2));
    };
    drain_all();
    EXPECT_EQ(number(room_.path(), "UPDATE marks SET value = 1 WHERE name = 'drained'"), -1);
    drain_all();
    EXPECT_EQ(store.row("SELECT count(*), sum(cost_nano_usd) FROM generations"), "4|18");
    EXPECT_EQ(store.row("SELECT app, ttft_ms, streamed, completion_tokens, reasoning_tokens, "
                        "source, created_at FROM generations ORDER BY generation_id LIMIT 1"),
              "café ?|12.5|false|0|NULL|gateway|2026-01-15 12:00:00");
}

}  // namespace
}  // namespace orrery::ledger
