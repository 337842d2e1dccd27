#include "study/store/labels/weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <numeric>
#include <span>
#include <vector>

#include "study/reading/quantity.h"
#include "study/store/labels/labels.h"

namespace orrery::study {
namespace {

/// Days and names of the marts with what the census and the sample know of them.
constexpr auto cells_sql = R"sql(
WITH looked_at AS (
    SELECT day, model,
           min(CASE WHEN inclusion_probability < 1 THEN inclusion_probability END) AS probability,
           sum(CASE WHEN inclusion_probability < 1 THEN n ELSE 0 END) AS drawn,
           sum(CASE WHEN inclusion_probability < 1
                    THEN CAST(tokens / inclusion_probability AS DECIMAL(38, 12)) END) AS weighted,
           sum(CASE WHEN inclusion_probability < 1 THEN 0 ELSE n END) AS counted,
           sum(CASE WHEN inclusion_probability < 1 THEN 0 ELSE tokens END) AS counted_tokens
    FROM mart_drawn
    WHERE day BETWEEN {from} AND {to} AND inclusion_probability > 0
    GROUP BY day, model
),
span AS (
    SELECT min(day) AS starts, max(day) AS ends, min(probability) AS probability
    FROM looked_at
    WHERE drawn > 0
)
SELECT CAST(u.day AS VARCHAR), u.model, CAST(week_of(u.day) AS VARCHAR),
       coalesce(slug, u.model, ''),
       CAST(generations - coalesce(counted, 0) AS DOUBLE),
       CAST(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)
            - coalesce(counted_tokens, 0) AS DOUBLE),
       CAST(coalesce(drawn, 0) AS DOUBLE), CAST(coalesce(weighted, 0) AS DOUBLE),
       span.probability
FROM mart_usage AS u
CROSS JOIN span
LEFT JOIN looked_at AS l ON l.day = u.day AND l.model IS NOT DISTINCT FROM u.model
LEFT JOIN catalog_resolution AS r
    ON u.model = r.model AND u.day >= r.valid_from AND u.day < r.valid_to
WHERE u.day BETWEEN starts AND ends
ORDER BY u.day, u.model)sql";

CalibrationCell cell_of(const std::vector<Cell>& row) {
    return {to_text(row[0]),      to_text(row[2]),
            to_text(row[3]),      static_cast<std::int64_t>(number_or(row[4], 0)),
            number_or(row[5], 0), static_cast<std::int64_t>(number_or(row[6], 0)),
            number_or(row[7], 0)};
}

/// Writes a row of the table `calibration` as SQL values. Seventeen digits are a double.
std::string values_of(const std::vector<Cell>& row, double factor) {
    const bool has_model = !std::holds_alternative<std::monostate>(row[1]);
    return fmt::format("(DATE '{}', {}, {:.16e})", to_text(row[0]),
                       has_model ? sql_text(to_text(row[1])) : "NULL", factor);
}

Status write_factors(warehouse::Warehouse& warehouse, std::span<const std::string> rows) {
    constexpr std::size_t rows_max = 4096;  // Of one statement.
    auto done = warehouse.execute(
        "CREATE OR REPLACE TEMP TABLE calibration (day DATE, model VARCHAR, factor DOUBLE)");
    while (done && !rows.empty()) {
        const auto some = rows.first(std::min(rows_max, rows.size()));
        done = warehouse.execute(
            fmt::format("INSERT INTO calibration VALUES {}", fmt::join(some, ", ")));
        rows = rows.subspan(some.size());
    }
    return done;
}

}  // namespace

Result<PooledTokens> make_calibration(warehouse::Warehouse& warehouse, const Window& window) {
    const auto rows = warehouse.query(with_window(cells_sql, window));
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<CalibrationCell> cells;
    cells.reserve(rows->rows.size());
    for (const auto& row : rows->rows) {
        cells.push_back(cell_of(row));
    }
    const double probability = cells.empty() ? 1 : number_or(rows->rows.front()[8], 1);
    const auto calibrations = calibrate(cells, probability);
    PooledTokens tokens{};
    std::vector<std::string> factors;
    for (std::size_t at = 0; at < cells.size(); ++at) {
        tokens.at(static_cast<std::size_t>(calibrations[at].pooling)) += cells[at].tokens;
        if (cells[at].drawn > 0) {
            factors.push_back(values_of(rows->rows[at], calibrations[at].factor));
        }
    }
    if (auto written = write_factors(warehouse, factors); !written) {
        return std::unexpected(written.error());
    }
    return tokens;
}

Result<PooledTokens> make_weights(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                                  const Window& window) {
    auto tokens = make_calibration(warehouse, window);
    if (!tokens) {
        return tokens;
    }
    const auto made = warehouse.execute(fmt::format(
        "CREATE OR REPLACE TEMP TABLE labelled_accounts AS {}; "
        "CREATE OR REPLACE TEMP TABLE labelled_days AS {}",
        view_sql(study.labelled_accounts_view, window, "mart_sampled"), labelled_days_sql(window)));
    if (!made) {
        return std::unexpected(made.error());
    }
    return tokens;
}

std::string calibration_caption(const PooledTokens& tokens) {
    const double all = std::accumulate(tokens.begin(), tokens.end(), 0.0);
    if (all <= 0) {
        return {};
    }
    const auto of = [&](Pooling pooling) { return tokens.at(static_cast<std::size_t>(pooling)); };
    std::vector<std::string> parts;
    for (const auto& [pooling, words] :
         {std::pair{Pooling::none, "by day"}, std::pair{Pooling::model_week, "by week"},
          std::pair{Pooling::model, "over the whole window"},
          std::pair{Pooling::week, "with other models of the week"},
          std::pair{Pooling::bounded, "only up to the bound of a factor of three"},
          std::pair{Pooling::outside, "not at all, for nothing drawn stands for them"}}) {
        if (of(pooling) > 0) {
            parts.push_back(fmt::format("{} {}", percent_text(of(pooling) / all), words));
        }
    }
    return fmt::format("The sample is weighted to the tokens that each model is known to have: {}.",
                       fmt::join(parts, ", "));
}

}  // namespace orrery::study
