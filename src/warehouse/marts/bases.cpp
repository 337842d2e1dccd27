#include "warehouse/marts/bases.h"

#include <fmt/format.h>

namespace orrery::warehouse {
namespace {

/// Says whether there are four generations or more of a kind, by and large: then a base has at
/// most a quarter of the delta's rows, and more than one mart is made of it.
Result<bool> is_of_few_kinds(const Connection& connection) {
    const auto excess = connection.count(
        "SELECT count(*) - 4 * approx_count_distinct((day_of(created_at), model, provider, app, "
        "country, account_id, is_byok)) FROM delta");
    return excess ? Result<bool>(*excess > 0) : std::unexpected(excess.error());
}

}  // namespace

Status Bases::make(const Connection& connection, const std::vector<const Mart*>& marts) {
    const auto are_few = is_of_few_kinds(connection);
    if (!are_few || !*are_few) {
        return are_few ? Status() : std::unexpected(are_few.error());
    }
    for (const Mart* mart : marts) {
        if (mart->base.empty()) {
            continue;
        }
        const auto made = connection.execute(
            fmt::format("CREATE OR REPLACE TEMP TABLE base_{} AS {}", mart->name, mart->base));
        if (!made) {
            return made;
        }
        made_.insert(mart->name);
    }
    return {};
}

const std::string& Bases::select(const Mart& mart) const {
    const std::string& root = mart.base.empty() ? mart.splits : mart.name;
    return made_.contains(root) ? mart.of_base : mart.select;
}

Status Bases::drop(const Connection& connection) {
    for (const std::string& name : made_) {
        if (auto dropped = connection.execute("DROP TABLE temp.base_" + name); !dropped) {
            return dropped;
        }
    }
    made_.clear();
    return {};
}

}  // namespace orrery::warehouse
