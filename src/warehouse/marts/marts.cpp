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

/// A mart that can be split: its query, and by which columns others split it.
struct Family {
    std::string body;
    std::vector<std::string> keys;
    std::vector<std::string> columns;

    /// Returns its rows, with some columns more, which are followed by commas.
    [[nodiscard]] std::string of_delta(const std::string& more) const {
        return replaced(body, by_token, more);
    }

    /// Returns the same, added up from a table that has its rows with all the columns.
    [[nodiscard]] std::string of_table(const std::string& table, const std::string& more) const {
        return fmt::format(
            "SELECT {0}{1}, sum(COLUMNS(* EXCLUDE ({1}, {2}))) FROM {3} GROUP BY ALL", more,
            fmt::join(keys, ", "), fmt::join(columns, ", "), table);
    }
};

using Families = std::map<std::string, Family>;
constexpr std::string_view one_of = "one of ";

std::vector<std::string> columns_of(const std::string& by) {
    return split(by.starts_with(one_of) ? std::string_view(by).substr(one_of.size()) : by, ',');
}

/// Returns a query split by columns more, or by one of them at a time.
std::string split_by(const std::string& by, const auto& query) {
    if (!by.starts_with(one_of)) {
        return query(by + ", ");
    }
    std::vector<std::string> queries;
    for (const std::string& column : columns_of(by)) {
        queries.push_back(fmt::format(
            "SELECT '{0}' AS dimension, CAST({0} AS VARCHAR) AS value, * EXCLUDE ({0}) FROM ({1}) "
            "WHERE {0} IS NOT NULL",
            column, query(column + ", ")));
    }
    return fmt::format("{}", fmt::join(queries, " UNION ALL "));
}

/// Puts something for {mart_usage by provider} and {mart_usage by one of provider, app}.
std::string with_splits(std::string select, const Families& families, const auto& put) {
    for (const auto& [name, family] : families) {
        const std::string opening = "{" + name + " by ";
        for (auto at = select.find(opening); at != std::string::npos; at = select.find(opening)) {
            const auto end = std::min(select.find('}', at), select.size());
            const auto by = at + opening.size();
            select.replace(at, end + 1 - at, put(name, select.substr(by, end - by)));
        }
    }
    return select;
}

/// Notes by which columns the marts are split.
void collect_columns(const std::vector<Mart>& marts, Families& families) {
    for (const Mart& mart : marts) {
        with_splits(mart.select, families, [&](const std::string& name, const std::string& by) {
            std::vector<std::string>& columns = families[name].columns;
            for (std::string& column : columns_of(by)) {
                if (std::ranges::find(columns, column) == columns.end()) {
                    columns.push_back(std::move(column));
                }
            }
            return std::string();
        });
    }
}

/// Writes out the queries of a mart that splits another, or that others split.
void resolve(Mart& mart, const Families& families) {
    const auto table = [](const std::string& name) { return "temp.base_" + name; };
    if (const auto own = families.find(mart.name);
        own != families.end() && !own->second.columns.empty()) {
        const Family& family = own->second;
        mart.base = family.of_delta(fmt::format("{}, ", fmt::join(family.columns, ", ")));
        mart.of_base = family.of_table(table(mart.name), "");
    }
    if (mart.splits.empty()) {
        return;
    }
    const std::string written = std::move(mart.select);
    mart.select = with_splits(written, families, [&](const auto& name, const auto& by) {
        return split_by(by, [&](const auto& more) { return families.at(name).of_delta(more); });
    });
    mart.of_base = with_splits(written, families, [&](const auto& name, const auto& by) {
        return split_by(
            by, [&](const auto& more) { return families.at(name).of_table(table(name), more); });
    });
}

Result<std::vector<Mart>> read_marts() {
    std::vector<Mart> marts;
    Families families;
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
        mart.sums = parsed->one("sums");
        const std::string body = replaced(parsed->body, "{known_columns}", known_columns());
        mart.select = replaced(body, by_token, "");
        if (mart.select != body) {
            families[mart.name] = {body, mart.keys, {}};
            if (std::ranges::find(mart.keys, "account_id") == mart.keys.end()) {
                mart.select_by_account = replaced(body, by_token, "account_id, ");
            }
        }
        marts.push_back(std::move(mart));
    }
    collect_columns(marts, families);
    for (Mart& mart : marts) {
        resolve(mart, families);
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
