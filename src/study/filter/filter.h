#pragma once

#include <optional>
#include <string>
#include <vector>

#include "study/figure.h"

namespace orrery::study {

/// The part of the traffic that a panel is about. An empty list is no condition; of a list any
/// value will do, and all lists have to be met. A generation that does not know a column is in no
/// part that is chosen by it.
struct Filter {
    std::vector<std::string> source_classes;  ///< As the table `usage` has them; also unknown.
    std::vector<std::string> authors;         ///< Slugs; also unknown.
    std::vector<std::string> models;          ///< Slugs, or names that the catalog does not know.
    std::vector<std::string> providers;
    std::vector<std::string> accounts;  ///< As records name them: hashes.
    std::vector<std::string> apps;
    std::vector<std::string> countries;   ///< ISO 3166 alpha-2.
    std::vector<std::string> categories;  ///< Of the primary label.
    std::optional<bool> is_byok;

    [[nodiscard]] bool is_empty() const;

    /// Lists what the filter chooses by, in the names of filters_of().
    [[nodiscard]] std::vector<std::string> dimensions() const;

    /// Says whether it chooses by the model or by what the catalog knows of models.
    [[nodiscard]] bool is_of_models() const;

    /// Returns a text that is the same for equal filters only.
    [[nodiscard]] std::string key() const;
};

/// Lists what a figure can honestly be narrowed by: of time, grain, source_class, author, model,
/// provider, account, app, country, category and byok. It follows from the tables and columns that
/// the figure's SQL reads: what a figure fixes itself is left out, and so are categories, which are
/// known of labelled generations, where it reads all generations.
[[nodiscard]] std::vector<std::string> filters_of(const FigureDefinition& definition);

/// Says in one sentence why a figure cannot be narrowed by one of those names.
[[nodiscard]] std::string why_not(const FigureDefinition& definition, const std::string& name);

}  // namespace orrery::study
