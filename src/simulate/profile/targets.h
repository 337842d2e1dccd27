#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulate/profile/curve.h"

namespace orrery::simulate {

/// Which tokens a target speaks of; an empty list means all.
struct Selector {
    std::vector<std::string> authors;
    std::vector<std::string> classes;  ///< closed_row, closed_cn, cn_oss, row_oss
    std::vector<std::string> models;
    std::vector<std::string> sizes;
    std::vector<std::string> categories;
    std::optional<bool> reasoning;
    std::optional<bool> tagged;  ///< True: every category but others.
};

/// A share of tokens that raking meets in every week, from the first knot of its curve on.
struct ShareTarget {
    std::string name;
    Selector part;
    Selector whole;
    Curve share;
};

/// A volume that raking meets over the stated window.
struct TotalTarget {
    std::string name;
    Selector part;
    double trillion_tokens = 0;
};

/// A share of spend that account weights meet month by month.
struct SpendTarget {
    std::string continent;
    Curve share;
};

struct LanguageTarget {
    std::string language;
    double share = 0;
};

}  // namespace orrery::simulate
