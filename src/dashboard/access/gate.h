#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dashboard/access/sessions.h"
#include "dashboard/access/tokens.h"
#include "dashboard/api/answer.h"
#include "dashboard/context.h"
#include "gateway/site.h"
#include "ledger/ledger.h"

namespace orrery::dashboard {

/// Says who may come in: whoever sends `Authorization: Bearer` with a token or a management key,
/// or the cookie of a session that was opened with one. A token or key that holds no more ends
/// its sessions. Thread-safe.
class Gate {
public:
    /// REQUIRES: the ledger outlives the gate.
    Gate(Tokens tokens, const ledger::Ledger& ledger)
        : tokens_(std::move(tokens)), ledger_(ledger) {}

    [[nodiscard]] std::optional<Visitor> admit(const gateway::SiteRequest& request,
                                               std::int64_t now_us);
    /// Whether a request that changes something may come from another site: one that leans on a
    /// cookie and does not say that it comes from a page of ours (Origin, Sec-Fetch-Site).
    [[nodiscard]] static bool may_be_forged(const gateway::SiteRequest& request);

    /// POST /api/session with {"token": "..."}: answers with who it is, and the session's cookie.
    [[nodiscard]] gateway::SiteAnswer sign_in(const gateway::SiteRequest& request,
                                              std::int64_t now_us);
    [[nodiscard]] gateway::SiteAnswer sign_out(const gateway::SiteRequest& request);

    /// Whether `Authorization` holds an operator's token. Does not block.
    [[nodiscard]] bool is_operator(std::string_view authorization) const;

private:
    [[nodiscard]] std::optional<Visitor> visitor_of(std::string_view hash,
                                                    std::int64_t now_us) const;

    Tokens tokens_;
    Sessions sessions_;
    const ledger::Ledger& ledger_;
};

/// Writes what GET /api/session says: {"role", "name", "version", "now"}.
[[nodiscard]] Json visitor_json(const Visitor& visitor, std::int64_t now_us);

}  // namespace orrery::dashboard
