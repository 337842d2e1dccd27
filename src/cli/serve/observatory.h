#pragma once

#include <atomic>
#include <filesystem>
#include <memory>

#include "base/result.h"
#include "catalog/catalog.h"
#include "cli/serve/archive.h"
#include "dashboard/dashboard.h"
#include "gateway/gateway.h"
#include "ledger/ledger.h"
#include "study/definition.h"

namespace orrery::cli {

/// The dashboard of a serving process: joins what it shows, the gateway and the archive.
class Observatory {
public:
    /// REQUIRES: catalog, ledger and archive outlive the observatory.
    [[nodiscard]] static Result<std::unique_ptr<Observatory>> open(
        const catalog::Catalog& catalog, ledger::Ledger& ledger, Archive& archive,
        const std::filesystem::path& store);
    Observatory(const Observatory&) = delete;
    Observatory& operator=(const Observatory&) = delete;

    /// Gives the gateway its door to the dashboard. REQUIRES: the observatory outlives the gateway.
    void serve_in(gateway::Gateway::Beside& beside);
    /// Shows what happens in a gateway from now on, or in none: call it with null before it ends.
    void watch(const gateway::Gateway* gateway) { gateway_.store(gateway); }

private:
    explicit Observatory(study::StudyDefinition study) : study_(std::move(study)) {}
    [[nodiscard]] dashboard::Context context(const catalog::Catalog& catalog,
                                             ledger::Ledger& ledger, Archive& archive);

    study::StudyDefinition study_;
    std::atomic<const gateway::Gateway*> gateway_ = nullptr;
    std::unique_ptr<dashboard::Dashboard> dashboard_;
};

}  // namespace orrery::cli
