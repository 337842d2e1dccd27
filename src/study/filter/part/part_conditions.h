#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "study/filter/condition.h"
#include "study/filter/filter.h"
#include "study/store/window.h"

namespace orrery::study {

/// Says whether a key is among those of a mart.
[[nodiscard]] bool has(const std::vector<std::string>& keys, std::string_view key);

/// What a filter and a window ask of the rows of marts and of generations, in SQL.
class PartConditions {
public:
    PartConditions() = default;

    /// `models`: model_windows() of the filter, where it is of models.
    PartConditions(Filter filter, Window window, std::vector<ModelWindow> models)
        : filter_(std::move(filter)), window_(std::move(window)), models_(std::move(models)) {}

    /// Says whether rows with some keys can be told apart by what the filter chooses by.
    [[nodiscard]] bool tells(const std::vector<std::string>& keys) const;

    /// Says whether of rows with some keys those of the part are one slice, in which the other keys
    /// tell each row from the others. REQUIRES: tells().
    [[nodiscard]] bool has_slice(const std::vector<std::string>& keys) const;

    /// Returns what the keys of a mart are in a table that splits it, by longer periods perhaps.
    [[nodiscard]] std::vector<std::string> keys_in(const std::vector<std::string>& keys,
                                                   std::vector<std::string> mart_keys) const;

    /// Returns the condition on rows with some keys, the first of them their time; what is no key
    /// is left to others.
    [[nodiscard]] std::string of_rows(const std::vector<std::string>& keys) const;

    /// Returns the condition on generations that make up a mart with such a time. Categories are
    /// none of their columns.
    [[nodiscard]] std::string of_generations(const std::string& time_key) const;

    /// Returns an expression for how many generations the part has at most in the window's weeks:
    /// the least of what marts in a schema count for one of its conditions.
    [[nodiscard]] std::string most_generations_sql(const std::string& schema) const;

private:
    Filter filter_;
    Window window_;
    std::vector<ModelWindow> models_;
};

}  // namespace orrery::study
