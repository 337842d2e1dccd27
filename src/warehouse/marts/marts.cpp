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

/// Returns the query of a mart split by a column more, or by one of several at a time.
std::string split_by(const std::string& body, const std::string& by) {
    constexpr std::string_view one_of = "one of ";
    if (!by.starts_with(one_of)) {
        return replaced(body, by_token, by + ", ");
    }
    std::vector<std::string> queries;
    for (const std::string& column : split(std::string_view(by).substr(one_of.size()), ',')) {
        queries.push_back(fmt::format(
            "SELECT '{0}' AS dimension, CAST({0} AS VARCHAR) AS value, * EXCLUDE ({0}) FROM ({1}) "
            "WHERE {0} IS NOT NULL",
            column, replaced(body, by_token, column + ", ")));
    }
    return fmt::format("{}", fmt::join(queries, " UNION ALL "));
}

/// Puts the query of another mart, split, for {mart_usage by provider} and
/// {mart_usage by one of provider, app}.
std::string with_splits(std::string select, const std::map<std::string, std::string>& bodies) {
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
            bodies[mart.name] = body;
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
