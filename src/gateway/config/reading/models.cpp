#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "gateway/config/nearest.h"
#include "gateway/config/quantization.h"
#include "gateway/config/reading/sections.h"

namespace orrery::gateway {
namespace {

constexpr std::array<std::string_view, 5> inputs = {"text", "image", "audio", "video", "file"};
constexpr std::array<std::string_view, 4> outputs = {"text", "image", "audio", "embeddings"};

/// Returns the seconds since 1970 at which an ISO day begins, or 0 where there is none.
std::int64_t seconds_of(std::string_view day) {
    if (!catalog::is_iso_day(day)) {
        return 0;
    }
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        std::from_chars(day.data() + at, day.data() + at + digits, value);
        return value;
    };
    const std::chrono::sys_days days = std::chrono::year(number(0, 4)) /
                                       static_cast<unsigned>(number(5, 2)) /
                                       static_cast<unsigned>(number(8, 2));
    return std::chrono::seconds(days.time_since_epoch()).count();
}

/// Returns the permaslug that holds, the last one of several; a model without one is its own.
std::string permaslug_of(const catalog::Catalog& catalog, const std::string& slug) {
    const catalog::Alias* found = nullptr;
    for (const catalog::Alias& alias : catalog.aliases()) {
        if (alias.slug == slug && alias.kind == "permaslug" && alias.valid.to.empty() &&
            (found == nullptr || alias.valid.from > found->valid.from)) {
            found = &alias;
        }
    }
    return found == nullptr ? slug : found->alias;
}

ServedModel model_of(const catalog::Catalog& catalog, const std::string& slug) {
    ServedModel model;
    model.slug = slug;
    model.display_name = slug;
    model.permaslug = permaslug_of(catalog, slug);
    if (const catalog::Model* known = catalog.model(slug)) {
        model.display_name = known->display_name.empty() ? slug : known->display_name;
        model.created_s =
            seconds_of(known->listed_date.empty() ? known->release_date : known->listed_date);
        model.context_length = known->context_length.value_or(0);
        model.hugging_face_id = known->hugging_face_id;
        model.is_reasoning = catalog::Catalog::is_reasoning(*known, "9999-12-31");
    }
    return model;
}

std::string second_part(const std::string& slug) {
    return slug.substr(slug.find('/') + 1);
}

std::size_t add_endpoint(Config& config, Endpoint endpoint) {
    endpoint.index = config.endpoints.size();
    config.models[endpoint.model].endpoints.push_back(endpoint.index);
    config.endpoints.push_back(std::move(endpoint));
    return config.endpoints.size() - 1;
}

bool is_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
               c == '.' || c == '/';
    });
}

void read_place(TableReader& reader, Config& config, Endpoint& endpoint) {
    const std::string slug = reader.required_text("provider");
    const Provider* provider = config.provider(slug);
    if (provider == nullptr) {
        std::vector<std::string_view> known;
        for (const Provider& one : config.providers) {
            known.emplace_back(one.slug);
        }
        const std::string_view meant = nearest(slug, known);
        reader.wrong("provider", fmt::format("names {}, which is no provider here", slug),
                     meant.empty() ? fmt::format("add it as [[providers]] with slug = \"{}\"", slug)
                                   : fmt::format("did you mean \"{}\"?", meant));
    } else {
        endpoint.provider = static_cast<std::size_t>(provider - config.providers.data());
    }
    const std::string& model = config.models[endpoint.model].slug;
    endpoint.upstream_model = reader.text("model", second_part(model));
    endpoint.variant = reader.text("variant", endpoint.variant);
    if (!is_name(endpoint.variant) || endpoint.variant == "nitro" || endpoint.variant == "floor") {
        reader.wrong("variant", "must be a name of small letters, and neither nitro nor floor",
                     "write \"standard\", \"free\", \"thinking\" …");
    }
    if (const auto known = reader.choice("quantization", quantizations)) {
        endpoint.quantization = *known;
    }
}

void read_endpoint(TableReader& reader, const catalog::Catalog& catalog, Config& config,
                   std::size_t model) {
    Endpoint endpoint;
    endpoint.model = model;
    read_place(reader, config, endpoint);
    endpoint.context_length = reader.integer("context_length", 0, 1, tokens_max);
    endpoint.completion_tokens_max = reader.integer("completion_tokens_max", 0, 1, tokens_max);
    for (std::string& name : reader.texts("parameters")) {
        endpoint.parameters.insert(std::move(name));
    }
    endpoint.takes_tools =
        reader.flag("tools", endpoint.parameters.empty() || endpoint.parameters.contains("tools"));
    if (!config.providers.empty()) {
        read_prices(reader, catalog, config, endpoint);
    }
    reader.finish();
    for (const std::size_t index : config.models[model].endpoints) {
        const Endpoint& other = config.endpoints[index];
        if (other.provider == endpoint.provider && other.variant == endpoint.variant &&
            other.upstream_model == endpoint.upstream_model &&
            other.quantization == endpoint.quantization) {
            reader.wrong_table("[[models.endpoints]] is there twice",
                               "endpoints differ in provider, model, variant or quantization");
        }
    }
    add_endpoint(config, std::move(endpoint));
}

void read_facts(TableReader& reader, ServedModel& model) {
    model.display_name = reader.text("name", model.display_name);
    model.description = reader.text("description");
    model.context_length = reader.integer("context_length", model.context_length, 1, tokens_max);
    model.is_reasoning = reader.flag("reasoning", model.is_reasoning);
    model.is_distillable = reader.flag("distillable", false);
    if (reader.has("input_modalities")) {
        model.input_modalities = reader.names("input_modalities", inputs);
    }
    if (reader.has("output_modalities")) {
        model.output_modalities = reader.names("output_modalities", outputs);
    }
    static_cast<void>(reader.node("input_modalities"));
    static_cast<void>(reader.node("output_modalities"));
}

void read_model(TableReader& reader, const catalog::Catalog& catalog, Config& config) {
    const std::string slug = reader.required_text("slug");
    if (!slug.empty() && !is_name(slug)) {
        reader.wrong("slug", "must be of small letters, digits, '-', '_', '.' and '/'",
                     "a variant is written at the endpoint: variant = \"free\"");
    }
    for (const ServedModel& other : config.models) {
        if (other.slug == slug) {
            reader.wrong("slug", fmt::format("is {} for the second time", slug));
        }
    }
    ServedModel model = model_of(catalog, slug);
    read_facts(reader, model);
    config.models.push_back(std::move(model));
    for (const toml::table* table : reader.tables("endpoints")) {
        TableReader endpoint(*table, "[[models.endpoints]]", reader.file());
        read_endpoint(endpoint, catalog, config, config.models.size() - 1);
    }
    reader.finish();
}

std::size_t model_index(const catalog::Catalog& catalog, const std::string& slug, Config& config) {
    const auto found = std::ranges::find(config.models, slug, &ServedModel::slug);
    const auto index = static_cast<std::size_t>(found - config.models.begin());
    if (found == config.models.end()) {
        config.models.push_back(model_of(catalog, slug));
    }
    return index;
}

/// Adds what a provider offers of a model: each variant with a price that still holds.
void add_offer(const catalog::Catalog& catalog, const CatalogOffer& offer,
               const catalog::Price& price, Config& config) {
    const bool is_standard = price.variant == "standard";
    if (!price.valid.to.empty() || (!is_standard && !offer.takes_slugs)) {
        return;
    }
    Endpoint endpoint;
    endpoint.provider = offer.provider;
    endpoint.model = model_index(catalog, price.slug, config);
    endpoint.variant = price.variant;
    endpoint.upstream_model = !offer.takes_slugs ? second_part(price.slug)
                              : is_standard      ? price.slug
                                                 : price.slug + ":" + price.variant;
    // What was written as an endpoint of this provider is the operator's word on it.
    for (const std::size_t index : config.models[endpoint.model].endpoints) {
        const Endpoint& other = config.endpoints[index];
        if (other.provider == endpoint.provider && other.variant == endpoint.variant) {
            return;
        }
    }
    endpoint.prices = catalog_prices(catalog, price.slug, price.variant);
    if (endpoint.prices.rows.empty()) {
        return;
    }
    endpoint.is_free = are_free(endpoint.prices);
    add_endpoint(config, std::move(endpoint));
}

}  // namespace

void read_models(TableReader& root, const catalog::Catalog& catalog,
                 const std::vector<CatalogOffer>& offers, Config& config) {
    const auto tables = root.tables("models");
    for (const toml::table* table : tables) {
        TableReader reader(*table, "[[models]]", root.file());
        read_model(reader, catalog, config);
    }
    for (const CatalogOffer& offer : offers) {
        for (const catalog::Price& price : catalog.prices()) {
            const catalog::Model* model = catalog.model(price.slug);
            if (model != nullptr &&
                std::ranges::find(offer.authors, model->author) != offer.authors.end()) {
                add_offer(catalog, offer, price, config);
            }
        }
    }
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (config.models[i].endpoints.empty()) {
            root.file().wrong(tables[i]->source(),
                              fmt::format("no endpoint serves {}", config.models[i].slug),
                              "write [[models.endpoints]] with a provider below it");
        }
    }
}

}  // namespace orrery::gateway
