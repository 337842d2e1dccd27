#include "study/filter/panel_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/format/directives.h"
#include "base/hash.h"
#include "study/filter/part/part_coverage.h"
#include "study/filter/tables.h"

namespace orrery::study {
namespace {

/// The statement that makes complete_weeks or complete_tagged_weeks, or the same of other periods.
std::string complete_sql(const std::string& name, const std::string& table, const Window& window,
                         Grain grain) {
    const std::string period(name_of(grain));
    const std::string last = grain == Grain::week    ? "week + 6"
                             : grain == Grain::month ? "last_day(month)"
                                                     : "day";
    return fmt::format(
        "CREATE OR REPLACE TEMP TABLE {0} AS SELECT DISTINCT {1} FROM {2} "
        "WHERE {1} >= DATE '{3}' AND {4} <= DATE '{5}'",
        by_grain(name, grain), period, table, window.from, last, window.to);
}

constexpr std::string_view with_columns = " with ";

/// The columns that a table was made with, by its key, if it is of the part.
std::set<std::string> kept_columns(const std::string& kept_key, const std::string& part) {
    const std::string opening = part + std::string(with_columns);
    if (!kept_key.starts_with(opening)) {
        return {};
    }
    const auto columns = split(std::string_view(kept_key).substr(opening.size()), ',');
    return {columns.begin(), columns.end()};
}

}  // namespace

PanelTables::PanelTables(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                         const FigureDefinition& definition, const Filter& filter,
                         const Window& window, Grain grain, const WholeKey& whole_key,
                         KeptTables& tables)
    : warehouse_(warehouse),
      study_(study),
      definition_(definition),
      filter_(filter),
      window_(window),
      grain_(grain),
      tables_(tables),
      whole_(warehouse, study, window, grain, whole_key, tables),
      words_(words_of(definition)),
      read_(tables_read()) {
    std::ranges::copy_if(read_, std::inserter(chosen_, chosen_.end()), [&](const auto& table) {
        return WholeTables::can_tell(table, filter_, grain_);
    });
}

bool PanelTables::reads(const std::string& name) const {
    return words_.contains(by_grain(name, grain_));
}

std::set<std::string> PanelTables::tables_read() const {
    std::set<std::string> read;
    if (reads("usage") || reads("complete_weeks")) {
        read.insert("usage");
    }
    for (const auto* name : {"languages", "labelled_accounts"}) {
        if (reads(name)) {
            read.insert(name);
        }
    }
    if (needs_labels(definition_) && (reads("tagged") || reads("complete_tagged_weeks"))) {
        read.insert("tagged");
    }
    if (needs_labels(definition_) && reads("tags")) {
        read.insert("tags");
    }
    return read;
}

std::set<std::string> PanelTables::marts() const {
    if (filter_.is_empty()) {
        return {};
    }
    std::set<std::string> without = chosen_;
    for (const auto& [table, complete] :
         {std::pair{"usage", "complete_weeks"}, std::pair{"tagged", "complete_tagged_weeks"}}) {
        if (chosen_.contains(table)) {
            without.insert(by_grain(complete, grain_));
        }
    }
    return marts_of(definition_, without);
}

Result<std::string> PanelTables::show_chosen(PreparedStore& prepared) {
    for (const std::string& table : chosen_) {
        if (auto shown = whole_.show(table, filter_); !shown) {
            return std::unexpected(shown.error());
        }
    }
    if (chosen_.contains("tagged") || chosen_.contains("tags")) {
        if (auto shown = show_samples({}, prepared); !shown) {
            return std::unexpected(shown.error());
        }
    }
    if (filter_.is_empty() || !marts_of(definition_).contains("mart_usage")) {
        return std::string();
    }
    return marts().contains("mart_usage") ? known_columns_sql() : whole_.known_columns_sql(filter_);
}

Status PanelTables::show_made(const std::string& key, PreparedStore& prepared) {
    const std::string grained = fmt::format("{} by {}", key, name_of(grain_));
    for (const std::string& table : read_) {
        if (chosen_.contains(table)) {
            continue;
        }
        const bool is_wide = table == "usage" || table == "tagged";
        if (auto shown = is_wide ? show_narrow(table, grained) : show_one(table, grained); !shown) {
            return shown;
        }
    }
    const bool is_of_categories = read_.contains("tagged");
    if (!is_of_categories && !read_.contains("tags")) {
        return show_complete(grained, prepared);
    }
    if (!chosen_.contains("tagged") && !chosen_.contains("tags")) {
        if (auto shown = show_samples(grained, prepared); !shown) {
            return shown;
        }
    }
    const auto other = other_share(warehouse_, is_of_categories ? "tagged" : "tags");
    if (!other) {
        return std::unexpected(other.error());
    }
    prepared.labelled->other_share = *other;
    return show_complete(grained, prepared);
}

/// What the tables on labels hold of drawn generations, by account, where there is any. Of a part
/// of the traffic there may be none though the store has some.
Status PanelTables::show_samples(const std::string& key, PreparedStore& prepared) {
    const auto is_any = is_sampled(warehouse_, window_);
    if (!is_any || !*is_any) {
        prepared.is_sampled = false;
        return is_any ? Status() : std::unexpected(is_any.error());
    }
    std::string sampled;
    for (const std::string read : {"tags", "tagged"}) {
        if (!read_.contains(read)) {
            continue;
        }
        const std::string table = sampled = "sampled_" + read;
        const bool is_chosen = WholeTables::can_tell(table, filter_, grain_);
        if (auto shown = is_chosen ? whole_.show(table, filter_) : show_one(table, key); !shown) {
            return shown;
        }
    }
    const auto rows = warehouse_.query("SELECT count(*) FROM " + sampled);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    prepared.is_sampled = number_or(rows->rows[0][0], 0) > 0;
    return {};
}

/// Makes a table with the columns that the figure names, and with those that other figures named
/// before: each is a sum over all rows of the part.
Status PanelTables::show_narrow(const std::string& table, const std::string& key) {
    const std::string rows = table_sql(study_, table, window_, grain_);
    const auto known = columns_of(table, rows);
    if (!known) {
        return std::unexpected(known.error());
    }
    const bool names_all = names_no_columns(definition_);
    std::set<std::string> named = columns_named(definition_);
    named.insert({std::string(name_of(grain_)), "tokens", "is_other"});
    std::set<std::string> columns;
    for (const auto& row : known->rows) {
        const std::string name = to_text(row[0]);
        if (names_all || named.contains(name)) {
            columns.insert(name);
        }
    }
    columns.merge(kept_columns(tables_.key_of(made_name(table)), key));
    return keep_and_show(table, fmt::format("{}{}{}", key, with_columns, fmt::join(columns, ",")),
                         fmt::format("SELECT {} FROM ({})", fmt::join(columns, ", "), rows));
}

/// The columns of a table, which the session keeps: they are the same for every part and window.
Result<Table> PanelTables::columns_of(const std::string& table, const std::string& rows) {
    const std::string kept = fmt::format("columns_of_{}_by_{}", table, name_of(grain_));
    const auto made = tables_.ensure(
        kept, fingerprint(table_sql(study_, table, {}, grain_)),
        fmt::format("CREATE OR REPLACE TEMP TABLE {} AS SELECT column_name FROM (DESCRIBE {})",
                    kept, rows));
    return made ? warehouse_.query("FROM temp." + kept) : std::unexpected(made.error());
}

Status PanelTables::show_one(const std::string& table, const std::string& key) {
    return keep_and_show(table, key, table_sql(study_, table, window_, grain_));
}

std::string PanelTables::made_name(const std::string& table) const {
    return fmt::format("part_{}_by_{}", table, name_of(grain_));
}

/// Makes a table of some rows, unless the session has it for the key, and lets its name mean it.
Status PanelTables::keep_and_show(const std::string& table, const std::string& key,
                                  const std::string& rows) {
    const std::string made = made_name(table);
    const auto kept =
        tables_.ensure(made, key, fmt::format("CREATE OR REPLACE TEMP TABLE {} AS {}", made, rows));
    return kept ? tables_.show(table, "FROM temp." + made) : kept;
}

Status PanelTables::show_complete(const std::string& key, const PreparedStore& prepared) {
    if (reads("complete_weeks")) {
        const auto made = tables_.ensure(by_grain("complete_weeks", grain_), key,
                                         complete_sql("complete_weeks", "usage", window_, grain_));
        if (!made) {
            return made;
        }
    }
    if (!read_.contains("tagged") || !reads("complete_tagged_weeks")) {
        return {};
    }
    return tables_.ensure(
        by_grain("complete_tagged_weeks", grain_), key,
        complete_sql("complete_tagged_weeks", "tagged", prepared.labelled->window, grain_));
}

}  // namespace orrery::study
