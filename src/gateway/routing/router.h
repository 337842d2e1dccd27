#pragma once

#include <cstdint>
#include <expected>
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

class Offers;
class StickyPlaces;
struct Ranked;

/// What routing must know of a request. Views live through plan() only.
struct RouteRequest {
    std::string_view model;
    std::span<const std::string> models;  ///< Fallback models, after `model`.
    const Preferences* preferences = nullptr;
    std::span<const std::string_view> parameters;  ///< Top-level names in the request.
    bool has_tools = false;
    bool is_embedding = false;
    /// Estimated; 0: unknown. Since it may be wrong, endpoints with a shorter context are tried
    /// after all others rather than never.
    std::int64_t prompt_tokens = 0;
    std::int64_t completion_tokens = 0;  ///< As `max_tokens` asks; 0: not asked.
    std::int64_t unix_us = 0;            ///< For prices of the day; 0: by the system's clock.
    std::uint64_t sticky = 0;            ///< Hash of the conversation; 0: none.
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
    /// What decided the first: weight, order, price, throughput, latency, exacto, sticky, byok.
    std::string_view strategy;
};

/// Why nothing can take a request; becomes the status and text of the answer. Endpoints that are
/// out are no reason: they are tried last.
struct NoRoute {
    int status = 404;  ///< 404 unknown model or variant, 400 nothing fits the preferences.
    std::string message;
};

/// Chooses endpoints. One for each loop; config and health are shared.
class Router {
public:
    /// REQUIRES: config and health outlive the router. `seed` drives the weighted choice.
    Router(const Config& config, Health& health, std::uint64_t seed);
    ~Router();

    /// Filters by the request and its preferences, then orders what is left of each model:
    ///   1. endpoints whose context is long enough, 2. those without an outage (health.h),
    ///   3. those of the account's own key, 4. by `order`, 5. without one, where the conversation
    ///   was last, 6. those that meet the preferred throughput and latency, 7. by `sort` or suffix.
    /// Without `order` and sort the first of the best of these is drawn by 1/price², and the others
    /// follow by price. Without fallbacks only the first remains, or those of `order`. Models in
    /// their order, unless the sort goes across them. Bounded at 16 candidates. A name that is not
    /// served is passed over where another one is. `now_us` is the clock of health.
    [[nodiscard]] std::expected<Plan, NoRoute> plan(const RouteRequest& request,
                                                    std::int64_t now_us);
    /// Remembers where a conversation was served, for its provider's prompt cache: ten minutes from
    /// the last use, at most 65,536 conversations, the oldest forgotten first.
    void remember(std::uint64_t sticky, const Endpoint& endpoint, std::int64_t now_us);

private:
    struct Search;
    void search(const RouteRequest& request, const Preferences& preferences, std::string_view name,
                std::int64_t now_us, Search& search);
    [[nodiscard]] double draw();

    const Config& config_;
    Health& health_;
    std::uint64_t random_;
    std::vector<std::string> provider_names_;  ///< In lower case.
    std::unique_ptr<Offers> offers_;
    std::unique_ptr<StickyPlaces> sticky_;
    std::unique_ptr<std::vector<Ranked>> ranked_;  ///< Kept for its memory.
};

}  // namespace orrery::gateway
