#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "dashboard/context.h"
#include "gateway/site.h"

namespace orrery::dashboard {

/// GET /api/live: what happens now. Asks nothing that takes long: counters, balances and the last
/// generations in memory, so that it goes on while the store is lent. Thread-safe.
class LivePage {
public:
    /// REQUIRES: the context outlives the page.
    explicit LivePage(const Context& context) : context_(context) {}

    [[nodiscard]] gateway::SiteAnswer answer(const Visitor& visitor, std::int64_t now_us);

private:
    [[nodiscard]] std::optional<std::int64_t> generations_today(const gateway::LiveRates& rates,
                                                                std::int64_t now_us);

    const Context& context_;
    std::mutex mutex_;
    /// Of the day on which this process started, those that an earlier one recorded.
    std::optional<std::int64_t> earlier_today_;
};

}  // namespace orrery::dashboard
