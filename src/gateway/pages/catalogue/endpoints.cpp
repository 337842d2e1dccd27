#include <algorithm>

#include "gateway/pages/catalogue/listing.h"
#include "gateway/pages/catalogue/pages.h"
#include "gateway/pages/catalogue/pricing.h"

namespace orrery::gateway {
namespace {

/// OpenRouter's numbers of an endpoint's status: 0 is good, negative is worse.
constexpr int status_good = 0;
constexpr int status_out = -2;

Json percentiles(const std::optional<double>& p50, const std::optional<double>& p75,
                 const std::optional<double>& p90, const std::optional<double>& p99) {
    if (!p50 || !p75 || !p90 || !p99) {
        return nullptr;
    }
    return {{"p50", *p50}, {"p75", *p75}, {"p90", *p90}, {"p99", *p99}};
}

Json uptime(const HealthFigures& figures) {
    if (figures.attempts == 0) {
        return nullptr;
    }
    return 100.0 * static_cast<double>(figures.attempts - figures.failures) /
           static_cast<double>(figures.attempts);
}

Json endpoint_json(const Listed& listed, const Endpoint& endpoint, const Question& question) {
    const Serving& serving = *question.serving;
    const Provider& provider = serving.config.providers[endpoint.provider];
    const HealthFigures figures = serving.health.figures(endpoint.index, steady_us());
    const bool is_out = serving.health.is_out(endpoint.index, steady_us());
    const bool shows_figures = question.caller.key != nullptr;
    const bool is_known = endpoint.quantization != "unknown" && !endpoint.quantization.empty();
    const std::vector<std::string> parameters = supported_parameters(endpoint);
    const bool chooses_tools =
        endpoint.takes_tools && std::ranges::find(parameters, "tool_choice") != parameters.end();
    Json json = {
        {"name", provider.display_name + " | " + listed.id},
        {"model_id", listed.id},
        {"model_name", listed.model->display_name},
        {"context_length",
         endpoint.context_length != 0 ? endpoint.context_length : listed.context_length},
        {"pricing", pricing_json(endpoint, question.now_us)},
        {"provider_name", provider.display_name},
        {"tag", is_known ? provider.slug + "/" + endpoint.quantization : provider.slug},
        {"quantization", is_known ? Json(endpoint.quantization) : Json("unknown")},
        {"max_completion_tokens", count_or_null(endpoint.completion_tokens_max)},
        {"max_prompt_tokens", nullptr},
        {"supported_parameters", parameters},
        {"supports_implicit_caching", false},
        {"supports_voice_cloning", false},
        {"supports_tool_choice",
         {{"auto", chooses_tools},
          {"function", chooses_tools},
          {"none", chooses_tools},
          {"required", chooses_tools}}},
        {"status", is_out ? status_out : status_good},
        {"uptime_last_5m", uptime(figures)},
        {"uptime_last_30m", nullptr},
        {"uptime_last_1d", nullptr},
        {"latency_last_30m", nullptr},
        {"throughput_last_30m", nullptr},
    };
    if (shows_figures) {
        json["latency_last_30m"] = percentiles(figures.ttft_p50_ms, figures.ttft_p75_ms,
                                               figures.ttft_p90_ms, figures.ttft_p99_ms);
        json["throughput_last_30m"] = percentiles(figures.throughput_p50, figures.throughput_p75,
                                                  figures.throughput_p90, figures.throughput_p99);
    }
    return json;
}

}  // namespace

Answer endpoints_page(const Question& question) {
    const std::string name = question.names[0] + "/" + question.names[1];
    const auto listed = find_model(*question.serving, name, question.now_us);
    if (!listed) {
        return answer_error(404, "No such model is served");
    }
    Json endpoints = Json::array();
    for (const Endpoint* endpoint : listed->endpoints) {
        endpoints.push_back(endpoint_json(*listed, *endpoint, question));
    }
    return answer_json({{"data",
                         {{"id", listed->id},
                          {"name", listed->model->display_name},
                          {"created", listed->created_s},
                          {"description", listed->model->description},
                          {"architecture", architecture_json(*listed->model)},
                          {"endpoints", std::move(endpoints)}}}});
}

Answer providers_page(const Question& question) {
    Json data = Json::array();
    for (const Provider& provider : question.serving->config.providers) {
        data.push_back({{"name", provider.display_name},
                        {"slug", provider.slug},
                        {"privacy_policy_url", nullptr},
                        {"terms_of_service_url", nullptr},
                        {"status_page_url", nullptr}});
    }
    return answer_json({{"data", std::move(data)}});
}

}  // namespace orrery::gateway
