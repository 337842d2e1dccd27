#include <algorithm>
#include <map>
#include <utility>

#include "gateway/pages/past/analysis.h"
#include "gateway/pages/past/pages.h"
#include "gateway/pages/past/sql.h"

namespace orrery::gateway {
namespace {

/// The hashes of the account's keys, by what records call them.
std::map<std::string, std::string> key_hashes(const Question& question) {
    std::map<std::string, std::string> hashes;
    for (const ledger::Key& key : question.caller.directory->keys()) {
        if (key.account == question.account().id) {
            hashes[key.record_id] = key.hash;
        }
    }
    return hashes;
}

Json metric_value(const AnalyticsMetric& metric, const Cell& cell) {
    if (metric.format != "currency") {
        return json_of(cell);
    }
    if (const auto nano = count_of(cell)) {
        return usd(*nano);
    }
    // An average of nano-USD, or a sum beyond 64 bits.
    const auto* measure = std::get_if<double>(&cell);
    return measure == nullptr ? Json() : Json(*measure / 1e9);
}

Json row_of(const Analysis& analysis, const std::vector<Cell>& cells,
            const std::map<std::string, std::string>& hashes) {
    Json row = Json::object();
    std::size_t at = 0;
    if (analysis.granularity != nullptr) {
        row["date"] = json_of(cells[at++]);
    }
    for (const AnalyticsDimension* dimension : analysis.dimensions) {
        Json value = json_of(cells[at++]);
        if (dimension->name == "api_key_id" && value.is_string()) {
            const auto hash = hashes.find(value.get<std::string>());
            if (hash != hashes.end()) {
                value = hash->second;
            }
        }
        row[std::string(dimension->name)] = std::move(value);
    }
    for (const AnalyticsMetric* metric : analysis.metrics) {
        row[std::string(metric->name)] = metric_value(*metric, cells[at++]);
    }
    return row;
}

Json labelled(std::string_view name, std::string_view label) {
    return {{"name", name}, {"display_label", label}};
}

}  // namespace

Answer analytics_meta_page(const Question&) {
    Json metrics = Json::array();
    for (const AnalyticsMetric& metric : analytics_metrics()) {
        Json item = labelled(metric.name, metric.label);
        item["display_format"] = metric.format;
        item["is_rate"] = metric.is_rate;
        metrics.push_back(std::move(item));
    }
    Json dimensions = Json::array();
    for (const AnalyticsDimension& dimension : analytics_dimensions()) {
        dimensions.push_back(labelled(dimension.name, dimension.label));
    }
    Json granularities = Json::array();
    for (const AnalyticsGranularity& granularity : analytics_granularities()) {
        granularities.push_back(labelled(granularity.name, granularity.label));
    }
    Json operators = Json::array();
    for (const AnalyticsOperator& comparison : analytics_operators()) {
        operators.push_back({{"name", comparison.name},
                             {"value_type", comparison.takes_list ? "array" : "scalar"}});
    }
    return answer_json({{"data",
                         {{"metrics", std::move(metrics)},
                          {"dimensions", std::move(dimensions)},
                          {"granularities", std::move(granularities)},
                          {"operators", std::move(operators)}}}});
}

Answer analytics_query_page(const Question& question) {
    const auto analysis = read_analysis(question);
    if (!analysis) {
        return answer_error(analysis.error());
    }
    const auto own = own_records(question.account());
    if (!own) {
        return answer_error(own.error());
    }
    const std::int64_t began_us = steady_us();
    const auto table = ask(question, analysis_sql(*analysis, *own));
    if (!table) {
        return answer_error(table.error());
    }
    const std::int64_t took_us = steady_us() - began_us;
    const auto hashes = key_hashes(question);
    const auto limit = static_cast<std::size_t>(analysis->limit);
    Json rows = Json::array();
    for (std::size_t i = 0; i < std::min(table->rows.size(), limit); ++i) {
        rows.push_back(row_of(*analysis, table->rows[i], hashes));
    }
    Json metadata = freshness(question);
    metadata["query_time_ms"] = static_cast<double>(took_us) / 1000;
    metadata["row_count"] = rows.size();
    metadata["truncated"] = table->rows.size() > limit;
    Json data = {{"data", std::move(rows)}, {"metadata", std::move(metadata)}};
    if (!analysis->warnings.empty()) {
        data["warnings"] = analysis->warnings;
    }
    return answer_json({{"data", std::move(data)}});
}

}  // namespace orrery::gateway
