#include "study/filter/panel_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "study/filter/tables.h"
#include "study/store/labels/weights.h"

namespace orrery::study {
namespace {

bool needs_labels(const FigureDefinition& definition) {
    return std::ranges::any_of(definition.needs, is_label_column);
}

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

/// Makes `calibration` unless the session has it for the window and what the marts hold: the
/// weights of a sample are those of the whole traffic, whatever part of it is looked at.
/// REQUIRES: the names of marts mean the whole store.
Result<PooledTokens> ensure_calibration(warehouse::Warehouse& warehouse, const Window& window) {
    const auto watermark = warehouse.watermark();
    if (!watermark) {
        return std::unexpected(watermark.error());
    }
    const std::string key = fmt::format("{}..{} {}", window.from, window.to, watermark->folded);
    PooledTokens tokens{};
    const auto known = warehouse.query(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'temp' "
        "AND table_name = 'calibration' AND comment = " +
        sql_text(key));
    if (!known) {
        return std::unexpected(known.error());
    }
    if (number_or(known->rows[0][0], 0) > 0) {
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
    const auto kept = warehouse.execute(
        fmt::format("CREATE OR REPLACE TEMP TABLE pooled_tokens (pooling INTEGER, tokens DOUBLE); "
                    "INSERT INTO pooled_tokens VALUES {}; COMMENT ON TABLE temp.calibration IS {}",
                    rows, sql_text(key)));
    if (!kept) {
        return std::unexpected(kept.error());
    }
    return made;
}

/// The tables on labels and what they say.
Status make_label_tables(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                         const Window& window, Grain grain, const std::string& key,
                         PreparedStore& prepared) {
    const std::string tagged_view = by_grain(study.tagged_view, grain);
    const auto is_any = is_sampled(warehouse, window);
    if (!is_any) {
        return std::unexpected(is_any.error());
    }
    prepared.is_sampled = *is_any;
    std::vector<std::pair<std::string, std::string>> tables = {
        {"tagged",
         "CREATE OR REPLACE TEMP TABLE tagged AS " + view_sql(tagged_view, window, "mart_tags")},
        {"tags",
         "CREATE OR REPLACE TEMP TABLE tags AS " + view_sql(study.tags_view, window, "mart_tags")},
        {by_grain("complete_tagged_weeks", grain),
         complete_sql("complete_tagged_weeks", "tagged", prepared.labelled->window, grain)}};
    if (prepared.is_sampled) {
        tables.emplace_back("sampled_tagged",
                            sampled_table_sql("sampled_tagged", tagged_view, window));
        tables.emplace_back("sampled_tags",
                            sampled_table_sql("sampled_tags", study.tags_view, window));
    }
    for (const auto& [name, sql] : tables) {
        if (auto made = ensure_table(warehouse, name, key, sql); !made) {
            return made;
        }
    }
    const auto other = other_share(warehouse);
    if (!other) {
        return std::unexpected(other.error());
    }
    prepared.labelled->other_share = *other;
    return {};
}

}  // namespace

Result<PreparedStore> read_whole_store(warehouse::Warehouse& warehouse,
                                       const StudyDefinition& study,
                                       const FigureDefinition& definition, const Window& window) {
    PreparedStore prepared;
    auto coverage = StoreCoverage::read(warehouse, window);
    auto names = display_names(warehouse);
    if (!coverage || !names) {
        return std::unexpected(coverage ? names.error() : coverage.error());
    }
    prepared.coverage = std::move(*coverage);
    prepared.names = std::move(*names);
    if (needs_labels(definition)) {
        auto days = labelled_days(warehouse, window);
        if (!days) {
            return std::unexpected(days.error());
        }
        prepared.labelled = LabelledPart{std::move(*days), 0};
    }
    if (needs_labels(definition) || words_of(definition).contains("labelled_accounts")) {
        const auto pooled = ensure_calibration(warehouse, window);
        if (!pooled) {
            return std::unexpected(pooled.error());
        }
        prepared.pooled_tokens = *pooled;
    }
    if (definition.kind == ChartKind::cohorts) {
        auto stand_ins = stand_ins_for(warehouse, window, study.figures);
        if (!stand_ins) {
            return std::unexpected(stand_ins.error());
        }
        prepared.stand_ins = std::move(*stand_ins);
    }
    return prepared;
}

Status make_panel_tables(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                         const FigureDefinition& definition, const Window& window, Grain grain,
                         const std::string& key, PreparedStore& prepared) {
    const std::string grained = fmt::format("{} by {}", key, name_of(grain));
    const auto words = words_of(definition);
    const auto reads = [&](const std::string& name) {
        return words.contains(by_grain(name, grain));
    };
    if (reads("usage") || reads("complete_weeks")) {
        const std::string view = by_grain(study.usage_view, grain);
        for (const auto& [name, sql] :
             {std::pair{std::string("usage"), usage_table_sql(view, window)},
              std::pair{by_grain("complete_weeks", grain),
                        complete_sql("complete_weeks", "usage", window, grain)}}) {
            if (auto made = ensure_table(warehouse, name, grained, sql); !made) {
                return made;
            }
        }
    }
    for (const auto& [name, view, source] :
         {std::tuple{"languages", &study.languages_view, "mart_languages"},
          std::tuple{"labelled_accounts", &study.labelled_accounts_view, "mart_sampled"}}) {
        if (!reads(name)) {
            continue;
        }
        const std::string sql = fmt::format("CREATE OR REPLACE TEMP TABLE {} AS {}", name,
                                            view_sql(by_grain(*view, grain), window, source));
        if (auto made = ensure_table(warehouse, name, grained, sql); !made) {
            return made;
        }
    }
    if (needs_labels(definition) &&
        (reads("tagged") || reads("tags") || reads("complete_tagged_weeks"))) {
        return make_label_tables(warehouse, study, window, grain, grained, prepared);
    }
    return {};
}

}  // namespace orrery::study
