#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "dashboard/access/gate.h"
#include "dashboard/context.h"
#include "dashboard/live/live_page.h"
#include "gateway/site.h"

namespace orrery::dashboard {

/// The dashboard of a running gateway: its pages, and the API below /api/ that they ask.
/// Thread-safe.
class Dashboard {
public:
    /// `store` holds the operator's tokens, which are made where they are missing.
    /// REQUIRES: what the context refers to outlives the dashboard.
    [[nodiscard]] static Result<std::unique_ptr<Dashboard>> open(
        Context context, const std::filesystem::path& store);

    /// Answers a request; may block. Without a session nothing but the page to sign in on.
    [[nodiscard]] gateway::SiteAnswer answer(const gateway::SiteRequest& request);
    /// Whether `Authorization` holds an operator's token. Does not block.
    [[nodiscard]] bool is_operator(std::string_view authorization) const {
        return gate_.is_operator(authorization);
    }

private:
    Dashboard(Context context, Tokens tokens);

    [[nodiscard]] gateway::SiteAnswer route(const gateway::SiteRequest& request);
    [[nodiscard]] gateway::SiteAnswer answer_api(const gateway::SiteRequest& request);
    [[nodiscard]] gateway::SiteAnswer session(const gateway::SiteRequest& request,
                                              std::int64_t now_us);

    Context context_;
    Gate gate_;
    LivePage live_;
};

}  // namespace orrery::dashboard
