#include "gateway/pages/past/analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gateway/pages/fields.h"
#include "gateway/pages/moment.h"
#include "gateway/pages/past/window.h"

namespace orrery::gateway {
namespace {

constexpr std::size_t metrics_max = 10;
constexpr std::size_t dimensions_max = 4;
constexpr std::size_t filters_max = 20;
constexpr std::size_t values_max = 100;
constexpr std::int64_t limit_default = 1'000;
constexpr std::int64_t limit_max = 10'000;

/// Reads a list of names that a vocabulary knows, each once.
template <typename Word>
std::vector<const Word*> read_words(Fields& fields, std::string_view name,
                                    std::span<const Word> known, std::size_t most) {
    std::vector<const Word*> found;
    const Json* list = fields.find(name);
    if (list == nullptr || list->is_null()) {
        return found;
    }
    if (!list->is_array() || list->size() > most) {
        fields.fault(name, fmt::format("must be a list of at most {} names", most));
        return found;
    }
    for (const Json& item : *list) {
        const auto* text = item.get_ptr<const std::string*>();
        const Word* word = text == nullptr ? nullptr : find_word(known, *text);
        if (word == nullptr || std::ranges::find(found, word) != found.end()) {
            fields.fault(name, "must name what /analytics/meta lists, each once");
            return found;
        }
        found.push_back(word);
    }
    return found;
}

/// Reads one value of a filter as a text.
std::optional<std::string> value_of(const Json& value, bool is_number) {
    if (is_number && !value.is_number()) {
        return std::nullopt;
    }
    if (value.is_number() || value.is_boolean()) {
        return value.dump();
    }
    const auto* text = value.get_ptr<const std::string*>();
    return text == nullptr ? std::nullopt : std::optional(*text);
}

bool read_values(const Json* value, AnalysisFilter& filter) {
    if (value == nullptr || value->is_array() != filter.comparison->takes_list) {
        return false;
    }
    const auto add = [&filter](const Json& one) {
        auto text = value_of(one, filter.comparison->is_ordered);
        if (text) {
            filter.values.push_back(std::move(*text));
        }
        return text.has_value();
    };
    if (!value->is_array()) {
        return add(*value);
    }
    return !value->empty() && value->size() <= values_max && std::ranges::all_of(*value, add);
}

/// Puts what records call a key for the hashes that clients know it by.
void resolve_keys(const Question& question, AnalysisFilter& filter,
                  std::vector<std::string>& warnings) {
    for (std::string& value : filter.values) {
        const ledger::Key* key = question.caller.directory->key_of_hash(value);
        if (key != nullptr && key->account == question.account().id) {
            value = key->record_id;
        } else {
            warnings.push_back("api_key_id: the account has no key with the hash " + value);
        }
    }
}

std::optional<AnalysisFilter> read_filter(const Json& item) {
    if (!item.is_object()) {
        return std::nullopt;
    }
    const auto word = [&item](const char* name) -> std::string {
        const auto found = item.find(name);
        const auto* text = found == item.end() ? nullptr : found->get_ptr<const std::string*>();
        return text == nullptr ? std::string() : *text;
    };
    AnalysisFilter filter;
    filter.dimension = find_word(analytics_dimensions(), word("field"));
    filter.comparison = find_word(analytics_operators(), word("operator"));
    if (filter.dimension == nullptr || filter.comparison == nullptr) {
        return std::nullopt;
    }
    const auto value = item.find("value");
    if (!read_values(value == item.end() ? nullptr : &*value, filter)) {
        return std::nullopt;
    }
    const auto unset = item.find("include_unset");
    if (unset != item.end()) {
        if (!unset->is_boolean() || (unset->get<bool>() && !filter.comparison->takes_list)) {
            return std::nullopt;
        }
        filter.includes_unset = unset->get<bool>();
    }
    return filter;
}

void read_filters(const Question& question, Fields& fields, Analysis& analysis) {
    const Json* list = fields.find("filters");
    if (list == nullptr || list->is_null()) {
        return;
    }
    if (!list->is_array() || list->size() > filters_max) {
        fields.fault("filters", fmt::format("must be a list of at most {}", filters_max));
        return;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto filter = read_filter((*list)[i]);
        if (!filter) {
            fields.fault(fmt::format("filters[{}]", i),
                         "must have a field and an operator that /analytics/meta lists and a value "
                         "that fits it");
            return;
        }
        if (filter->dimension->name == "api_key_id") {
            resolve_keys(question, *filter, analysis.warnings);
        }
        analysis.filters.push_back(std::move(*filter));
    }
}

void read_time(const Question& question, Fields& fields, Analysis& analysis) {
    analysis.end_us = question.now_us;
    analysis.start_us = question.now_us - days_back * day_us;
    if (const auto name = fields.text("granularity", 16)) {
        analysis.granularity = find_word(analytics_granularities(), *name);
        if (analysis.granularity == nullptr) {
            fields.fault("granularity", "must be one that /analytics/meta lists");
        }
    }
    const Json* range = fields.find("time_range");
    if (range == nullptr || range->is_null()) {
        return;
    }
    Fields ends(range->dump());
    const auto start = ends.moment("start");
    const auto end = ends.moment("end");
    if (!ends.status() || !start || !end || *start >= *end) {
        fields.fault("time_range", "must have a start and a later end, as 2026-01-31T00:00:00Z");
        return;
    }
    analysis.start_us = *start;
    analysis.end_us = *end;
}

/// Whether rows can be sorted by this name.
bool has_column(const Analysis& analysis, std::string_view name) {
    const auto is_it = [name](const auto* word) { return word->name == name; };
    return (name == "date" && analysis.granularity != nullptr) || name == "request_count" ||
           std::ranges::any_of(analysis.metrics, is_it) ||
           std::ranges::any_of(analysis.dimensions, is_it);
}

void read_order(Fields& fields, Analysis& analysis) {
    const Json* order = fields.find("order_by");
    if (order == nullptr || order->is_null()) {
        return;
    }
    Fields parts(order->dump());
    const std::string field = parts.text("field", 64).value_or("");
    const std::string direction = parts.text("direction", 8).value_or("desc");
    if (!parts.status() || !has_column(analysis, field) ||
        (direction != "asc" && direction != "desc")) {
        fields.fault("order_by", "must have a field of the query and a direction, asc or desc");
        return;
    }
    analysis.order_by = field;
    analysis.is_descending = direction == "desc";
}

}  // namespace

Result<Analysis> read_analysis(const Question& question) {
    Fields fields(question.body);
    fields.refuse("classifier_dimensions");
    fields.refuse("classifier_filters");
    Analysis analysis;
    analysis.metrics = read_words(fields, "metrics", analytics_metrics(), metrics_max);
    if (analysis.metrics.empty()) {
        fields.fault("metrics", "must name at least one metric");
    }
    analysis.dimensions = read_words(fields, "dimensions", analytics_dimensions(), dimensions_max);
    read_filters(question, fields, analysis);
    read_time(question, fields, analysis);
    read_order(fields, analysis);
    analysis.limit = fields.whole("limit", 1, limit_max).value_or(limit_default);
    analysis.group_limit = fields.whole("group_limit", 1, limit_max);
    if (!fields.status()) {
        return std::unexpected(fields.status().error());
    }
    return analysis;
}

}  // namespace orrery::gateway
