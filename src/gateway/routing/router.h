#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/config/config.h"
#include "gateway/routing/health.h"
#include "gateway/routing/preferences.h"

namespace orrery::gateway {

/// What routing must know of a request. Views live through plan() only.
struct RouteRequest {
    std::string_view model;
    std::span<const std::string> models;  ///< Fallback models, after `model`.
    const Preferences* preferences = nullptr;
    std::span<const std::string_view> parameters;  ///< Top-level names in the request.
    bool has_tools = false;
    bool is_embedding = false;
    std::int64_t prompt_tokens = 0;  ///< Estimated; for context lengths. 0: unknown.
    std::int64_t account = 0;
    std::uint64_t sticky = 0;  ///< Hash of the conversation; 0: none.
    /// Tells whether the account has brought its own key for a provider (index in the config).
    std::function<bool(std::size_t)> has_own_key;
};

/// One place to try, in order.
struct Candidate {
    const Endpoint* endpoint = nullptr;
    bool is_byok = false;
};

struct Plan {
    std::vector<Candidate> candidates;  ///< At least one; later ones are fallbacks.
    std::string_view strategy;  ///< weight, order, price, throughput, latency, sticky, byok.
};

/// Why nothing can take a request; becomes the status and text of the answer.
struct NoRoute {
    int status = 404;  ///< 404 unknown model, 400 nothing fits the preferences, 503 all are out.
    std::string message;
};

/// Chooses endpoints. One for each loop; config and health are shared.
class Router {
public:
    /// REQUIRES: config and health outlive the router. `seed` drives the weighted choice.
    Router(const Config& config, Health& health, std::uint64_t seed);
    ~Router();

    /// Filters by preferences, then orders: BYOK first, then sticky, `order`, `sort`, or a weighted
    /// draw by 1/price² among endpoints without an outage, the rest after them. Over models in
    /// their order. Bounded at 16 candidates.
    [[nodiscard]] std::expected<Plan, NoRoute> plan(const RouteRequest& request,
                                                    std::int64_t now_us);
    /// Remembers where a conversation was served, for its provider's prompt cache: ten minutes from
    /// the last use, at most 65,536 conversations, the oldest forgotten first.
    void remember(std::uint64_t sticky, const Endpoint& endpoint, std::int64_t now_us);

private:
    class Sticky;
    const Config& config_;
    Health& health_;
    std::uint64_t random_;
    std::unique_ptr<Sticky> sticky_;
};

}  // namespace orrery::gateway
