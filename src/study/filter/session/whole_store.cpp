#include "study/filter/session/whole_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "study/filter/condition.h"
#include "study/filter/tables.h"
#include "study/store/labels/weights.h"
#include "study/store/stand_ins.h"
#include "warehouse/retention.h"

namespace orrery::study {
namespace {

/// Returns the one row of a query, which the session keeps as a table.
Result<std::vector<Cell>> kept_row(warehouse::Warehouse& warehouse, KeptTables& tables,
                                   const std::string& name, const std::string& key,
                                   const std::string& sql) {
    if (auto made = tables.ensure(name, key,
                                  fmt::format("CREATE OR REPLACE TEMP TABLE {} AS {}", name, sql));
        !made) {
        return std::unexpected(made.error());
    }
    auto row = warehouse.query("FROM temp." + name);
    if (!row) {
        return std::unexpected(row.error());
    }
    return std::move(row->rows.front());
}

/// Makes `calibration` unless the session has it: the weights of a sample are those of the whole
/// traffic, whatever part of it is looked at.
Result<PooledTokens> ensure_calibration(warehouse::Warehouse& warehouse, const Window& window,
                                        const WholeKey& key, KeptTables& tables) {
    PooledTokens tokens{};
    if (tables.has("calibration", key.text())) {
        const auto kept = warehouse.query("SELECT tokens FROM pooled_tokens ORDER BY pooling");
        if (!kept) {
            return std::unexpected(kept.error());
        }
        for (std::size_t at = 0; at < std::min(tokens.size(), kept->rows.size()); ++at) {
            tokens.at(at) = number_or(kept->rows[at][0], 0);
        }
        return tokens;
    }
    auto made = make_calibration(warehouse, window);
    if (!made) {
        return made;
    }
    std::string rows;
    for (std::size_t at = 0; at < made->size(); ++at) {
        rows += fmt::format("{}({}, {:.16e})", rows.empty() ? "" : ", ", at, made->at(at));
    }
    auto kept = warehouse.execute(
        fmt::format("CREATE OR REPLACE TEMP TABLE pooled_tokens (pooling INTEGER, tokens DOUBLE); "
                    "INSERT INTO pooled_tokens VALUES {}",
                    rows));
    if (kept) {
        kept = tables.keep("calibration", key.text());
    }
    if (!kept) {
        return std::unexpected(kept.error());
    }
    return made;
}

Status keep_used_models(const Window& window, const WholeKey& key, KeptTables& tables) {
    return tables.ensure("used_models", key.text(),
                         "CREATE OR REPLACE TEMP TABLE used_models AS " + used_models_sql(window));
}

Result<StoreCoverage> kept_coverage(warehouse::Warehouse& warehouse, const Window& window,
                                    const WholeKey& key, KeptTables& tables) {
    const auto row =
        kept_row(warehouse, tables, "whole_coverage", key.text(), StoreCoverage::sql(window));
    if (!row) {
        return std::unexpected(row.error());
    }
    return StoreCoverage::of_row(*row);
}

Result<Window> kept_labelled_days(warehouse::Warehouse& warehouse, const Window& window,
                                  const WholeKey& key, KeptTables& tables) {
    const auto row =
        kept_row(warehouse, tables, "labelled_days", key.text(), labelled_days_sql(window));
    if (!row) {
        return std::unexpected(row.error());
    }
    return labelled_days_of(*row, window);
}

}  // namespace

std::string WholeKey::text() const {
    return fmt::format("{} {}", window, folded);
}

std::string WholeKey::text_with_pruned() const {
    return fmt::format("{} {}", text(), pruned_before);
}

std::optional<std::int64_t> WholeKey::folded_in(const std::string& other) const {
    if (!other.starts_with(window + " ")) {
        return std::nullopt;
    }
    std::int64_t number = 0;
    const char* end = other.data() + other.size();
    const auto read = std::from_chars(other.data() + window.size() + 1, end, number);
    return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

Result<WholeKey> read_whole_key(warehouse::Warehouse& warehouse, const Window& window) {
    const auto watermark = warehouse.watermark();
    const auto names = warehouse.query("SELECT count(*) FROM catalog_resolution");
    auto pruned = warehouse::pruned_before(warehouse);
    if (!watermark || !names || !pruned) {
        return std::unexpected(!watermark ? watermark.error()
                               : !names   ? names.error()
                                          : pruned.error());
    }
    return WholeKey{
        fmt::format("{}..{} {}", window.from, window.to, to_text(names->rows.front().front())),
        watermark->folded, std::move(*pruned)};
}

Result<PreparedStore> read_whole_store(warehouse::Warehouse& warehouse,
                                       const StudyDefinition& study,
                                       const FigureDefinition& definition, const Window& window,
                                       const WholeKey& key, KeptTables& tables) {
    PreparedStore prepared;
    auto coverage = kept_coverage(warehouse, window, key, tables);
    auto names = display_names(warehouse);
    if (!coverage || !names) {
        return std::unexpected(coverage ? names.error() : coverage.error());
    }
    prepared.coverage = std::move(*coverage);
    prepared.names = std::move(*names);
    if (needs_labels(definition) || words_of(definition).contains("labelled_days")) {
        auto days = kept_labelled_days(warehouse, window, key, tables);
        if (!days) {
            return std::unexpected(days.error());
        }
        prepared.labelled = LabelledPart{std::move(*days), 0};
    }
    if (needs_labels(definition) || words_of(definition).contains("labelled_accounts")) {
        const auto pooled = ensure_calibration(warehouse, window, key, tables);
        if (!pooled) {
            return std::unexpected(pooled.error());
        }
        prepared.pooled_tokens = *pooled;
    }
    if (definition.kind == ChartKind::cohorts) {
        if (auto kept = keep_used_models(window, key, tables); !kept) {
            return std::unexpected(kept.error());
        }
        auto stand_ins = stand_ins_for(warehouse, "FROM temp.used_models", study.figures);
        if (!stand_ins) {
            return std::unexpected(stand_ins.error());
        }
        prepared.stand_ins = std::move(*stand_ins);
    }
    return prepared;
}

Status make_whole_facts(warehouse::Warehouse& warehouse, const Window& window, const WholeKey& key,
                        KeptTables& tables) {
    const auto coverage = kept_coverage(warehouse, window, key, tables);
    const auto days = kept_labelled_days(warehouse, window, key, tables);
    if (!coverage || !days) {
        return std::unexpected(coverage ? days.error() : coverage.error());
    }
    auto names = keep_model_windows(tables, key.text_with_pruned());
    if (names) {
        names = keep_used_models(window, key, tables);
    }
    if (!names) {
        return names;
    }
    const auto pooled = ensure_calibration(warehouse, window, key, tables);
    return pooled ? Status() : std::unexpected(pooled.error());
}

}  // namespace orrery::study
