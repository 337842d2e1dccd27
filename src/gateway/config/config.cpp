#include "gateway/config/config.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/file.h"
#include "catalog/names.h"
#include "gateway/config/reading/sections.h"

namespace orrery::gateway {
namespace {

/// What is served without a configuration. Each model has one endpoint, at the echo provider.
constexpr std::string_view echo_config = R"toml(
[[providers]]
slug = "echo"
name = "Echo"
dialect = "echo"

[[models]]
slug = "orrery/echo"
name = "Orrery Echo"
description = "Says what it was asked, word by word. Free, and the same each time."
context_length = 131072
endpoints = [{ provider = "echo", free = true }]

[[models]]
slug = "orrery/echo-reasoning"
name = "Orrery Echo Reasoning"
description = "Reasons about its words before it says them."
context_length = 131072
reasoning = true
endpoints = [{ provider = "echo", free = true }]

[[models]]
slug = "orrery/echo-paid"
name = "Orrery Echo Paid"
description = "The echo with a price, to try accounts, budgets and reports with."
context_length = 131072
endpoints = [{ provider = "echo", price = { prompt = "1", completion = "2" } }]

[[models]]
slug = "orrery/echo-embedding"
name = "Orrery Echo Embedding"
description = "Vectors made from words, the same each time."
context_length = 8192
output_modalities = ["embeddings"]
endpoints = [{ provider = "echo", free = true }]
)toml";

}  // namespace

std::vector<std::pair<std::string, std::size_t>> names_of(const Config& config,
                                                          const catalog::Catalog& catalog) {
    std::vector<std::pair<std::string, std::size_t>> names;
    catalog::TextMap<std::size_t> slugs;
    for (std::size_t i = 0; i < config.models.size(); ++i) {
        names.emplace_back(catalog::lower_case(config.models[i].slug), i);
        slugs.emplace(config.models[i].slug, i);
    }
    for (std::size_t i = 0; i < config.models.size(); ++i) {
        names.emplace_back(catalog::lower_case(config.models[i].permaslug), i);
    }
    for (const catalog::Alias& alias : catalog.aliases()) {
        if (const auto found = slugs.find(alias.slug);
            found != slugs.end() && alias.valid.to.empty()) {
            names.emplace_back(catalog::lower_case(alias.alias), found->second);
        }
    }
    std::ranges::stable_sort(names, {}, &std::pair<std::string, std::size_t>::first);
    const auto rest = std::ranges::unique(names, {}, &std::pair<std::string, std::size_t>::first);
    names.erase(rest.begin(), rest.end());
    return names;
}

const ServedModel* Config::model(std::string_view name) const {
    std::array<char, 256> buffer;
    if (name.size() > buffer.size()) {
        return nullptr;
    }
    std::ranges::transform(name, buffer.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const std::string_view lower(buffer.data(), name.size());
    const auto found = std::ranges::lower_bound(
        names, lower, {}, [](const auto& entry) { return std::string_view(entry.first); });
    return found == names.end() || found->first != lower ? nullptr : &models[found->second];
}

const Provider* Config::provider(std::string_view slug) const {
    const auto found = std::ranges::find(providers, slug, &Provider::slug);
    return found == providers.end() ? nullptr : &*found;
}

Result<Config> parse_config(std::string_view text, const std::string& where,
                            const std::filesystem::path& folder, const catalog::Catalog& catalog) {
    toml::table table;
    try {
        table = toml::parse(text);
    } catch (const toml::parse_error& error) {
        return fail(ErrorKind::bad_input, std::string(error.description()),
                    fmt::format("{}:{}", where, error.source().begin.line),
                    "a configuration is a TOML file, see docs/gateway.md");
    }
    ConfigFile file{.name = where, .folder = folder, .status = {}};
    TableReader root(table, "the configuration", file);
    Config config;
    read_process(root, config);
    read_classifier(root, config);
    const auto offers = read_providers(root, catalog, config);
    read_models(root, catalog, offers, config);
    root.finish();
    if (config.models.empty()) {
        root.wrong_table("the configuration serves no model",
                         "write [[models]], or catalog_authors at a provider");
    }
    if (!file.status) {
        return std::unexpected(file.status.error());
    }
    config.names = names_of(config, catalog);
    return config;
}

Result<Config> load_config(const std::filesystem::path& file, const catalog::Catalog& catalog) {
    const auto text = read_file(file);
    if (!text) {
        return std::unexpected(text.error());
    }
    return parse_config(*text, file.string(), file.parent_path(), catalog);
}

Config default_config(const catalog::Catalog& catalog) {
    auto config = parse_config(echo_config, "the configuration without a file", {}, catalog);
    ORRERY_CHECK(config.has_value(), config ? "" : describe(config.error()));
    return std::move(*config);
}

}  // namespace orrery::gateway
