#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

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
    void settle(const std::string& account, int count) {
        const auto directory = ledger_->directory();
        const ledger::Key* key = directory->key(account == "alpha" ? alpha_ : beta_);
        for (int i = 0; i < count; ++i) {
            const std::int64_t created_us = now_us - (1 + i) * 7 * hour_us;
            const std::uint64_t id = next_id_++;
            auto ticket = ledger_->open_generation(
                0, *key, {id, created_us, 0, "acme/" + account, "app-of-" + account, "chat"});
            ASSERT_TRUE(ticket);
            record::Generation record;
            record.model = "acme/" + account;
            record.app = "app-of-" + account;
            record.provider = "provider-of-" + account;
            record.terminal_state = i % 5 == 0 ? "timeout" : "done";
            record.prompt_tokens = 100 + i;
            record.completion_tokens = 10;
            record.cost_nano_usd = 2'500'000;
            record.price_id = "openai/gpt-4o-mini:standard:2024-07-18";
            record.streamed = true;
            ledger_->settle(std::move(*ticket), record);
        }
    }
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

    Reply ask(const Visitor& who, const std::string& target, const std::string& method = "GET") {
        Query query;
        query.method = method;
        query.visitor = who;
        query.now_us = now_us;
        const auto mark = target.find('?');
        query.parts = split(target.substr(0, mark), '/');
        if (mark != std::string::npos) {
            for (const std::string& pair : split(target.substr(mark + 1), '&')) {
                const auto equals = pair.find('=');
                query.parameters.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
            }
        }
        return ask(query);
    }
    Reply ask(const Query& query) {
        Context context{[this](const auto& work) -> Status {
                            return is_lent ? fail(ErrorKind::unavailable,
                                                  "the store is lent to orrery study")
                                           : work(*store_);
                        },
                        test_support::shipped_catalog(),
                        study_,
                        *ledger_,
                        [this](std::size_t most) {
                            auto some = recent;
                            some.resize(std::min(some.size(), most));
                            return some;
                        },
                        [this](const std::string& id) { return find(id); }};
        const auto answer = answer_query(query, context);
        if (!answer) {
            return {};
        }
        return {answer->status, Json::parse(answer->body, nullptr, false), answer->body};
    }

private:
    static std::vector<std::string> split(const std::string& text, char at) {
        std::vector<std::string> parts = {""};
        for (const char c : text) {
            if (c == at) {
                parts.emplace_back();
            } else {
                parts.back() += c;
            }
        }
        return parts;
    }
    std::optional<gateway::RecentGeneration> find(const std::string& id) const {
        for (const auto& generation : recent) {
            if (generation.record.generation_id == id) {
                return generation;
            }
        }
        return std::nullopt;
    }

    test_support::TemporaryDirectory directory_;
    test_support::TestStore store_;
    study::StudyDefinition study_;
    std::unique_ptr<ledger::Ledger> ledger_;
    std::int64_t alpha_ = 0;
    std::int64_t beta_ = 0;
    std::uint64_t next_id_ = static_cast<std::uint64_t>(now_us / 1000 - 1'577'836'800'000) << 22U;
};

/// The store that most tests read: drawn and simulated traffic with labels, and both accounts.
inline Room& full_room() {
    static const auto room = [] {
        auto made = std::make_unique<Room>();
        constexpr std::uint64_t seed = 20'251'126;
        const auto drawn = test_support::Traffic(seed).draw(1500);
        made->store().fill(drawn);
        made->store().label(test_support::LabelTraffic(seed).draw(drawn));
        const auto world = test_support::world_of(test_support::short_profile().profile(),
                                                  test_support::sized(2'000, 100));
        EXPECT_TRUE(simulate::write_to_store(*world, *made->store(), {}));
        made->settle("alpha", 40);
        made->settle("beta", 60);
        made->drain();
        return made;
    }();
    return *room;
}

}  // namespace orrery::dashboard
