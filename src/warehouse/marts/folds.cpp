// Folding: what is new in the store is added to the rows of the days that it touches.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "warehouse/marts/bases.h"
#include "warehouse/marts/mart_tables.h"
#include "warehouse/marts/touched.h"

namespace orrery::warehouse {
namespace {

/// The marts by whose days it is known which ones a fold changed: all generations have a row in the
/// one, all that are labelled in the other.
constexpr std::array day_marts = {std::pair{"mart_usage", "generations"},
                                  std::pair{"mart_drawn", "labels"}};

/// Returns statements that note the days of the delta, where others rely on the mart.
std::string note_days_sql(const Mart& mart, const Touched& touched, std::int64_t written) {
    const auto noted = std::ranges::find(
        day_marts, mart.name, [](const auto& entry) { return std::string_view(entry.first); });
    return noted == day_marts.end() ? std::string()
                                    : fmt::format(
                                          "DELETE FROM folded_days WHERE source = '{0}' AND {1}; "
                                          "INSERT INTO folded_days SELECT '{0}', day, {2} "
                                          "FROM temp.touched_days",
                                          noted->second, touched.condition("day"), written);
}

/// Adds what `select` brings to the rows of the days it touches.
Status fold_delta(const Connection& connection, const Mart& mart, const std::string& select,
                  const std::vector<Sum>& sums, const Touched& touched, std::int64_t written) {
    std::vector<std::string> added;
    std::vector<std::string> names;
    for (const Sum& sum : sums) {
        added.push_back(sum.added());
        names.push_back(sum.name);
    }
    const std::string is_touched = touched.condition(mart.keys.front());
    const std::string keys = fmt::format("{}", fmt::join(mart.keys, ", "));
    // What was taken out again leaves no row behind.
    std::string remaining = mart.over == MartSource::labels ? "HAVING sum(n) > 0" : "";
    if (!mart.order.empty()) {
        remaining += fmt::format(" ORDER BY {}", fmt::join(mart.order, ", "));
    }
    const std::string statements[] = {
        fmt::format("CREATE OR REPLACE TEMP TABLE folding AS SELECT {0}, {1} FROM "
                    "(SELECT {0}, {2} FROM ({3}) UNION ALL SELECT {0}, {2} FROM {4} WHERE {5}) "
                    "GROUP BY {0} {6}",
                    keys, fmt::join(added, ", "), fmt::join(names, ", "), select, mart.name,
                    is_touched, remaining),
        note_days_sql(mart, touched, written),
        fmt::format("DELETE FROM {} WHERE {}", mart.name, is_touched),
        fmt::format("INSERT INTO {} FROM folding", mart.name),
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

struct FoldedMart {
    const Mart* mart;
    std::vector<Sum> sums;
};

/// Marts of one source that have come equally far: they fold the same.
struct Fold {
    MartSource over = MartSource::generations;
    std::int64_t folded = 0;
    std::vector<FoldedMart> marts;
};

std::vector<const Mart*> marts_of(const Fold& fold) {
    std::vector<const Mart*> marts;
    for (const FoldedMart& one : fold.marts) {
        marts.push_back(one.mart);
    }
    return marts;
}

/// Counts what a fold of labels looks at, at most.
Result<std::int64_t> touched_most(const Connection& connection, const Fold& fold,
                                  std::int64_t written) {
    return connection.count(fmt::format(
        "SELECT (SELECT count(*) FROM generations WHERE import_batch > {0} AND import_batch <= {1})"
        " + (SELECT count(*) FROM labels WHERE import_batch > {0} AND import_batch <= {1})",
        fold.folded, written));
}

/// Returns queries for what makes up the delta of a fold, in the order of time; none where a store
/// without labels is to fold labels.
Result<std::vector<std::string>> slices_of(const Connection& connection, const Fold& fold,
                                           std::int64_t written, std::int64_t labelled_max) {
    if (fold.over == MartSource::labels) {
        const auto labels = connection.count("SELECT count(*) FROM labels");
        if (!labels || *labels == 0) {
            return labels ? Result<std::vector<std::string>>() : std::unexpected(labels.error());
        }
    }
    const auto most = fold.over == MartSource::labels ? touched_most(connection, fold, written)
                                                      : Result<std::int64_t>(0);
    if (!most) {
        return std::unexpected(most.error());
    }
    if (*most <= labelled_max) {
        return std::vector{delta_sql(fold.over, fold.folded, written)};
    }
    const auto spans = connection.query(fmt::format(
        "WITH minutes AS (SELECT date_trunc('minute', created_at) AS minute, count(*) AS n "
        "FROM generations WHERE {} GROUP BY minute), "
        "placed AS (SELECT minute, (sum(n) OVER (ORDER BY minute) - n) // {} AS slice "
        "FROM minutes) "
        "SELECT CAST(min(minute) AS VARCHAR), CAST(max(minute) AS VARCHAR) FROM placed "
        "GROUP BY slice ORDER BY slice",
        touched_sql(fold.folded, written), labelled_max));
    if (!spans) {
        return std::unexpected(spans.error());
    }
    std::vector<std::string> slices;
    for (const auto& row : spans->rows) {
        const std::string in_span = fmt::format(
            "created_at >= TIMESTAMP '{}' AND created_at < TIMESTAMP '{}' + INTERVAL 1 MINUTE",
            to_text(row[0]), to_text(row[1]));
        const auto among = among_ids(connection, written, in_span);
        if (!among) {
            return std::unexpected(among.error());
        }
        slices.push_back(fold.folded == 0
                             ? delta_part_sql(MartSource::labels, written, in_span, *among)
                             : labelled_delta_sql(fold.folded, written, in_span, *among));
    }
    return slices;
}

/// Adds the rows of the view `delta` to all marts.
Status fold_rows(const Connection& connection, const Fold& fold, const Touched& touched,
                 std::int64_t written) {
    Bases bases;
    if (fold.over == MartSource::generations) {
        if (auto made = bases.make(connection, marts_of(fold)); !made) {
            return made;
        }
    }
    for (const auto& [mart, sums] : fold.marts) {
        const std::string& select = bases.select(*mart);
        if (auto done = fold_delta(connection, *mart, select, sums, touched, written); !done) {
            return done;
        }
    }
    const auto dropped = connection.execute("DROP TABLE temp.folding");
    return dropped ? bases.drop(connection) : dropped;
}

/// A delta of labels, which are joined with their generations, is kept for all marts.
Status fold_slice(const Connection& connection, const Fold& fold, const std::string& delta,
                  std::int64_t written) {
    const bool is_kept = fold.over == MartSource::labels;
    const auto viewed = connection.execute(
        is_kept ? fmt::format("CREATE OR REPLACE TEMP TABLE labelled_delta AS SELECT {} FROM ({}); "
                              "CREATE OR REPLACE TEMP VIEW delta AS FROM temp.labelled_delta",
                              columns_read(marts_of(fold)), delta)
                : "CREATE OR REPLACE TEMP VIEW delta AS " + delta);
    if (!viewed) {
        return viewed;
    }
    const auto touched = Touched::read(connection);
    if (!touched) {
        return std::unexpected(touched.error());
    }
    // To fold nothing takes a tenth of a second.
    const auto done =
        touched->is_empty() ? Status() : fold_rows(connection, fold, *touched, written);
    if (!done) {
        return done;
    }
    return connection.execute(is_kept
                                  ? "DROP TABLE temp.touched_days; DROP TABLE temp.labelled_delta"
                                  : "DROP TABLE temp.touched_days");
}

/// Returns up to which batch each mart has folded.
Result<std::map<std::string, std::int64_t>> read_folded(const Connection& connection) {
    const auto rows = connection.query("SELECT mart, folded FROM mart_watermarks");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::map<std::string, std::int64_t> folded;
    for (const auto& row : rows->rows) {
        folded[to_text(row[0])] = static_cast<std::int64_t>(number_or(row[1], 0));
    }
    return folded;
}

Result<std::vector<Fold>> folds_of(const Connection& connection, const std::vector<Mart>& marts,
                                   std::int64_t written) {
    const auto folded = read_folded(connection);
    if (!folded) {
        return std::unexpected(folded.error());
    }
    const auto from_of = [&](const Mart& mart) {
        const auto known = folded->find(mart.name);
        return known == folded->end() ? std::int64_t{0} : known->second;
    };
    if (std::ranges::all_of(marts, [&](const Mart& mart) { return from_of(mart) >= written; })) {
        return std::vector<Fold>();
    }
    auto sums = sums_of_all(connection, marts);
    if (!sums) {
        return std::unexpected(sums.error());
    }
    std::map<std::pair<MartSource, std::int64_t>, Fold> folds;
    for (const Mart& mart : marts) {
        const std::int64_t from = from_of(mart);
        if (from >= written) {
            continue;
        }
        Fold& fold = folds[{mart.over, from}];
        fold.over = mart.over;
        fold.folded = from;
        fold.marts.push_back({&mart, std::move((*sums)[mart.name])});
    }
    std::vector<Fold> made;
    for (auto& [key, fold] : folds) {
        made.push_back(std::move(fold));
    }
    return made;
}

Status fold_all(const Connection& connection, const Fold& fold, std::int64_t written,
                std::int64_t labelled_max) {
    const auto slices = slices_of(connection, fold, written, labelled_max);
    if (!slices) {
        return std::unexpected(slices.error());
    }
    for (const std::string& slice : *slices) {
        if (auto done = fold_slice(connection, fold, slice, written); !done) {
            return done;
        }
    }
    std::vector<std::string> names;
    for (const FoldedMart& one : fold.marts) {
        names.push_back(sql_literal(one.mart->name));
    }
    return connection.execute(
        fmt::format("UPDATE mart_watermarks SET folded = {} WHERE mart IN ({})", written,
                    fmt::join(names, ", ")));
}

}  // namespace

Status fold_marts(const Connection& connection, const std::vector<Mart>& marts,
                  std::int64_t labelled_max) {
    const auto written = connection.count("SELECT max(import_batch) FROM import_batches");
    if (!written) {
        return std::unexpected(written.error());
    }
    return connection.transaction([&]() -> Status {
        const auto folds = folds_of(connection, marts, *written);
        if (!folds) {
            return std::unexpected(folds.error());
        }
        for (const Fold& fold : *folds) {
            if (auto done = fold_all(connection, fold, *written, labelled_max); !done) {
                return done;
            }
        }
        return {};
    });
}

}  // namespace orrery::warehouse
