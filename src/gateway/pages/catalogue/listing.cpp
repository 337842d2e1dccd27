#include "gateway/pages/catalogue/listing.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "gateway/pages/catalogue/pricing.h"
#include "gateway/pages/moment.h"

namespace orrery::gateway {
namespace {

constexpr std::string_view standard = "standard";

/// What the order of prices goes by; an unknown price comes last.
PicoUsd sum_of_prices(const Endpoint& endpoint, std::int64_t now_us) {
    const PriceTier* tier = first_tier(endpoint, now_us);
    if (tier == nullptr || !tier->prompt || !tier->completion) {
        return endpoint.is_free ? 0 : std::numeric_limits<PicoUsd>::max();
    }
    return *tier->prompt + *tier->completion;
}

std::int64_t created_of(const ServedModel& model, const catalog::Model* facts) {
    if (model.created_s != 0 || facts == nullptr) {
        return model.created_s;
    }
    const auto day =
        parse_day(facts->listed_date.empty() ? facts->release_date : facts->listed_date);
    return day ? *day * (day_us / second_us) : 0;
}

std::int64_t context_of(const Listed& listed, const catalog::Model* facts) {
    std::int64_t longest = listed.model->context_length;
    if (longest == 0) {
        for (const Endpoint* endpoint : listed.endpoints) {
            longest = std::max(longest, endpoint->context_length);
        }
    }
    return longest == 0 && facts != nullptr ? facts->context_length.value_or(0) : longest;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) {
        all += all.empty() ? "" : "+";
        all += text;
    }
    return all;
}

void add_listed(const Serving& serving, const ServedModel& model, std::int64_t now_us,
                std::vector<Listed>& found) {
    const std::size_t first = found.size();
    for (const std::size_t index : model.endpoints) {
        const Endpoint& endpoint = serving.config.endpoints[index];
        const std::string id = endpoint.variant.empty() || endpoint.variant == standard
                                   ? model.slug
                                   : model.slug + ":" + endpoint.variant;
        auto listed = std::find_if(found.begin() + static_cast<std::ptrdiff_t>(first), found.end(),
                                   [&](const Listed& other) { return other.id == id; });
        if (listed == found.end()) {
            found.push_back({id, &model, {}, 0, 0});
            listed = found.end() - 1;
        }
        listed->endpoints.push_back(&endpoint);
    }
    const catalog::Model* facts = serving.catalog.model(model.slug);
    for (std::size_t i = first; i < found.size(); ++i) {
        Listed& listed = found[i];
        std::ranges::stable_sort(listed.endpoints, {}, [now_us](const Endpoint* endpoint) {
            return sum_of_prices(*endpoint, now_us);
        });
        listed.created_s = created_of(model, facts);
        listed.context_length = context_of(listed, facts);
    }
}

}  // namespace

Json count_or_null(std::int64_t count) {
    return count == 0 ? Json() : Json(count);
}

std::vector<Listed> list_models(const Serving& serving, std::int64_t now_us) {
    std::vector<Listed> found;
    for (const ServedModel& model : serving.config.models) {
        add_listed(serving, model, now_us, found);
    }
    return found;
}

std::optional<Listed> find_model(const Serving& serving, std::string_view name,
                                 std::int64_t now_us) {
    const ServedModel* model = serving.config.model(name);
    std::string_view variant;
    if (model == nullptr) {
        const std::size_t colon = name.rfind(':');
        if (colon == std::string_view::npos) {
            return std::nullopt;
        }
        variant = name.substr(colon);
        model = serving.config.model(name.substr(0, colon));
    }
    if (model == nullptr) {
        return std::nullopt;
    }
    std::vector<Listed> found;
    add_listed(serving, *model, now_us, found);
    const std::string id = model->slug + std::string(variant);
    for (Listed& listed : found) {
        // A model that has only variants is found by its bare name, too.
        if (listed.id == id || (variant.empty() && found.size() == 1)) {
            return std::move(listed);
        }
    }
    return std::nullopt;
}

Json architecture_json(const ServedModel& model) {
    return {{"modality", joined(model.input_modalities) + "->" + joined(model.output_modalities)},
            {"input_modalities", model.input_modalities},
            {"output_modalities", model.output_modalities},
            {"tokenizer", "Other"},
            {"instruct_type", nullptr}};
}

Json model_json(const Listed& listed, const Serving& serving, std::int64_t now_us) {
    const ServedModel& model = *listed.model;
    const catalog::Model* facts = serving.catalog.model(model.slug);
    const Endpoint& top = *listed.endpoints.front();
    std::string hugging_face_id = model.hugging_face_id;
    if (hugging_face_id.empty() && facts != nullptr) {
        hugging_face_id = facts->hugging_face_id;
    }
    const std::string& permaslug = model.permaslug.empty() ? model.slug : model.permaslug;
    Json json = {
        {"id", listed.id},
        {"canonical_slug", permaslug},
        {"hugging_face_id", hugging_face_id.empty() ? Json() : Json(hugging_face_id)},
        {"name", model.display_name.empty() ? model.slug : model.display_name},
        {"created", listed.created_s},
        {"description", model.description},
        {"context_length", count_or_null(listed.context_length)},
        {"architecture", architecture_json(model)},
        {"pricing", pricing_json(top, now_us)},
        {"top_provider",
         {{"context_length",
           count_or_null(top.context_length != 0 ? top.context_length : listed.context_length)},
          {"max_completion_tokens", count_or_null(top.completion_tokens_max)},
          {"is_moderated", false}}},
        {"per_request_limits", nullptr},
        {"supported_parameters", supported_parameters(listed)},
        {"supported_voices", nullptr},
        {"default_parameters", nullptr},
        {"knowledge_cutoff", nullptr},
        {"expiration_date", nullptr},
        {"links", {{"details", "/api/v1/models/" + listed.id + "/endpoints"}}},
    };
    const bool is_always_reasoning =
        facts != nullptr && facts->reasoning == catalog::Reasoning::yes;
    if (model.is_reasoning) {
        json["reasoning"] = {{"mandatory", is_always_reasoning}};
    }
    return json;
}

}  // namespace orrery::gateway
