#pragma once

#include <string>

#include "dashboard/api/names.h"
#include "dashboard/api/parameters.h"
#include "dashboard/context.h"

namespace orrery::dashboard {

/// Where amounts are counted: the days asked for, and those that the visitor's part of the store
/// spans, beyond which there is nothing.
struct Span {
    Days asked;
    Days store;
};

/// Returns a SELECT of `day, key, tokens, generations`: what a visitor may see of the days, by
/// subject; an unknown key is NULL. Tokens are prompt and completion tokens; what a generation does
/// not say counts as none. Sums of everyone come from the marts. Those of apps and accounts are
/// kept by week, so that other windows read the window's generations, as an account's own do.
/// Models stand under the name that they had on the day (catalog_resolution); categories are
/// weighted by the sample, and NULL is what no sure label says: all tokens less theirs, which a
/// sample may make negative.
[[nodiscard]] std::string amounts_sql(Subject subject, const Span& span, const Visitor& visitor);

}  // namespace orrery::dashboard
