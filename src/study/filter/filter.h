#pragma once

#include <optional>
#include <string>
#include <vector>

#include "study/figure.h"

namespace orrery::study {

/// Which generations a panel counts: within one list any of the values, between lists all must
/// hold. An empty list takes all.
struct Filter {
    std::vector<std::string> source_classes, authors, models, providers, accounts, apps, countries,
        categories;
    std::optional<bool> is_byok;

    [[nodiscard]] bool is_empty() const {
        return source_classes.empty() && authors.empty() && models.empty() && providers.empty() &&
               accounts.empty() && apps.empty() && countries.empty() && categories.empty() &&
               !is_byok;
    }
};

enum class Grain { day, week, month };

/// Names what a figure can honestly be filtered by.
[[nodiscard]] std::vector<std::string> filters_of(const FigureDefinition& definition);

}  // namespace orrery::study
