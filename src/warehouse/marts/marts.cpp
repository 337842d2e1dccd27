#include "warehouse/marts/marts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/directives.h"
#include "base/embedded.h"
#include "base/hash.h"
#include "record/columns.h"
#include "warehouse/marts/mart_tables.h"

namespace orrery::warehouse {
namespace {

constexpr std::string_view by_token = "{by}";

/// The marts by whose days it is known which ones a fold changed: all generations have a row in the
/// one, all that are labelled in the other.
constexpr std::array day_marts = {std::pair{"mart_usage", "generations"},
                                  std::pair{"mart_drawn", "labels"}};

/// Returns a count of the known values of every record column.
std::string known_columns() {
    std::string counts;
    for (const record::Column& column : record::columns()) {
        counts += fmt::format("{}count({}) AS known_{}", counts.empty() ? "" : ", ", column.name,
                              column.name);
    }
    return counts;
}

/// Puts the query of another mart, split by a column more, for {mart_usage by provider}.
std::string with_splits(std::string select, const std::map<std::string, std::string>& bodies) {
    for (const auto& [name, body] : bodies) {
        const std::string opening = "{" + name + " by ";
        for (auto at = select.find(opening); at != std::string::npos; at = select.find(opening)) {
            const auto end = std::min(select.find('}', at), select.size());
            const auto column = at + opening.size();
            const std::string by = select.substr(column, end - column) + ", ";
            select.replace(at, end + 1 - at, replaced(body, by_token, by));
        }
    }
    return select;
}

/// Returns statements that note the days of the table `folding`, where others rely on the mart.
std::string note_days_sql(const Mart& mart, std::int64_t written) {
    const auto noted = std::ranges::find(
        day_marts, mart.name, [](const auto& entry) { return std::string_view(entry.first); });
    return noted == day_marts.end()
               ? std::string()
               : fmt::format(
                     "DELETE FROM folded_days WHERE source = '{0}' "
                     "AND day IN (SELECT day FROM folding); "
                     "INSERT INTO folded_days SELECT DISTINCT '{0}', day, {1} FROM folding",
                     noted->second, written);
}

/// Adds what `delta` brings to the rows of the days it touches.
Status fold_delta(const Connection& connection, const Mart& mart, const std::string& delta,
                  const std::vector<Sum>& sums, std::int64_t written) {
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
    std::string remaining = mart.over == MartSource::labels ? "HAVING sum(n) > 0" : "";
    if (!mart.order.empty()) {
        remaining += fmt::format(" ORDER BY {}", fmt::join(mart.order, ", "));
    }
    const std::string statements[] = {
        "CREATE OR REPLACE TEMP VIEW delta AS " + delta,
        fmt::format("CREATE OR REPLACE TEMP TABLE folding AS SELECT {} FROM ({})", columns,
                    mart.select),
        note_days_sql(mart, written),
        fmt::format("INSERT INTO folding SELECT {} FROM {} WHERE {} IN (SELECT {} FROM folding)",
                    columns, mart.name, day, day),
        fmt::format("DELETE FROM {} WHERE {} IN (SELECT {} FROM folding)", mart.name, day, day),
        fmt::format("INSERT INTO {} SELECT {}, {} FROM folding GROUP BY {} {}", mart.name,
                    fmt::join(mart.keys, ", "), fmt::join(added, ", "), fmt::join(mart.keys, ", "),
                    remaining),
        "DROP TABLE folding",
    };
    for (const std::string& statement : statements) {
        if (statement.empty()) {
            continue;
        }
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

/// The delta of labels, which several marts fold: as a temporary table, where it is small enough.
class LabelledDelta {
public:
    LabelledDelta(const Connection& connection, const std::vector<Mart>& marts)
        : connection_(connection), columns_(columns_for(marts)) {}

    /// Makes the table of what is new since `folded`, if it is not that already. Returns whether it
    /// is there.
    Result<bool> make(std::int64_t folded, std::int64_t written) {
        if (folded == 0) {
            return false;
        }
        if (folded != folded_) {
            const auto fresh = connection_.count(fmt::format(
                "SELECT (SELECT count(*) FROM generations WHERE import_batch > {0} AND "
                "import_batch <= {1}) + (SELECT count(*) FROM labels WHERE import_batch > {0} AND "
                "import_batch <= {1})",
                folded, written));
            if (!fresh) {
                return std::unexpected(fresh.error());
            }
            is_made_ = *fresh <= rows_max;
            const auto made = connection_.execute(
                is_made_ ? fmt::format(
                               "CREATE OR REPLACE TEMP TABLE labelled_delta AS SELECT {} FROM ({})",
                               columns_, delta_sql(MartSource::labels, folded, written))
                         : "DROP TABLE IF EXISTS temp.labelled_delta");
            if (!made) {
                return std::unexpected(made.error());
            }
            folded_ = folded;
        }
        return is_made_;
    }

    Status drop() { return connection_.execute("DROP TABLE IF EXISTS temp.labelled_delta"); }

private:
    /// Generations have many columns that no mart over labels names.
    static std::string columns_for(const std::vector<Mart>& marts) {
        std::vector<std::string_view> unread;
        for (const record::Column& column : record::columns()) {
            const bool is_read = std::ranges::any_of(marts, [&](const Mart& mart) {
                return mart.over == MartSource::labels && mart.select.contains(column.name);
            });
            if (!is_read && column.name != "import_batch") {  // It is left out already.
                unread.push_back(column.name);
            }
        }
        return fmt::format("* EXCLUDE ({})", fmt::join(unread, ", "));
    }

    static constexpr std::int64_t rows_max = 500'000;

    const Connection& connection_;
    std::string columns_;
    std::int64_t folded_ = 0;
    bool is_made_ = false;
};

/// Adds what is new since `folded` to a mart.
Status fold(const Connection& connection, const Mart& mart, std::int64_t folded,
            std::int64_t written, LabelledDelta& labelled) {
    const auto sums = sums_of(connection, mart, mart.name);
    const auto is_made =
        mart.over == MartSource::labels ? labelled.make(folded, written) : Result<bool>(false);
    if (!is_made) {
        return std::unexpected(is_made.error());
    }
    const auto slices =
        *is_made ? Result<std::vector<std::string>>({"SELECT * FROM temp.labelled_delta"})
                 : slices_of(connection, mart, folded, written);
    if (!sums || !slices) {
        return std::unexpected(sums ? slices.error() : sums.error());
    }
    for (const std::string& delta : *slices) {
        if (auto done = fold_delta(connection, mart, delta, *sums, written); !done) {
            return done;
        }
    }
    return connection.execute(fmt::format("UPDATE mart_watermarks SET folded = {} WHERE mart = {}",
                                          written, sql_literal(mart.name)));
}

}  // namespace

Result<std::vector<Mart>> load_marts() {
    std::vector<Mart> marts;
    std::map<std::string, std::string> bodies;  ///< Of marts that can be split.
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
        mart.order = parsed->list("order");
        mart.splits = parsed->one("splits");
        const std::string body = replaced(parsed->body, "{known_columns}", known_columns());
        mart.select = replaced(body, by_token, "");
        if (mart.select != body) {
            mart.select_by_account = replaced(body, by_token, "account_id, ");
            bodies[mart.name] = body;
        }
        marts.push_back(std::move(mart));
    }
    for (Mart& mart : marts) {
        mart.select = with_splits(std::move(mart.select), bodies);
        mart.fingerprint = fingerprint(mart.select);
    }
    return marts;
}

Status fold_marts(const Connection& connection, const std::vector<Mart>& marts) {
    const auto written = connection.count("SELECT max(import_batch) FROM import_batches");
    if (!written) {
        return std::unexpected(written.error());
    }
    LabelledDelta labelled(connection, marts);
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
            if (auto done = fold(connection, mart, *folded, *written, labelled); !done) {
                return done;
            }
        }
        return labelled.drop();
    });
}

}  // namespace orrery::warehouse
