#include "warehouse/marts/marts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/directives.h"
#include "base/embedded.h"
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

}  // namespace orrery::warehouse
