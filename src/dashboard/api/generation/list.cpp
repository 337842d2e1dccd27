#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "dashboard/api/answer.h"
#include "dashboard/api/generation/row.h"
#include "dashboard/api/generation/search.h"
#include "dashboard/api/names.h"
#include "dashboard/api/pages.h"

namespace orrery::dashboard {
namespace {

/// What is asked of the process's memory: more than the gateway keeps of what is not drained.
constexpr std::size_t recent_max = 65'536;

/// Adds to what the store has what is only in memory so far, newest first, each id once.
void add_recent(std::vector<record::Generation>& found,
                const std::vector<gateway::RecentGeneration>& recent, const Search& search,
                const Visitor& visitor, const catalog::Catalog& catalog) {
    std::unordered_set<std::string> known;
    for (const record::Generation& generation : found) {
        known.insert(generation.generation_id.value_or(""));
    }
    for (const gateway::RecentGeneration& generation : recent) {
        if (is_found(search, generation.record, visitor, catalog) &&
            known.insert(*generation.record.generation_id).second) {
            found.push_back(generation.record);
        }
    }
    std::ranges::sort(found, is_newer);
}

}  // namespace

gateway::SiteAnswer generations_page(const Query& query, Context& context) {
    const Names names(context, query.visitor);
    auto search = read_search(query, names);
    if (!search) {
        return answer_error(search.error());
    }
    if (!search->accounts.empty() && query.visitor.role == Role::viewer) {
        return answer_error(403, "account: only an administrator sees accounts");
    }
    const std::size_t limit = search->limit;
    search->limit = limit + 1;  // Says whether there is a next page.
    // Memory first: what is drained in between is in both, and in neither the other way round.
    const auto recent = context.recent(recent_max);
    std::vector<record::Generation> found;
    const auto read = context.read_store([&](warehouse::Store& store) -> Status {
        auto stored = search_store(store, *search, query.visitor);
        if (!stored) {
            return std::unexpected(stored.error());
        }
        found = *std::move(stored);
        return {};
    });
    if (!read) {
        return answer_error(read.error());
    }
    add_recent(found, recent, *search, query.visitor, context.catalog);
    Json next = nullptr;
    if (found.size() > limit) {
        found.resize(limit);
        next = Cursor{*found.back().created_at, *found.back().generation_id}.text();
    }
    Json rows = Json::array();
    for (const record::Generation& generation : found) {
        rows.push_back(generation_row(generation, context.catalog, names));
    }
    return answer_json({{"rows", std::move(rows)}, {"next", std::move(next)}});
}

}  // namespace orrery::dashboard
