#include "ledger/ledger.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "ledger/room.h"

namespace orrery::ledger {
namespace {

using test_support::TemporaryDirectory;

class Serving : public testing::Test {
protected:
    /// Returns the one key as it is now; valid as long as the test.
    const Key& key(std::int64_t id) {
        EXPECT_TRUE(ledger_->refresh_directory());
        held_.push_back(ledger_->directory());
        return *held_.back()->key(id);
    }
    std::optional<record::Generation> found(std::uint64_t id, std::int64_t account) {
        auto generation = ledger_->generation(id, account);
        EXPECT_TRUE(generation) << describe(generation.error());
        return generation.value_or(std::nullopt);
    }
    Refusal refused(const Key& key, const Opening& opening) {
        const auto ticket = ledger_->open_generation(0, key, opening);
        EXPECT_FALSE(ticket.has_value());
        return ticket ? Refusal::not_recording : ticket.error();
    }

    TemporaryDirectory room_;
    Options options_ = quiet_options(room_.path());
    std::unique_ptr<Ledger> ledger_ = open_ledger(options_);
    std::vector<std::shared_ptr<const Directory>> held_;
};

TEST_F(Serving, a_settled_generation_is_debited_and_found) {
    const Key& one = key(make_key(*ledger_, {"acme", "DE", 10 * usd}));
    auto ticket = ledger_->open_generation(0, one, opening_of(7, 5 * usd));
    ASSERT_TRUE(ticket);
    EXPECT_EQ(one.account_balance->reserved, 5 * usd);
    ledger_->settle(std::move(*ticket), record_of(2 * usd));
    EXPECT_EQ(one.account_balance->reserved, 0);
    EXPECT_EQ(one.account_balance->used, 2 * usd);
    EXPECT_EQ(one.balance->used, 2 * usd);
    const auto record = found(7, one.account);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->generation_id, "gen-0000000000000007");
    EXPECT_EQ(record->source, "gateway");
    EXPECT_EQ(record->created_at, noon_us);
    EXPECT_EQ(record->country, "DE");
    EXPECT_EQ(record->account_id, keyed_hash(options_.hash_key, "acme"));
    EXPECT_EQ(record->api_key_id, one.record_id);
    EXPECT_EQ(record->completion_tokens, 0);
    EXPECT_FALSE(record->reasoning_tokens);
    EXPECT_FALSE(found(7, one.account + 1)) << "another account's eyes";
    EXPECT_FALSE(found(8, one.account));
    EXPECT_EQ(number(room_.path(), "SELECT used_nano_usd FROM accounts"), 2 * usd);
    EXPECT_EQ(number(room_.path(), "SELECT used_nano_usd FROM keys"), 2 * usd);
}

TEST_F(Serving, a_cost_that_is_not_known_debits_nothing) {
    const Key& one = key(make_key(*ledger_, {"acme", "", usd}));
    auto ticket = ledger_->open_generation(0, one, opening_of(1, usd));
    ASSERT_TRUE(ticket);
    auto record = record_of(0);
    record.cost_nano_usd.reset();
    record.is_byok = true;
    record.upstream_cost_nano_usd = 9;
    ledger_->settle(std::move(*ticket), record);
    EXPECT_EQ(one.account_balance->used, 0);
    EXPECT_EQ(one.balance->usage(noon_us).byok.today, 9);
    EXPECT_FALSE(found(1, one.account)->cost_nano_usd) << "unknown is not zero";
}

TEST_F(Serving, credits_bound_what_is_open) {
    const Key& one = key(make_key(*ledger_, {"acme", "", 10}));
    auto first = ledger_->open_generation(0, one, opening_of(1, 6));
    ASSERT_TRUE(first);
    EXPECT_EQ(refused(one, opening_of(2, 5)), Refusal::no_credits);
    auto second = ledger_->open_generation(0, one, opening_of(3, 4));
    EXPECT_TRUE(second);
    ledger_->settle(std::move(*first), record_of(1));
    EXPECT_TRUE(pass(*ledger_, one, 4, 5));
    EXPECT_EQ(refused(one, opening_of(5, 1)), Refusal::no_credits);
    EXPECT_TRUE(pass(*ledger_, one, 6, 0)) << "what is free needs no credits";
    ASSERT_TRUE(ledger_->registry().grant(one.account, 1));
    EXPECT_TRUE(pass(*ledger_, key(one.id), 7, 1));
    ledger_->settle(std::move(*second), record_of(4));
}

TEST_F(Serving, an_unlimited_account_has_no_bound_but_is_counted) {
    const Key& one = key(make_key(*ledger_, {"acme", "", 0, true}));
    EXPECT_TRUE(pass(*ledger_, one, 1, 1000 * usd));
    EXPECT_EQ(one.account_balance->used, 1000 * usd);
}

TEST_F(Serving, a_key_s_limit_holds_for_its_period) {
    NewKey limited;
    limited.limit_nano_usd = 10;
    limited.limit_reset = "daily";
    const Key& one = key(make_key(*ledger_, {"acme", "", 0, true}, limited));
    EXPECT_TRUE(pass(*ledger_, one, 1, 8));
    EXPECT_EQ(refused(one, opening_of(2, 3)), Refusal::key_limit);
    EXPECT_EQ(one.account_balance->reserved, 0) << "the account's reservation is given back";
    EXPECT_TRUE(pass(*ledger_, one, 3, 10, noon_us + us_per_day));
    KeyChange change;
    change.limit_reset = "weekly";
    ASSERT_TRUE(ledger_->registry().update_key(one.id, change));
    EXPECT_EQ(refused(key(one.id), opening_of(4, 3, noon_us + us_per_day)), Refusal::key_limit);
    change.limit_nano_usd = std::optional<std::int64_t>();
    ASSERT_TRUE(ledger_->registry().update_key(one.id, change));
    EXPECT_TRUE(pass(*ledger_, key(one.id), 5, 100));
}

TEST_F(Serving, limits_and_usage_outlive_the_process) {
    NewKey limited;
    limited.limit_nano_usd = 10;
    limited.limit_reset = "weekly";
    const std::int64_t id = make_key(*ledger_, {"acme", "", 100}, limited);
    EXPECT_TRUE(pass(*ledger_, key(id), 1, 3, noon_us - 20 * us_per_day));
    EXPECT_TRUE(pass(*ledger_, key(id), 2, 4, noon_us - us_per_day));
    EXPECT_TRUE(pass(*ledger_, key(id), 3, 2));
    const Usage before = key(id).balance->usage(noon_us);
    EXPECT_EQ(before.charged, (Sums{9, 2, 6, 6}));
    held_.clear();
    ledger_.reset();
    ledger_ = open_ledger(options_);
    EXPECT_EQ(key(id).balance->usage(noon_us), before);
    EXPECT_EQ(key(id).account_balance->usage(noon_us), before);
    EXPECT_EQ(*ledger_->registry().usage_of_key(id), before);
    EXPECT_EQ(*ledger_->registry().usage_of_account(key(id).account), before);
    EXPECT_EQ(refused(key(id), opening_of(4, 5)), Refusal::key_limit);
}

TEST_F(Serving, who_is_disabled_or_expired_is_refused) {
    NewKey expiring;
    expiring.expires_at_us = noon_us;
    const std::int64_t id = make_key(*ledger_, {"acme", "", 0, true}, expiring);
    EXPECT_TRUE(pass(*ledger_, key(id), 1, 0, noon_us - 1));
    EXPECT_EQ(refused(key(id), opening_of(2)), Refusal::key_expired);
    KeyChange change;
    change.expires_at_us = std::optional<std::int64_t>();
    change.is_disabled = true;
    ASSERT_TRUE(ledger_->registry().update_key(id, change));
    EXPECT_EQ(refused(key(id), opening_of(3)), Refusal::key_disabled);
    AccountChange account;
    account.is_disabled = true;
    ASSERT_TRUE(ledger_->registry().update_account(key(id).account, account));
    EXPECT_EQ(refused(key(id), opening_of(4)), Refusal::account_disabled);
    EXPECT_EQ(ledger_->counts().refused, 3U);
}

TEST_F(Serving, a_dropped_ticket_is_a_lost_generation) {
    const Key& one = key(make_key(*ledger_, {"acme", "", 10}));
    {
        const auto dropped = ledger_->open_generation(0, one, opening_of(1, 10));
    }
    EXPECT_EQ(one.account_balance->reserved, 0);
    EXPECT_TRUE(pass(*ledger_, one, 2, 10));
    const auto lost = found(1, one.account);
    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->terminal_state, "lost");
    EXPECT_EQ(lost->usage_provenance, "unknown");
    EXPECT_EQ(lost->model_requested, "acme/one");
    EXPECT_EQ(lost->app, "an app");
    EXPECT_EQ(lost->api_type, "chat");
    EXPECT_FALSE(lost->cost_nano_usd);
    EXPECT_EQ(ledger_->counts().lost, 1U);
}

TEST_F(Serving, a_ticket_moves_without_being_settled) {
    const Key& one = key(make_key(*ledger_, {"acme", "", 10}));
    auto first = ledger_->open_generation(0, one, opening_of(1, 4));
    ASSERT_TRUE(first);
    Ticket moved = std::move(*first);
    EXPECT_EQ(one.balance->reserved, 4);
    EXPECT_EQ(moved.generation_id(), 1U);
    auto second = ledger_->open_generation(0, one, opening_of(2, 5));
    ASSERT_TRUE(second);
    moved = std::move(*second);  // The first is lost by this.
    EXPECT_EQ(one.balance->reserved, 5);
    ledger_->settle(std::move(moved), record_of(5));
    EXPECT_EQ(found(1, one.account)->terminal_state, "lost");
    EXPECT_EQ(found(2, one.account)->terminal_state, "done");
}

TEST_F(Serving, a_refusal_is_recorded_where_it_has_an_id) {
    const Key& one = key(make_key(*ledger_, {"acme"}));
    record::Generation rejected;
    rejected.terminal_state = "rejected";
    rejected.http_status = 402;
    ledger_->record_refusal(0, one, rejected);
    EXPECT_EQ(ledger_->counts().refusals_dropped, 1U);
    rejected.generation_id = generation_id_text(9);
    rejected.created_at = noon_us;
    ledger_->record_refusal(0, one, rejected);
    EXPECT_EQ(found(9, one.account)->http_status, 402);
    EXPECT_EQ(ledger_->counts().refusals_recorded, 1U);
}

TEST_F(Serving, one_process_at_a_time) {
    const auto second = Ledger::open(options_);
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().what.find("another process"), std::string::npos);
    ledger_.reset();
    EXPECT_TRUE(Ledger::open(options_));
}

TEST_F(Serving, a_secret_finds_its_key_until_that_is_deleted) {
    const std::int64_t account = *ledger_->registry().create_account({"acme"});
    const auto created = ledger_->registry().create_key({account, "first", KeyKind::management});
    ASSERT_TRUE(created);
    ASSERT_TRUE(ledger_->refresh_directory());
    const auto directory = ledger_->directory();
    const Key* found = directory->find(created->secret);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->kind, KeyKind::management);
    EXPECT_EQ(found->label, label_of(created->secret));
    EXPECT_EQ(found->owner, directory->account("acme"));
    EXPECT_EQ(directory->find(created->secret + "x"), nullptr);
    ASSERT_TRUE(ledger_->registry().delete_key(created->id));
    EXPECT_FALSE(ledger_->registry().delete_key(created->id));
    ASSERT_TRUE(ledger_->refresh_directory());
    EXPECT_EQ(ledger_->directory()->find(created->secret), nullptr);
    EXPECT_EQ(directory->find(created->secret), found) << "a directory never changes";
}

TEST_F(Serving, what_cannot_be_is_refused) {
    Registry& registry = ledger_->registry();
    ASSERT_TRUE(registry.create_account({"acme"}));
    EXPECT_FALSE(registry.create_account({"acme"}));
    EXPECT_FALSE(registry.create_account({""}));
    EXPECT_FALSE(registry.create_account({"x", "Germany"}));
    EXPECT_FALSE(registry.create_account({"x", "", -1}));
    EXPECT_FALSE(registry.create_key({99}));
    EXPECT_FALSE(registry.create_key({1, "", KeyKind::inference, -1}));
    EXPECT_FALSE(registry.create_key({1, "", KeyKind::inference, 1, "hourly"}));
    EXPECT_FALSE(registry.grant(99, 1));
    EXPECT_FALSE(registry.update_account(99, {}));
    EXPECT_FALSE(registry.update_key(99, {}));
}

TEST(Directory, follows_a_change_of_another_process) {
    const TemporaryDirectory room;
    Options options = quiet_options(room.path());
    options.apply_every = std::chrono::milliseconds(10);
    const auto ledger = open_ledger(options);
    const std::uint64_t version = ledger->directory_version();
    {
        const auto other = Registry::open(room.path());
        ASSERT_TRUE(other);
        ASSERT_TRUE((*other)->create_account({"elsewhere", "FR", usd}));
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (ledger->directory()->account("elsewhere") == nullptr &&
           std::chrono::steady_clock::now() < until) {
        std::this_thread::yield();
    }
    ASSERT_NE(ledger->directory()->account("elsewhere"), nullptr);
    EXPECT_GT(ledger->directory_version(), version);
}

TEST(Ledger, with_impossible_options_is_not_opened) {
    const TemporaryDirectory room;
    Options options = quiet_options(room.path());
    options.loops = 0;
    EXPECT_FALSE(Ledger::open(options));
    options.loops = 1;
    options.segment_bytes = 4096;
    EXPECT_FALSE(Ledger::open(options));
}

}  // namespace
}  // namespace orrery::ledger
