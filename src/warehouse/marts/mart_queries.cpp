#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "warehouse/marts/marts.h"
#include "warehouse/store.h"

namespace orrery::warehouse {
namespace {

Result<const Mart*> mart_named(const std::string& name) {
    const auto& marts = load_marts();
    if (!marts) {
        return std::unexpected(marts.error());
    }
    const auto mart = std::ranges::find(*marts, name, &Mart::name);
    if (mart == marts->end()) {
        return fail(ErrorKind::internal, "there is no such mart", name);
    }
    return &*mart;
}

}  // namespace

Result<std::string> Store::by_account(const std::string& name) {
    const auto mart = mart_named(name);
    const auto now = watermark();
    if (!mart || !now) {
        return std::unexpected(mart ? now.error() : mart.error());
    }
    if ((*mart)->select_by_account.empty()) {
        return fail(ErrorKind::internal, "this mart cannot be split by account", name);
    }
    return fmt::format("WITH delta AS ({}) SELECT * FROM ({})",
                       delta_sql((*mart)->over, 0, now->folded), (*mart)->select_by_account);
}

Result<std::vector<std::string>> Store::keys_of(const std::string& name) {
    const auto mart = mart_named(name);
    return mart ? Result<std::vector<std::string>>((*mart)->keys) : std::unexpected(mart.error());
}

Result<std::vector<std::string>> Store::splits_of(const std::string& name) {
    const auto& marts = load_marts();
    if (!marts) {
        return std::unexpected(marts.error());
    }
    std::vector<std::string> splits;
    for (const Mart& mart : *marts) {
        if (mart.splits == name) {
            splits.push_back(mart.name);
        }
    }
    return splits;
}

Result<std::string> Store::part_of(const std::string& name, const std::string& condition) {
    const auto mart = mart_named(name);
    const auto now = watermark();
    if (!mart || !now) {
        return std::unexpected(mart ? now.error() : mart.error());
    }
    return fmt::format("WITH delta AS ({}) SELECT * FROM ({})",
                       delta_part_sql((*mart)->over, now->folded, condition), (*mart)->select);
}

}  // namespace orrery::warehouse
