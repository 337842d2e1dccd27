#include "gateway/pages/pages_world.h"

#include <fmt/format.h>

#include <utility>

#include "gateway/pages/moment.h"
#include "gateway/station/station.h"

namespace orrery::gateway::testing {

PagesWorld::PagesWorld(Past past) : catalog_(std::move(*catalog::Catalog::load())) {
    gateway.add_provider("fast", 1).takes_byok = true;
    gateway.add_provider("cheap", 2);
    gateway.add_endpoint("lab/model", "fast", 3, 15).quantization = "fp8";
    gateway.add_endpoint("lab/model", "cheap", 0.15, 0.6).completion_tokens_max = 4096;
    Endpoint& free = gateway.add_endpoint("lab/model", "cheap", 0, 0);
    free.variant = "free";
    free.is_free = true;
    gateway.add_endpoint("lab/other", "fast", 1, 2).parameters = {"temperature", "max_tokens"};
    if (past == Past::with_warehouse) {
        warehouse::StoreOptions options;
        options.directory = directory_ / "store";
        options.memory_max = "300MB";
        options.threads_max = 1;
        store_ = std::move(*warehouse::Store::open(options, catalog_));
        gateway.ask = [this](const std::string& sql) {
            const std::scoped_lock lock(mutex_);
            auto table = store_->query(sql);
            EXPECT_TRUE(table.has_value()) << describe(table.error()) << "\n" << sql;
            return table;
        };
    }
    gateway.start();
    ledger::NewAccount account;
    account.name = "other";
    ledger::Registry& registry = gateway.ledger().registry();
    ledger::NewKey key;
    key.account = registry.create_account(account).value();
    key.name = "other";
    other_key = registry.create_key(key)->secret;
    key.kind = ledger::KeyKind::management;
    other_manager = registry.create_key(key)->secret;
    EXPECT_TRUE(gateway.ledger().refresh_directory().has_value());
}

PagesWorld::~PagesWorld() {
    gateway.stop();
}

Seen PagesWorld::ask(const std::string& method, const std::string& path, const std::string& key,
                     const std::string& body) {
    TestClient client(gateway.port());
    const bool is_operation = path == "/healthz" || path == "/readyz" || path == "/metrics";
    client.send(TestClient::request(method, is_operation ? path : "/api/v1" + path, key, body));
    Seen seen;
    seen.answer = client.read_answer();
    seen.status = seen.answer.status;
    seen.json = nlohmann::json::parse(seen.answer.body, nullptr, false);
    return seen;
}

std::string PagesWorld::record_id(const std::string& account) {
    return gateway.ledger().directory()->account(account)->record_id;
}

void PagesWorld::append(std::vector<record::Generation> records) {
    for (record::Generation& record : records) {
        record.generation_id = fmt::format("gen-{:016x}", ++records_);
        if (!record.source) {
            record.source = "gateway";
        }
        if (!record.account_id) {
            record.account_id = record_id("tester");
        }
    }
    const std::scoped_lock lock(mutex_);
    ASSERT_TRUE(store_->append(records).has_value());
    ASSERT_TRUE(store_->refresh_marts().has_value());
}

record::Generation record_of_day(std::int64_t days_ago) {
    record::Generation record;
    record.created_at = (day_of(unix_us()) - days_ago) * day_us + day_us / 2;
    record.model = "lab/model";
    record.permaslug = "lab/model-2026-01-01";
    record.variant = "standard";
    record.provider = "fast";
    return record;
}

}  // namespace orrery::gateway::testing
