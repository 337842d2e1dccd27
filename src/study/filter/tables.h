#pragma once

#include <set>
#include <string>

#include "study/definition.h"
#include "study/figure.h"
#include "study/filter/grain.h"
#include "study/store/window.h"

namespace orrery::study {

/// Returns the SQL of a figure's rows, or of its rows and its statistics, comments left out.
[[nodiscard]] std::string row_sql_of(const FigureDefinition& definition);
[[nodiscard]] std::string sql_of(const FigureDefinition& definition);

/// Returns the words of a figure's SQL in small letters: every table and column it can name.
[[nodiscard]] std::set<std::string> words_of(const FigureDefinition& definition);

/// Returns these and what the intervals of its cells are made of: every column of `usage` and
/// `tagged` that is read for a figure which does not ask for all of them.
[[nodiscard]] std::set<std::string> columns_named(const FigureDefinition& definition);

/// Returns the marts whose rows make up a figure, beneath the tables that it reads. A figure of
/// cohorts reads `mart_activity`; which days the store has seen is no matter of its rows. Those
/// that are only beneath some other tables can be left out.
[[nodiscard]] std::set<std::string> marts_of(const FigureDefinition& definition,
                                             const std::set<std::string>& without = {});

/// Says whether a figure asks for all columns of something, whatever their names.
[[nodiscard]] bool names_no_columns(const FigureDefinition& definition);

/// Says whether a figure asks of days only in which week of the window they are.
[[nodiscard]] bool is_by_weeks(const FigureDefinition& definition);

/// Returns the query for a table that figures read: usage, tagged, tags, languages,
/// labelled_accounts, and sampled_tagged and sampled_tags, by account. It reads the mart beneath.
[[nodiscard]] std::string table_sql(const StudyDefinition& study, const std::string& table,
                                    const Window& window, Grain grain);

/// Says whether a figure is one of labelled generations.
[[nodiscard]] bool needs_labels(const FigureDefinition& definition);

/// Says whether a mart sums labels, so that it knows categories.
[[nodiscard]] bool is_of_labels(const std::string& mart);

}  // namespace orrery::study
