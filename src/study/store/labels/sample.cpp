#include "study/store/labels/sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "study/statistics/ratio.h"

namespace orrery::study {
namespace {

using Place = std::pair<std::string, std::string>;  ///< The texts of x and series.
using ByAccount = std::map<std::string, double>;

/// What a figure's cells are made of in the sample.
struct Sample {
    std::map<Place, ByAccount> amounts;
    std::map<Place, ByAccount> bases;         ///< The series is empty where all share a base.
    std::map<Place, double> base_totals;      ///< With what was not sampled.
    std::map<std::string, double> effective;  ///< Size by x.
};

/// Where the cells' rows lie and how they are named, ready to be put into a query.
struct Query {
    std::string from;
    std::string x;
    std::string series;
    std::string base;
    std::string where;
    bool is_share = true;
};

Query query_of(const Cells& cells, const FigureResult& figure, const Window& window) {
    return {cells.from,
            cells.x,
            cells.series.empty() ? "''" : cells.series,
            cells.base,
            with_parameters(cells.where, window, figure.definition),
            figure.definition.unit == Unit::share};
}

/// Returns the place of the figure that a row of the store counts to.
Place placed(const std::map<Place, std::size_t>& drawn, Place place) {
    if (!drawn.contains(place)) {
        place.second = "other";
    }
    return place;
}

Status read_by_account(warehouse::Warehouse& warehouse, const std::string& sql,
                       const std::map<Place, std::size_t>* drawn,
                       std::map<Place, ByAccount>& sums) {
    const auto rows = warehouse.query(sql);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const auto& row : rows->rows) {
        Place place{to_text(row[0]), to_text(row[1])};
        sums[drawn == nullptr ? place : placed(*drawn, place)][to_text(row[2])] +=
            number_or(row[3], 0);
    }
    return {};
}

/// The series that a base belongs to: shares of an x are shares of one sum, means have their own.
std::string base_series(const Query& query) {
    return query.is_share ? "''" : query.series;
}

Status read_totals(warehouse::Warehouse& warehouse, const Query& query, Sample& sample) {
    const auto totals = warehouse.query(fmt::format(
        "SELECT CAST({} AS VARCHAR), CAST({} AS VARCHAR), CAST(sum({}) AS DOUBLE) FROM {} "
        "WHERE {} GROUP BY ALL",
        query.x, base_series(query), query.base, query.from, query.where));
    const auto sizes = warehouse.query(fmt::format(
        "SELECT CAST({} AS VARCHAR), CAST(sum(tokens) AS DOUBLE) ** 2 / sum(squared_tokens) "
        "FROM {} WHERE {} GROUP BY ALL HAVING sum(squared_tokens) > 0",
        query.x, query.from, query.where));
    for (const auto* answer : {&totals, &sizes}) {
        if (!*answer) {
            return std::unexpected(answer->error());
        }
    }
    for (const auto& row : totals->rows) {
        sample.base_totals[{to_text(row[0]), to_text(row[1])}] = number_or(row[2], 0);
    }
    for (const auto& row : sizes->rows) {
        sample.effective[to_text(row[0])] = number_or(row[1], 0);
    }
    return {};
}

Result<Sample> read_sample(warehouse::Warehouse& warehouse, const Cells& cells, const Query& query,
                           const std::map<Place, std::size_t>& drawn) {
    Sample sample;
    const auto sql = [&](const std::string& series, const std::string& sum) {
        return fmt::format(
            "SELECT CAST({0} AS VARCHAR), CAST({1} AS VARCHAR), account_id, "
            "CAST(sum({2}) AS DOUBLE) FROM sampled_{3} WHERE {4} GROUP BY ALL ORDER BY 1, 2, 3",
            query.x, series, sum, query.from, query.where);
    };
    for (auto read :
         {read_by_account(warehouse, sql(query.series, cells.amount), &drawn, sample.amounts),
          read_by_account(warehouse, sql(base_series(query), query.base), nullptr, sample.bases),
          read_totals(warehouse, query, sample)}) {
        if (!read) {
            return std::unexpected(read.error());
        }
    }
    return sample;
}

std::vector<ClusterSum> clusters_of(const ByAccount& amounts, const ByAccount& bases) {
    std::vector<ClusterSum> clusters;
    for (const auto& [account, base] : bases) {
        const auto amount = amounts.find(account);
        clusters.push_back({amount == amounts.end() ? 0 : amount->second, base});
    }
    return clusters;
}

/// Writes the interval of one row, or takes its value out. Returns whether it was too thin.
bool fill_row(const Sample& sample, const Query& query, const Place& place, double size_min,
              const Table& table, std::vector<Cell>& row) {
    const Place base_place{place.first, query.is_share ? std::string() : place.second};
    const auto bases = sample.bases.find(base_place);
    const std::size_t value = table.column("value");
    if (bases == sample.bases.end() || std::holds_alternative<std::monostate>(row[value])) {
        return false;  // Nothing of it was sampled, or nothing is stated.
    }
    const auto size = sample.effective.find(place.first);
    if (size == sample.effective.end() || size->second < size_min) {
        row[value] = {};
        return true;
    }
    const auto amounts = sample.amounts.find(place);
    const auto clusters =
        clusters_of(amounts == sample.amounts.end() ? ByAccount() : amounts->second, bases->second);
    const double estimate = number_or(row[value], 0);
    const auto total = sample.base_totals.find(base_place);
    const RatioError error =
        ratio_error(clusters, estimate, total == sample.base_totals.end() ? 0 : total->second);
    if (error.freedom > 0) {
        const Interval interval =
            query.is_share ? share_interval(estimate, error) : mean_interval(estimate, error);
        row[table.column("lower")] = interval.lower;
        row[table.column("upper")] = interval.upper;
    }
    return false;
}

bool has_intervals(const FigureDefinition& definition) {
    return definition.kind != ChartKind::table && definition.kind != ChartKind::scatter &&
           definition.kind != ChartKind::cohorts;
}

}  // namespace

Result<bool> is_sampled(warehouse::Warehouse& warehouse, const Window& window) {
    const auto drawn = warehouse.query(
        with_window("SELECT count(*) FROM mart_sampled WHERE day BETWEEN {from} AND {to}", window));
    if (!drawn) {
        return std::unexpected(drawn.error());
    }
    return number_or(drawn->rows[0][0], 0) > 0;
}

std::string sampled_table_sql(const std::string& name, const std::string& view,
                              const Window& window) {
    return fmt::format("CREATE OR REPLACE TEMP TABLE {} AS {}", name,
                       view_sql(view, window, "mart_sampled", "account_id, "));
}

Result<bool> make_sampled_tables(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                                 const Window& window) {
    const auto is_any = is_sampled(warehouse, window);
    if (!is_any || !*is_any) {
        return is_any;
    }
    for (const auto& [name, view] : {std::pair{"sampled_tagged", &study.tagged_view},
                                     std::pair{"sampled_tags", &study.tags_view}}) {
        if (auto made = warehouse.execute(sampled_table_sql(name, *view, window)); !made) {
            return std::unexpected(made.error());
        }
    }
    return true;
}

Status add_intervals(warehouse::Warehouse& warehouse, const Window& window, double size_min,
                     FigureResult& figure) {
    if (!has_intervals(figure.definition)) {
        return {};
    }
    Table& table = figure.table;
    std::map<Place, std::size_t> drawn;
    for (std::size_t at = 0; at < table.rows.size(); ++at) {
        drawn[{to_text(table.rows[at].front()), to_text(table.rows[at][table.column("series")])}] =
            at;
    }
    int thin = 0;
    for (const Cells& cells : figure.definition.cells) {
        if (cells.from != "tagged" && cells.from != "tags") {
            continue;
        }
        const Query query = query_of(cells, figure, window);
        const auto sample = read_sample(warehouse, cells, query, drawn);
        if (!sample) {
            return std::unexpected(sample.error());
        }
        for (const auto& [place, at] : drawn) {
            thin += fill_row(*sample, query, place, size_min, table, table.rows[at]) ? 1 : 0;
        }
    }
    if (thin > 0) {
        figure.captions.push_back(
            fmt::format("{} value{} too few sampled generations to be stated.", thin,
                        thin == 1 ? " rests on" : "s rest on"));
    }
    return {};
}

}  // namespace orrery::study
