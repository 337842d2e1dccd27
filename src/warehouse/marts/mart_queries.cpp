#include <fmt/format.h>

#include <algorithm>

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

Result<std::string> Store::part_of(const std::string& name, const std::string& condition,
                                   const std::string& table) {
    const auto mart = mart_named(name);
    const auto now = watermark();
    if (!mart || !now) {
        return std::unexpected(mart ? now.error() : mart.error());
    }
    const bool asks_labels = table.empty() && (*mart)->over == MartSource::labels;
    const auto among =
        asks_labels ? among_ids(connection_, now->folded, condition) : Result<std::string>();
    if (!among) {
        return std::unexpected(among.error());
    }
    const std::string delta = table.empty()
                                  ? delta_part_sql((*mart)->over, now->folded, condition, *among)
                                  : fmt::format("SELECT * FROM {} WHERE {}", table, condition);
    return fmt::format("WITH delta AS ({}) SELECT * FROM ({})", delta, (*mart)->select);
}

Result<std::string> Store::generations_of(const std::string& condition) {
    const auto& marts = load_marts();
    const auto now = watermark();
    if (!marts || !now) {
        return std::unexpected(marts ? now.error() : marts.error());
    }
    std::vector<const Mart*> summed;
    for (const Mart& mart : *marts) {
        if (mart.name != "mart_coverage") {  // It counts every column there is.
            summed.push_back(&mart);
        }
    }
    return fmt::format("SELECT {} FROM ({})", columns_read(summed, {"import_batch"}),
                       delta_part_sql(MartSource::generations, now->folded, condition));
}

Result<std::string> Store::labelled_of(const std::string& table) {
    const auto now = watermark();
    return now ? Result<std::string>(labelled_in_sql(table, now->folded))
               : std::unexpected(now.error());
}

}  // namespace orrery::warehouse
