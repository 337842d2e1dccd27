#include "study/store/summary.h"

#include <fmt/format.h>

#include "base/embedded.h"

namespace orrery::study {

Status summarise(warehouse::Warehouse& warehouse, const Window& window, StudyRun& run) {
    const auto totals = warehouse.query(
        "SELECT sum(generations), sum(tokens), "
        "CASE WHEN sum(cost_known) > 0 THEN sum(cost_nano_usd) / 1e9 END, count(DISTINCT model) "
        "FROM usage");
    const auto sources = warehouse.query(fmt::format(
        "SELECT DISTINCT source FROM mart_coverage WHERE day BETWEEN DATE '{}' AND DATE '{}' "
        "ORDER BY source",
        window.from, window.to));
    const auto quarantined = warehouse.query("SELECT count(*) FROM quarantine");
    const auto unknown = warehouse.query(
        "SELECT model, sum(generations), sum(tokens) FROM usage "
        "WHERE NOT in_catalog AND model IS NOT NULL GROUP BY model ORDER BY sum(tokens) DESC, "
        "model");
    const auto watermark = warehouse.watermark();
    for (const auto* answer : {&totals, &sources, &quarantined, &unknown}) {
        if (!*answer) {
            return std::unexpected(answer->error());
        }
    }
    if (!watermark) {
        return std::unexpected(watermark.error());
    }
    const auto& row = totals->rows.front();
    run.generations = static_cast<std::int64_t>(number_or(row[0], 0));
    run.tokens = static_cast<std::int64_t>(number_or(row[1], 0));
    if (!std::holds_alternative<std::monostate>(row[2])) {
        run.cost_usd = number_or(row[2], 0);
    }
    run.models = static_cast<std::int64_t>(number_or(row[3], 0));
    for (const auto& source : sources->rows) {
        run.sources.push_back(to_text(source[0]));
    }
    run.quarantined = static_cast<std::int64_t>(number_or(quarantined->rows[0][0], 0));
    for (const auto& model : unknown->rows) {
        run.unknown_models.push_back({to_text(model[0]),
                                      static_cast<std::int64_t>(number_or(model[1], 0)),
                                      static_cast<std::int64_t>(number_or(model[2], 0))});
    }
    run.watermark = fmt::format("{}", watermark->folded);
    run.engine = warehouse.engine();
    run.orrery_version = version;
    return {};
}

}  // namespace orrery::study
