#include "gateway/pages/catalogue/filter.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/format/directives.h"
#include "gateway/pages/catalogue/pricing.h"

namespace orrery::gateway {
namespace {

constexpr std::int64_t models_max = 1000;
constexpr double day_s = 86'400;
constexpr double pico_per_usd_per_m = 1e6;

constexpr std::array<std::pair<std::string_view, ModelSort>, 8> sorts = {{
    {"newest", ModelSort::newest},
    {"pricing-low-to-high", ModelSort::price_up},
    {"pricing-high-to-low", ModelSort::price_down},
    {"context-high-to-low", ModelSort::context_down},
    {"throughput-high-to-low", ModelSort::throughput_down},
    {"latency-low-to-high", ModelSort::latency_up},
    {"top-weekly", ModelSort::used},
    {"most-popular", ModelSort::used},
}};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    return text;
}

std::vector<std::string> list(const Question& question, std::string_view name) {
    return split(lower(question.parameter(name).value_or("")), ',');
}

Status read_bound(const Question& question, std::string_view name, std::optional<double>& bound) {
    const auto text = question.parameter(name);
    if (!text) {
        return {};
    }
    double value = 0;
    const char* end = text->data() + text->size();
    const auto [stopped, error] = std::from_chars(text->data(), end, value);
    if (error != std::errc{} || stopped != end || !std::isfinite(value) || value < 0) {
        return fail(ErrorKind::bad_input, "must be a number, not negative", std::string(name));
    }
    bound = value;
    return {};
}

Status read_bounds(const Question& question, ModelFilter& filter) {
    const std::array<std::pair<std::string_view, std::optional<double>*>, 6> bounds = {{
        {"min_price", &filter.prompt_usd_per_m.lowest},
        {"max_price", &filter.prompt_usd_per_m.highest},
        {"min_output_price", &filter.completion_usd_per_m.lowest},
        {"max_output_price", &filter.completion_usd_per_m.highest},
        {"min_age_days", &filter.age_days.lowest},
        {"max_age_days", &filter.age_days.highest},
    }};
    for (const auto& [name, bound] : bounds) {
        if (auto read = read_bound(question, name, *bound); !read) {
            return read;
        }
    }
    return {};
}

Status read_choices(const Question& question, ModelFilter& filter) {
    const std::string zdr = question.parameter("zdr").value_or("false");
    if (zdr != "true" && zdr != "false") {
        return fail(ErrorKind::bad_input, "must be true or false", "zdr");
    }
    filter.is_zdr = zdr == "true";
    if (const auto name = question.parameter("sort")) {
        const auto* found = std::ranges::find(sorts, std::string_view(*name),
                                              &std::pair<std::string_view, ModelSort>::first);
        if (found == sorts.end()) {
            return fail(ErrorKind::bad_input, "models cannot be sorted by it", "sort");
        }
        filter.sort = found->second;
    }
    return {};
}

bool holds_all(const std::vector<std::string>& wanted, const std::vector<std::string>& there) {
    return std::ranges::all_of(wanted, [&there](const std::string& one) {
        return std::ranges::find(there, one) != there.end();
    });
}

bool holds_any(const std::vector<std::string>& wanted, const std::vector<std::string>& there) {
    return wanted.empty() || std::ranges::any_of(wanted, [&there](const std::string& one) {
               return std::ranges::find(there, one) != there.end();
           });
}

bool holds_price(const Between& bounds, const Endpoint& endpoint,
                 std::optional<PicoUsd> PriceTier::* price, std::int64_t now_us) {
    if (bounds.is_open()) {
        return true;
    }
    const PriceTier* tier = first_tier(endpoint, now_us);
    const auto known = tier == nullptr ? std::nullopt : tier->*price;
    return known && bounds.holds(static_cast<double>(*known) / pico_per_usd_per_m);
}

bool is_served_by(const Listed& listed, const Serving& serving,
                  const std::vector<std::string>& names) {
    return std::ranges::any_of(listed.endpoints, [&](const Endpoint* endpoint) {
        const Provider& provider = serving.config.providers[endpoint->provider];
        return holds_any(names, {lower(provider.slug), lower(provider.display_name)});
    });
}

bool has_zero_retention(const Listed& listed, const Serving& serving) {
    return std::ranges::any_of(listed.endpoints, [&](const Endpoint* endpoint) {
        return serving.config.providers[endpoint->provider].is_zero_retention;
    });
}

/// Whether each word to search for stands in the model's name or slug.
bool is_named(const Listed& listed, const std::string& words) {
    const std::string names = lower(listed.id + " " + listed.model->display_name);
    return std::ranges::all_of(split(words, ' '), [&names](const std::string& word) {
        return names.find(word) != std::string::npos;
    });
}

}  // namespace

Result<ModelFilter> read_model_filter(const Question& question) {
    const Status refused =
        refuse_parameters(question, {"arch", "distillable", "region", "min_intelligence_index",
                                     "max_intelligence_index", "min_coding_index",
                                     "max_coding_index", "min_agentic_index", "max_agentic_index",
                                     "min_tool_success_rate", "max_tool_success_rate", "use_rss"});
    if (!refused) {
        return std::unexpected(refused.error());
    }
    ModelFilter filter;
    const auto offset = whole_parameter(question, "offset", 0, 0, 1'000'000);
    const auto limit = whole_parameter(question, "limit", filter.limit, 1, models_max);
    const auto context = whole_parameter(question, "context", 0, 0, 1'000'000'000);
    for (const auto* value : {&offset, &limit, &context}) {
        if (!*value) {
            return std::unexpected(value->error());
        }
    }
    filter.offset = *offset;
    filter.limit = *limit;
    filter.context_min = *context;
    for (auto* read : {&read_bounds, &read_choices}) {
        if (auto done = (*read)(question, filter); !done) {
            return std::unexpected(done.error());
        }
    }
    filter.category = question.parameter("category").value_or("");
    filter.words = lower(question.parameter("q").value_or(""));
    filter.parameters = list(question, "supported_parameters");
    filter.input_modalities = list(question, "input_modalities");
    filter.output_modalities = list(question, "output_modalities");
    filter.authors = list(question, "model_authors");
    filter.providers = list(question, "providers");
    if (std::ranges::find(filter.output_modalities, "all") != filter.output_modalities.end()) {
        filter.output_modalities.clear();
    } else if (filter.output_modalities.empty()) {
        filter.output_modalities.emplace_back("text");
    }
    return filter;
}

bool passes(const ModelFilter& filter, const Listed& listed, const Serving& serving,
            std::int64_t now_us) {
    const ServedModel& model = *listed.model;
    const Endpoint& top = *listed.endpoints.front();
    const std::string author = lower(model.slug.substr(0, model.slug.find('/')));
    const double age_days =
        (static_cast<double>(now_us) / 1e6 - static_cast<double>(listed.created_s)) / day_s;
    return is_named(listed, filter.words) && holds_any(filter.authors, {author}) &&
           holds_any(filter.output_modalities, model.output_modalities) &&
           holds_all(filter.input_modalities, model.input_modalities) &&
           holds_all(filter.parameters, supported_parameters(listed)) &&
           listed.context_length >= filter.context_min &&
           holds_price(filter.prompt_usd_per_m, top, &PriceTier::prompt, now_us) &&
           holds_price(filter.completion_usd_per_m, top, &PriceTier::completion, now_us) &&
           (filter.age_days.is_open() ||
            (listed.created_s != 0 && filter.age_days.holds(age_days))) &&
           (filter.providers.empty() || is_served_by(listed, serving, filter.providers)) &&
           (!filter.is_zdr || has_zero_retention(listed, serving));
}

}  // namespace orrery::gateway
