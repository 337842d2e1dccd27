#include "study/privacy/contributions.h"

#include <fmt/format.h>

#include <array>

#include "study/store/labels/weights.h"
#include "warehouse/retention.h"

namespace orrery::study {
namespace {

/// A table that figures read, made by account from a view over a mart, or from the mart alone.
struct AccountTable {
    std::string name;
    std::string mart;
    std::string view;
};

std::string table_sql(const AccountTable& table, const Window& window, const std::string& rows) {
    const std::string select =
        table.view.empty() ? with_window(
                                 "SELECT *, week_of(day) AS week FROM split "
                                 "WHERE day BETWEEN {from} AND {to}",
                                 window)
                           : fmt::format("SELECT * FROM ({})",
                                         view_sql(table.view, window, "split", "account_id, "));
    return fmt::format("CREATE OR REPLACE TEMP TABLE accounts_{} AS WITH split AS ({}) {}",
                       table.name, rows, select);
}

/// Lists the figure's cells as SQL rows.
std::string drawn_cells(const FigureResult& figure) {
    std::string rows;
    for (const auto& row : figure.table.rows) {
        const auto [x, series] = place_of(figure, row);
        rows += fmt::format("{}({}, {})", rows.empty() ? "" : ", ", sql_text(x), sql_text(series));
    }
    return rows;
}

std::string contributions_sql(const Cells& cells, const FigureResult& figure,
                              const Window& window) {
    const std::string where = with_parameters(cells.where, window, figure.definition);
    return fmt::format(
        R"sql(
WITH drawn(x, series) AS (VALUES {drawn}),
amounts AS (
    SELECT coalesce(CAST({x} AS VARCHAR), '') AS x,
           coalesce(CAST({series} AS VARCHAR), '') AS series, account_id,
           CAST(sum({amount}) AS DOUBLE) AS amount
    FROM accounts_{from}
    WHERE {where}
    GROUP BY ALL
),
placed AS (
    SELECT coalesce(own.x, rest.x, last.x) AS x,
           coalesce(own.series, rest.series, last.series) AS series,
           account_id, sum(amount) AS amount
    FROM amounts
    LEFT JOIN drawn AS own ON own.x = amounts.x AND own.series = amounts.series
    LEFT JOIN drawn AS rest ON rest.x = amounts.x AND rest.series = 'other'
    LEFT JOIN drawn AS last ON last.x = 'other' AND last.series = amounts.series
    WHERE amount > 0
    GROUP BY ALL
)
SELECT x, series, count(*), sum(amount), max(amount), list_sum(max(amount, 2))
FROM placed
WHERE x IS NOT NULL
GROUP BY x, series)sql",
        fmt::arg("drawn", drawn_cells(figure)), fmt::arg("x", cells.x),
        fmt::arg("series", cells.series.empty() ? "''" : cells.series),
        fmt::arg("amount", cells.amount), fmt::arg("from", cells.from), fmt::arg("where", where));
}

}  // namespace

Status make_account_tables(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                           const Window& window) {
    const auto pruned = warehouse::pruned_before(warehouse);
    if (!pruned) {
        return std::unexpected(pruned.error());
    }
    if (window.from < *pruned) {
        return fail(ErrorKind::bad_input,
                    fmt::format("publishing asks every generation by account, and those before {} "
                                "were pruned",
                                *pruned),
                    "--publish", "begin the study later: --from " + *pruned);
    }
    const std::array<AccountTable, 5> tables = {
        {{"usage", "mart_usage", study.usage_view},
         {"tagged", "mart_categories", study.tagged_view},
         {"tags", "mart_tags", study.tags_view},
         {"geography", "mart_geography", {}},
         {"languages", "mart_languages", study.languages_view}}};
    if (const auto calibrated = make_calibration(warehouse, window); !calibrated) {
        return std::unexpected(calibrated.error());
    }
    for (const AccountTable& table : tables) {
        const auto rows = warehouse.by_account(table.mart);
        if (!rows) {
            return std::unexpected(rows.error());
        }
        if (auto made = warehouse.execute(table_sql(table, window, *rows)); !made) {
            return made;
        }
    }
    return {};
}

Result<std::int64_t> count_accounts(warehouse::Warehouse& warehouse) {
    const auto count =
        warehouse.query("SELECT count(*) FROM (SELECT DISTINCT account_id FROM accounts_usage)");
    if (!count) {
        return std::unexpected(count.error());
    }
    return static_cast<std::int64_t>(number_or(count->rows[0][0], 0));
}

Result<Contributions> contributions_of(warehouse::Warehouse& warehouse, const FigureResult& figure,
                                       const Window& window) {
    Contributions contributions;
    for (const Cells& cells : figure.definition.cells) {
        const auto rows = warehouse.query(contributions_sql(cells, figure, window));
        if (!rows) {
            return std::unexpected(rows.error());
        }
        for (const auto& row : rows->rows) {
            contributions[{to_text(row[0]), to_text(row[1])}] = {
                static_cast<std::int64_t>(number_or(row[2], 0)), number_or(row[3], 0),
                number_or(row[4], 0), number_or(row[5], 0)};
        }
    }
    return contributions;
}

std::pair<std::string, std::string> place_of(const FigureResult& figure,
                                             const std::vector<Cell>& row) {
    const auto& cells = figure.definition.cells;
    const std::size_t key = figure.table.column(cells.front().key);
    const bool has_series = !cells.front().series.empty();
    return {to_text(row[key]),
            has_series ? to_text(row[figure.table.column("series")]) : std::string()};
}

}  // namespace orrery::study
