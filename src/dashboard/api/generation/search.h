#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"
#include "dashboard/api/names.h"
#include "dashboard/context.h"
#include "record/generation.h"
#include "warehouse/warehouse.h"

namespace orrery::dashboard {

/// Where a page of a list begins: behind the generation that the page before ended with. It names
/// a moment and an id, so that what arrives later shifts nothing.
struct Cursor {
    std::int64_t created_us = 0;
    std::string generation_id;

    [[nodiscard]] std::string text() const;
    [[nodiscard]] static std::optional<Cursor> parse(const std::string& text);
};

/// Which generations are looked for. An empty list takes all; `unknown` is what no record says.
struct Search {
    std::vector<std::string> models;  ///< Slugs, as model_of has them.
    std::vector<std::string> providers;
    std::vector<std::string> apps;
    std::vector<std::string> accounts;
    std::vector<std::string> countries;
    std::vector<std::string> terminal_states;
    std::optional<std::int64_t> from_us;  ///< Within.
    std::optional<std::int64_t> to_us;    ///< Not within.
    std::optional<Cursor> before;
    std::size_t limit = 0;
};

/// Reads what GET /api/generations asks for.
[[nodiscard]] Result<Search> read_search(const Query& query, const Names& names);

/// Tells whether a record is looked for and may be seen.
[[nodiscard]] bool is_found(const Search& search, const record::Generation& record,
                            const Visitor& visitor, const catalog::Catalog& catalog);

/// Reads at most `limit` generations of the store, newest first. It goes back from the newest
/// moment in spans of a day, two, four …, and stops as soon as it has enough: zone maps of
/// created_at bound each read, and no more than a span is ever sorted.
[[nodiscard]] Result<std::vector<record::Generation>> search_store(warehouse::Warehouse& warehouse,
                                                                   const Search& search,
                                                                   const Visitor& visitor);

/// Orders generations newest first, those of one moment by id.
[[nodiscard]] bool is_newer(const record::Generation& left, const record::Generation& right);

}  // namespace orrery::dashboard
