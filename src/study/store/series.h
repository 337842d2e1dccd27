#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/figure.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// How the catalog writes the names of models and authors, by slug.
struct DisplayNames {
    std::map<std::string, std::string> models;
    std::map<std::string, std::string> authors;

    /// Return the name of a slug, or the slug where the catalog has none.
    [[nodiscard]] const std::string& model(const std::string& slug) const;
    [[nodiscard]] const std::string& author(const std::string& slug) const;
};

[[nodiscard]] Result<DisplayNames> display_names(warehouse::Warehouse& warehouse);

/// Lists the series that a figure has rows of, in drawing order: the declared ones as declared,
/// then the others by their sum of values, `other` and `unknown` at the end.
[[nodiscard]] std::vector<Series> series_of(const FigureResult& figure, const DisplayNames& names);

}  // namespace orrery::study
