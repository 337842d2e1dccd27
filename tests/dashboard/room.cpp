#include "dashboard/room.h"

#include <algorithm>
#include <optional>

namespace orrery::dashboard {
namespace {

std::vector<std::string> split(const std::string& text, char at) {
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

}  // namespace

void Room::settle(const std::string& account, int count) {
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

Reply Room::ask(const Visitor& who, const std::string& target, const std::string& method) {
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

Reply Room::ask(const Query& query) {
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

std::optional<gateway::RecentGeneration> Room::find(const std::string& id) const {
    for (const auto& generation : recent) {
        if (generation.record.generation_id == id) {
            return generation;
        }
    }
    return std::nullopt;
}

Room& full_room() {
    static const auto room = [] {
        auto made = std::make_unique<Room>();
        constexpr std::uint64_t seed = 20'251'126;
        const auto drawn = test_support::Traffic(seed).draw(1500);
        made->store().fill(drawn);
        made->store().label(test_support::LabelTraffic(seed).draw(drawn));
        const auto world = test_support::world_of(test_support::short_profile().profile(),
                                                  test_support::sized(2'000, 100));
        const auto written = simulate::write_to_store(*world, *made->store(), [](std::int64_t) {});
        EXPECT_TRUE(written) << describe(written.error());
        made->settle("alpha", 40);
        made->settle("beta", 60);
        made->drain();
        return made;
    }();
    return *room;
}

}  // namespace orrery::dashboard
