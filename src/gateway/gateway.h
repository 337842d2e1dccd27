#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/table.h"
#include "catalog/catalog.h"
#include "gateway/config/config.h"
#include "gateway/live/live.h"
#include "gateway/live/rates.h"
#include "gateway/sampling/labeller.h"
#include "gateway/site.h"
#include "ledger/ledger.h"

namespace orrery::gateway {

/// The account that requests without a key belong to, where the configuration allows them.
inline constexpr std::string_view anonymous_account = "anonymous";

/// The running gateway: one loop a thread, each with a server of its own on the shared port, and
/// the echo provider where the configuration has one.
class Gateway {
public:
    /// Runs a query on the warehouse for pages about the past; called on a worker's thread.
    using Ask = std::function<Result<Table>(const std::string& sql)>;

    /// What is served beside the API of models.
    struct Beside {
        /// Makes who labels the sample of [classifier]; empty: nobody does.
        Labeller::MakeBackend make_backend = {};
        /// Answers all paths that are neither the API's nor an operator's; empty: none are there.
        Site site = {};
        /// Whether who sends this `Authorization` may read /metrics, where [observe] open_metrics
        /// does not let everybody. Called on a loop: must not block. Empty: everybody may.
        std::function<bool(std::string_view)> may_observe = {};
    };

    /// Opens the ports and starts to serve. REQUIRES: catalog, ledger and what `beside` refers to
    /// outlive the gateway, and the ledger was opened for loops_of(config) loops. Fails where a
    /// port cannot be had, a certificate does not fit, a backend cannot be made, or the access log
    /// cannot be opened.
    [[nodiscard]] static Result<std::unique_ptr<Gateway>> start(Config config,
                                                                const catalog::Catalog& catalog,
                                                                ledger::Ledger& ledger, Ask ask,
                                                                Beside beside);
    ~Gateway();

    /// What happens now. From any thread.
    [[nodiscard]] LiveRates rates() const;
    /// The last generations of all loops, newest first, at most so many.
    [[nodiscard]] std::vector<RecentGeneration> recent(std::size_t most) const;
    [[nodiscard]] std::optional<RecentGeneration> recent(std::string_view generation_id) const;

    /// The port that is listened on; what port 0 became.
    [[nodiscard]] std::uint16_t port() const;
    /// Takes another configuration into service. Requests that run keep the old one; what concerns
    /// listening, loops, limits, labels and logs stays as it was at the start.
    void reload(Config config);
    /// Opens the access log's file anew, after it was moved.
    void reopen_logs();
    /// Stops accepting, lets requests end within the configured time, and joins all threads.
    void stop();

    /// Returns the number of loops that a configuration stands for.
    [[nodiscard]] static std::size_t loops_of(const Config& config);

private:
    class State;
    explicit Gateway(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace orrery::gateway
