#include "warehouse/marts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/directives.h"
#include "base/embedded.h"
#include "base/hash.h"
#include "record/columns.h"
#include "warehouse/mart_tables.h"

namespace orrery::warehouse {
namespace {

constexpr std::string_view by_token = "{by}";

/// Returns a count of the known values of every record column.
std::string known_columns() {
    std::string counts;
    for (const record::Column& column : record::columns()) {
        counts += fmt::format("{}count({}) AS known_{}", counts.empty() ? "" : ", ", column.name,
                              column.name);
    }
    return counts;
}

/// Adds what `delta` brings to the rows of the days it touches.
Status fold_delta(const Connection& connection, const Mart& mart, const std::string& delta,
                  const std::vector<Sum>& sums) {
    std::vector<std::string> added;
    std::vector<std::string> names;
    for (const Sum& sum : sums) {
        added.push_back(sum.cast(fmt::format("sum({})", sum.name)));
        names.push_back(sum.name);
    }
    const std::string& day = mart.keys.front();
    const std::string columns =
        fmt::format("{}, {}", fmt::join(mart.keys, ", "), fmt::join(names, ", "));
    // What was taken out again leaves no row behind.
    const std::string_view remaining = mart.over == MartSource::labels ? "HAVING sum(n) > 0" : "";
    const std::string statements[] = {
        "CREATE OR REPLACE TEMP VIEW delta AS " + delta,
        fmt::format("CREATE OR REPLACE TEMP TABLE folding AS SELECT {} FROM ({})", columns,
                    mart.select),
        fmt::format("INSERT INTO folding SELECT {} FROM {} WHERE {} IN (SELECT {} FROM folding)",
                    columns, mart.name, day, day),
        fmt::format("DELETE FROM {} WHERE {} IN (SELECT {} FROM folding)", mart.name, day, day),
        fmt::format("INSERT INTO {} SELECT {}, {} FROM folding GROUP BY {} {}", mart.name,
                    fmt::join(mart.keys, ", "), fmt::join(added, ", "), fmt::join(mart.keys, ", "),
                    remaining),
        "DROP TABLE folding",
    };
    for (const std::string& statement : statements) {
        if (auto executed = connection.execute(statement); !executed) {
            return executed;
        }
    }
    return {};
}

/// Labels of a whole store do not fit in memory beside their generations: a mart over labels that
/// begins from the start takes the days in slices of so many generations.
constexpr std::int64_t slice_generations_max = 2'000'000;

/// Returns the deltas that make up the one of a mart, in the order of their days.
Result<std::vector<std::string>> slices_of(const Connection& connection, const Mart& mart,
                                           std::int64_t folded, std::int64_t written) {
    const std::string whole = delta_sql(mart.over, folded, written);
    if (mart.over != MartSource::labels || folded > 0) {
        return std::vector{whole};
    }
    const auto days = connection.query(fmt::format(
        "WITH days AS (SELECT day_of(created_at) AS day, count(*) AS n FROM generations "
        "WHERE import_batch <= {} GROUP BY day), "
        "placed AS (SELECT day, (sum(n) OVER (ORDER BY day) - n) // {} AS slice FROM days) "
        "SELECT CAST(min(day) AS VARCHAR), CAST(max(day) AS VARCHAR) FROM placed "
        "GROUP BY slice ORDER BY slice",
        written, slice_generations_max));
    if (!days) {
        return std::unexpected(days.error());
    }
    std::vector<std::string> slices;
    for (const auto& row : days->rows) {
        slices.push_back(fmt::format(
            "SELECT * FROM ({}) WHERE created_at >= DATE '{}' AND created_at < DATE '{}' + 1",
            whole, to_text(row[0]), to_text(row[1])));
    }
    return slices;
}

/// Adds what is new since `folded` to a mart.
Status fold(const Connection& connection, const Mart& mart, std::int64_t folded,
            std::int64_t written) {
    const auto sums = sums_of(connection, mart, mart.name);
    const auto slices = slices_of(connection, mart, folded, written);
    if (!sums || !slices) {
        return std::unexpected(sums ? slices.error() : sums.error());
    }
    for (const std::string& delta : *slices) {
        if (auto done = fold_delta(connection, mart, delta, *sums); !done) {
            return done;
        }
    }
    return connection.execute(fmt::format("UPDATE mart_watermarks SET folded = {} WHERE mart = {}",
                                          written, sql_literal(mart.name)));
}

}  // namespace

std::string delta_sql(MartSource over, std::int64_t folded, std::int64_t written) {
    if (over == MartSource::generations) {
        return fmt::format(
            "SELECT * FROM generations WHERE import_batch > {} AND import_batch <= {}", folded,
            written);
    }
    const auto labelled = [](std::int64_t until, int counts, std::string_view among) {
        return fmt::format(
            "SELECT l.* EXCLUDE (import_batch), g.* EXCLUDE (generation_id, import_batch), "
            "{1} AS counts "
            "FROM (SELECT * FROM labels WHERE import_batch <= {0}{2}) AS l "
            "JOIN (SELECT * FROM generations WHERE import_batch <= {0}) AS g USING (generation_id)",
            until, counts, among);
    };
    if (folded == 0) {
        return labelled(written, 1, "");
    }
    // Chosen before they are joined: few ids, of a narrow range, spare most of the generations.
    constexpr std::string_view touched =
        " AND generation_id IN (SELECT generation_id FROM touched)";
    return fmt::format(
        "WITH touched AS MATERIALIZED ("
        "SELECT generation_id FROM labels WHERE import_batch > {2} AND import_batch <= {3} "
        "UNION "
        "SELECT generation_id FROM generations WHERE import_batch > {2} AND import_batch <= {3}) "
        "{0} UNION ALL {1}",
        labelled(written, 1, touched), labelled(folded, -1, touched), folded, written);
}

Result<std::vector<Mart>> load_marts() {
    std::vector<Mart> marts;
    for (const EmbeddedFile& file : embedded::study()) {
        if (!file.path.starts_with("marts/")) {
            continue;
        }
        const auto parsed = parse_directives(file.contents, std::string(file.path));
        if (!parsed) {
            return std::unexpected(parsed.error());
        }
        Mart mart;
        mart.name = parsed->one("mart");
        mart.over = parsed->one("over") == "labels" ? MartSource::labels : MartSource::generations;
        mart.keys = parsed->list("keys");
        const std::string body = replaced(parsed->body, "{known_columns}", known_columns());
        mart.select = replaced(body, by_token, "");
        if (mart.select != body) {
            mart.select_by_account = replaced(body, by_token, "account_id, ");
        }
        mart.fingerprint = fingerprint(mart.select);
        marts.push_back(std::move(mart));
    }
    return marts;
}

Status fold_marts(const Connection& connection, const std::vector<Mart>& marts) {
    const auto written = connection.count("SELECT max(import_batch) FROM import_batches");
    if (!written) {
        return std::unexpected(written.error());
    }
    return connection.transaction([&]() -> Status {
        for (const Mart& mart : marts) {
            const auto folded = connection.count(fmt::format(
                "SELECT folded FROM mart_watermarks WHERE mart = {}", sql_literal(mart.name)));
            if (!folded) {
                return std::unexpected(folded.error());
            }
            if (*folded >= *written) {
                continue;
            }
            if (auto done = fold(connection, mart, *folded, *written); !done) {
                return done;
            }
        }
        return {};
    });
}

}  // namespace orrery::warehouse
