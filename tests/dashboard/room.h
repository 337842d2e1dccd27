#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/format/json.h"
#include "dashboard/api/routes.h"
#include "ledger/drain.h"
#include "ledger/room.h"
#include "simulate/rows/output.h"
#include "support/simulated_world.h"
#include "support/test_store.h"
#include "support/traffic.h"

namespace orrery::dashboard {

using Json = nlohmann::ordered_json;

/// 2025-10-15 12:00 UTC, the day after the last of the drawn traffic.
inline constexpr std::int64_t now_us = 1'760'529'600'000'000;
inline constexpr std::int64_t hour_us = 3'600'000'000;

inline Visitor administrator() {
    return {Role::admin, "", "admin"};
}
inline Visitor viewer() {
    return {Role::viewer, "", "viewer"};
}

struct Reply {
    int status = 0;
    Json body;
    std::string text;
};

/// A store, a ledger with the accounts alpha and beta, and what is only in memory.
class Room {
public:
    Room() : study_(*study::load_study({})) {
        auto options = ledger::quiet_options(directory_.path());
        options.clock = [] { return now_us; };
        ledger_ = ledger::open_ledger(options);
        alpha_ =
            ledger::make_key(*ledger_, {.name = "alpha", .country = "NZ", .is_unlimited = true});
        beta_ = ledger::make_key(*ledger_, {.name = "beta", .country = "PT", .is_unlimited = true});
    }

    /// Settles generations of an account, one each seven hours back from now; what they say of
    /// model, provider and app is the account's alone.
    void settle(const std::string& account, int count);
    void drain() {
        ledger::Drain drain;
        ASSERT_TRUE(ledger_->apply_pending());
        ASSERT_TRUE(drain.drain(*ledger_, *store_, 100'000));
        ASSERT_TRUE(store_->refresh_marts());
    }

    [[nodiscard]] Visitor visitor(const std::string& account) const {
        return {Role::account, record_id(account), account};
    }
    [[nodiscard]] std::string record_id(const std::string& account) const {
        return ledger_->directory()->account(account)->record_id;
    }
    [[nodiscard]] test_support::TestStore& store() { return store_; }
    [[nodiscard]] ledger::Ledger& ledger() { return *ledger_; }
    std::vector<gateway::RecentGeneration> recent;  ///< Newest first.
    bool is_lent = false;

    Reply ask(const Visitor& who, const std::string& target, const std::string& method = "GET");
    Reply ask(const Query& query);

private:
    [[nodiscard]] std::optional<gateway::RecentGeneration> find(const std::string& id) const;

    test_support::TemporaryDirectory directory_;
    test_support::TestStore store_;
    study::StudyDefinition study_;
    std::unique_ptr<ledger::Ledger> ledger_;
    std::int64_t alpha_ = 0;
    std::int64_t beta_ = 0;
    std::uint64_t next_id_ = static_cast<std::uint64_t>(now_us / 1000 - 1'577'836'800'000) << 22U;
};

/// The store that most tests read: drawn and simulated traffic with labels, and both accounts.
[[nodiscard]] Room& full_room();

}  // namespace orrery::dashboard
