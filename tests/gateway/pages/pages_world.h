#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/format/json.h"
#include "gateway/support/running_gateway.h"
#include "gateway/support/test_client.h"
#include "warehouse/store.h"

namespace orrery::gateway::testing {

/// A page as a client saw it.
struct Seen {
    int status = 0;
    nlohmann::json json;  ///< Discarded where the body is none.
    Answer answer;
};

/// A gateway with a model at two prices, a second account beside the tester's, and, where a test
/// asks for it, a warehouse.
class PagesWorld {
public:
    enum class Past { without_warehouse, with_warehouse };

    explicit PagesWorld(Past past = Past::without_warehouse);
    ~PagesWorld();

    [[nodiscard]] Seen ask(const std::string& method, const std::string& path,
                           const std::string& key = {}, const std::string& body = {});
    [[nodiscard]] Seen get(const std::string& path, const std::string& key = {}) {
        return ask("GET", path, key);
    }
    [[nodiscard]] const std::string& key() const { return gateway.key(); }
    [[nodiscard]] const std::string& manager() const { return gateway.management_key(); }
    /// The account of a name, as records call it.
    [[nodiscard]] std::string record_id(const std::string& account);
    /// Brings records into the warehouse; what they do not say is filled in as the ledger does.
    void append(std::vector<record::Generation> records);

    RunningGateway gateway;
    std::string other_key;      ///< Inference key of the account "other".
    std::string other_manager;  ///< Management key of the account "other".

private:
    test_support::TemporaryDirectory directory_;
    catalog::Catalog catalog_;
    std::mutex mutex_;
    std::unique_ptr<warehouse::Store> store_;
    int records_ = 0;
};

/// A record of a day that lies `days_ago` days back, at noon UTC.
[[nodiscard]] record::Generation record_of_day(std::int64_t days_ago);

}  // namespace orrery::gateway::testing
