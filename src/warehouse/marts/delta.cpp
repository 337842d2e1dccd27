#include <fmt/format.h>

#include "warehouse/marts/mart_tables.h"

namespace orrery::warehouse {
namespace {

/// Labels beside their generation, of generations without their batch.
std::string beside(std::string_view generations, std::int64_t until, int counts,
                   std::string_view among = "") {
    return fmt::format(
        "SELECT l.* EXCLUDE (import_batch), g.* EXCLUDE (generation_id), {} AS counts "
        "FROM (SELECT * FROM labels WHERE import_batch <= {}{}) AS l "
        "JOIN {} AS g USING (generation_id)",
        counts, until, among, generations);
}

/// The same of the store's generations that meet a condition.
std::string labelled_sql(std::int64_t until, int counts, std::string_view among,
                         std::string_view condition = "true") {
    return beside(fmt::format("(SELECT * EXCLUDE (import_batch) FROM generations "
                              "WHERE import_batch <= {} AND {})",
                              until, condition),
                  until, counts, among);
}

/// Tells the primary label of a generation apart, and the one that says its language.
std::string with_primary(const std::string& labelled) {
    return fmt::format(
        "SELECT *, is_sure AND row_number() OVER (PARTITION BY generation_id, counts, is_sure "
        "ORDER BY confidence DESC, path, tag, category) = 1 AS is_primary, "
        "is_of_language AND row_number() OVER (PARTITION BY generation_id, counts, is_of_language "
        "ORDER BY confidence DESC NULLS LAST, path, tag, category, language) = 1 AS says_language "
        "FROM (SELECT *, coalesce(confidence >= 0.5 AND category IS NOT NULL, false) AS is_sure, "
        "language IS NOT NULL AND coalesce(language_confidence, 1) >= 0.5 AS is_of_language "
        "FROM ({}))",
        labelled);
}

/// Chosen before they are joined: few ids, of a narrow range, spare most of the generations.
constexpr std::string_view if_touched = " AND generation_id IN (SELECT generation_id FROM touched)";

}  // namespace

std::string delta_sql(MartSource over, std::int64_t folded, std::int64_t written) {
    if (over == MartSource::generations) {
        return fmt::format(
            "SELECT * FROM generations WHERE import_batch > {} AND import_batch <= {}", folded,
            written);
    }
    if (folded == 0) {
        return with_primary(labelled_sql(written, 1, ""));
    }
    return with_primary(fmt::format(
        "WITH touched AS MATERIALIZED ("
        "SELECT generation_id FROM labels WHERE import_batch > {2} AND import_batch <= {3} "
        "UNION "
        "SELECT generation_id FROM generations WHERE import_batch > {2} AND import_batch <= {3}) "
        "{0} UNION ALL {1}",
        labelled_sql(written, 1, if_touched), labelled_sql(folded, -1, if_touched), folded,
        written));
}

std::string touched_sql(std::int64_t folded, std::int64_t written) {
    const std::string is_new =
        fmt::format("import_batch > {} AND import_batch <= {}", folded, written);
    return fmt::format(
        "import_batch <= {1} AND ({0} OR generation_id IN (SELECT generation_id FROM labels "
        "WHERE {0}))",
        is_new, written);
}

std::string labelled_delta_sql(std::int64_t folded, std::int64_t written,
                               const std::string& condition, const std::string& among) {
    return with_primary(
        fmt::format("WITH touched AS MATERIALIZED (SELECT generation_id FROM generations "
                    "WHERE {0} AND {1}) {2} UNION ALL {3}",
                    condition, touched_sql(folded, written),
                    labelled_sql(written, 1, among + std::string(if_touched), condition),
                    labelled_sql(folded, -1, among + std::string(if_touched), condition)));
}

std::string labelled_in_sql(const std::string& generations, std::int64_t written) {
    return with_primary(beside(generations, written, 1));
}

Result<std::string> among_ids(const Connection& connection, std::int64_t written,
                              const std::string& condition) {
    const auto ids = connection.query(
        fmt::format("SELECT min(generation_id), max(generation_id) FROM generations "
                    "WHERE import_batch <= {} AND {}",
                    written, condition));
    if (!ids) {
        return std::unexpected(ids.error());
    }
    const auto& row = ids->rows.front();
    if (std::holds_alternative<std::monostate>(row[0])) {
        return " AND false";
    }
    return fmt::format(" AND generation_id BETWEEN {} AND {}", sql_literal(to_text(row[0])),
                       sql_literal(to_text(row[1])));
}

std::string delta_part_sql(MartSource over, std::int64_t written, const std::string& condition,
                           const std::string& among) {
    return over == MartSource::labels
               ? with_primary(labelled_sql(written, 1, among, condition))
               : fmt::format("SELECT * FROM generations WHERE import_batch <= {} AND {}", written,
                             condition);
}

}  // namespace orrery::warehouse
