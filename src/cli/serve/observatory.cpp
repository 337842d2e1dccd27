#include "cli/serve/observatory.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "study/panel.h"

namespace orrery::cli {

Result<std::unique_ptr<Observatory>> Observatory::open(const catalog::Catalog& catalog,
                                                       ledger::Ledger& ledger, Archive& archive,
                                                       const std::filesystem::path& store) {
    auto study = study::load_study({});
    if (!study) {
        return std::unexpected(study.error());
    }
    std::unique_ptr<Observatory> made(new Observatory(std::move(*study)));
    auto dashboard = dashboard::Dashboard::open(made->context(catalog, ledger, archive), store);
    if (!dashboard) {
        return std::unexpected(dashboard.error());
    }
    made->dashboard_ = std::move(*dashboard);
    // Shared, for the archive may do it once more when this object has gone.
    archive.after_folds(
        [definition = std::make_shared<const study::StudyDefinition>(made->study_)](
            warehouse::Store& session) { return study::prepare_panels(session, *definition); });
    return made;
}

dashboard::Context Observatory::context(const catalog::Catalog& catalog, ledger::Ledger& ledger,
                                        Archive& archive) {
    return dashboard::Context{
        .read_store = [&archive](const Archive::Work& work) { return archive.read(work); },
        .catalog = catalog,
        .study = study_,
        .ledger = ledger,
        .recent =
            [this](std::size_t most) {
                const gateway::Gateway* gateway = gateway_.load();
                return gateway == nullptr ? std::vector<gateway::RecentGeneration>()
                                          : gateway->recent(most);
            },
        .find_recent = [this](const std::string& id) -> std::optional<gateway::RecentGeneration> {
            const gateway::Gateway* gateway = gateway_.load();
            return gateway == nullptr ? std::nullopt : gateway->recent(std::string_view(id));
        },
        .rates =
            [this] {
                const gateway::Gateway* gateway = gateway_.load();
                return gateway == nullptr ? gateway::LiveRates() : gateway->rates();
            },
        .store_state =
            [&archive] {
                const StoreState state = archive.state();
                return dashboard::StoreState{state.place != StoreState::Place::here, state.holder,
                                             state.since_us};
            },
        .hasten = [&archive] { archive.hasten(); }};
}

void Observatory::serve_in(gateway::Gateway::Beside& beside) {
    beside.site = [this](const gateway::SiteRequest& request) {
        return dashboard_->answer(request);
    };
    beside.may_observe = [this](std::string_view authorization) {
        return dashboard_->is_operator(authorization);
    };
}

}  // namespace orrery::cli
