#include "warehouse/marts/marts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/embedded.h"
#include "base/format/directives.h"
#include "base/hash.h"
#include "record/columns.h"

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

/// A mart that can be split: its query with the place of a further key, which comes before its own
/// keys, and how many those are.
struct Body {
    std::string query;
    std::size_t keys = 0;
};

/// Returns the query of a mart split by one of several columns at a time. One pass over the rows
/// groups them by each; there the other columns are null.
std::string split_by_one_of(const Body& body, const std::vector<std::string>& columns) {
    constexpr std::string_view grouping = "GROUP BY ALL";
    std::vector<std::string> names;
    std::vector<std::string> values;
    std::vector<std::string> sets;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        names.push_back(fmt::format("WHEN {0} IS NOT NULL THEN '{0}'", columns[i]));
        values.push_back(fmt::format("CAST({} AS VARCHAR)", columns[i]));
        std::vector<std::size_t> places{i + 1};
        for (std::size_t key = 0; key < body.keys; ++key) {
            places.push_back(columns.size() + key + 1);
        }
        sets.push_back(fmt::format("({})", fmt::join(places, ", ")));
    }
    std::string query =
        replaced(body.query, by_token, fmt::format("{}, ", fmt::join(columns, ", ")));
    query.replace(query.rfind(grouping), grouping.size(),
                  fmt::format("GROUP BY GROUPING SETS ({})", fmt::join(sets, ", ")));
    return fmt::format(
        "SELECT CASE {} END AS dimension, coalesce({}) AS value, * EXCLUDE ({}) FROM ({}) "
        "WHERE dimension IS NOT NULL",
        fmt::join(names, " "), fmt::join(values, ", "), fmt::join(columns, ", "), query);
}

/// Returns the query of a mart split by a column more, or by one of several at a time.
std::string split_by(const Body& body, const std::string& by) {
    constexpr std::string_view one_of = "one of ";
    return by.starts_with(one_of)
               ? split_by_one_of(body, split(std::string_view(by).substr(one_of.size()), ','))
               : replaced(body.query, by_token, by + ", ");
}

/// Puts the query of another mart, split, for {mart_usage by provider} and
/// {mart_usage by one of provider, app}.
std::string with_splits(std::string select, const std::map<std::string, Body>& bodies) {
    for (const auto& [name, body] : bodies) {
        const std::string opening = "{" + name + " by ";
        for (auto at = select.find(opening); at != std::string::npos; at = select.find(opening)) {
            const auto end = std::min(select.find('}', at), select.size());
            const auto by = at + opening.size();
            select.replace(at, end + 1 - at, split_by(body, select.substr(by, end - by)));
        }
    }
    return select;
}

Result<std::vector<Mart>> read_marts() {
    std::vector<Mart> marts;
    std::map<std::string, Body> bodies;
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
            bodies[mart.name] = {body, mart.keys.size()};
            if (std::ranges::find(mart.keys, "account_id") == mart.keys.end()) {
                mart.select_by_account = replaced(body, by_token, "account_id, ");
            }
        }
        marts.push_back(std::move(mart));
    }
    for (Mart& mart : marts) {
        mart.select = with_splits(std::move(mart.select), bodies);
        mart.fingerprint = fingerprint(mart.select);
    }
    return marts;
}

}  // namespace

std::string columns_read(const std::vector<const Mart*>& marts,
                         std::vector<std::string_view> unread) {
    for (const record::Column& column : record::columns()) {
        const bool is_read = std::ranges::any_of(
            marts, [&](const Mart* mart) { return mart->select.contains(column.name); });
        if (!is_read && column.name != "generation_id" && column.name != "import_batch") {
            unread.push_back(column.name);
        }
    }
    return fmt::format("* EXCLUDE ({})", fmt::join(unread, ", "));
}

const Result<std::vector<Mart>>& load_marts() {
    static const auto marts = read_marts();
    return marts;
}

}  // namespace orrery::warehouse
