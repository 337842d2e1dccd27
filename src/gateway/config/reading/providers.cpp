#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/file.h"
#include "base/format/directives.h"
#include "catalog/names.h"
#include "gateway/config/nearest.h"
#include "gateway/config/reading/sections.h"

namespace orrery::gateway {
namespace {

constexpr std::array<std::string_view, 4> dialects = {"openai", "anthropic", "gemini", "echo"};
constexpr std::array<std::string_view, 4> key_fields = {"bearer", "x_api_key", "x_goog_api_key",
                                                        "none"};

/// Tells whether a header can carry a text as a value (RFC 9110 section 5.5, without obs-text).
bool is_field_value(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// Tells whether a text is a token (RFC 9110 section 5.6.2).
bool is_token(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               marks.find(c) != std::string_view::npos;
    });
}

/// Tells whether a text is the name of an environment variable. Keys that were written there by
/// mistake hold small letters or dashes, and must not be told.
bool is_variable(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_'; });
}

bool is_slug(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
    });
}

/// Reads a key from where the file says it is. What is in it is never told.
std::string read_key(TableReader& reader) {
    const std::string variable = reader.text("key_env");
    const std::filesystem::path file = reader.path("key_file");
    std::string key;
    std::string source;
    if (!is_variable(variable)) {
        reader.wrong("key_env", "must be the name of an environment variable, not the key",
                     "write it in capitals, digits and '_'");
    } else if (!variable.empty() && !file.empty()) {
        reader.wrong("key_file", "and 'key_env' exclude each other");
    } else if (!variable.empty()) {
        const char* const value = std::getenv(variable.c_str());
        source = fmt::format("names the environment variable {}, which", variable);
        if (value == nullptr || *value == '\0') {
            reader.wrong("key_env", source + " is not set",
                         fmt::format("set {} to the provider's API key", variable));
            return {};
        }
        key = trimmed(value);
    } else if (!file.empty()) {
        source = "names a file that";
        const auto contents = read_file(file);
        if (!contents) {
            reader.wrong("key_file", source + " cannot be read");
            return {};
        }
        key = trimmed(*contents);
    } else {
        return {};
    }
    if (key.empty() || !is_field_value(key) || key.find(' ') != std::string::npos) {
        reader.wrong(variable.empty() ? "key_file" : "key_env",
                     source + " holds no key that a header can carry",
                     "it must be one line of visible ASCII characters");
        return {};
    }
    return key;
}

void read_authorization(TableReader& reader, std::string_view dialect, Provider& provider) {
    provider.api_key = read_key(reader);
    const std::string_view usual = dialect == "anthropic" ? "x_api_key"
                                   : dialect == "gemini"  ? "x_goog_api_key"
                                                          : "bearer";
    const bool has_key = !provider.api_key.empty() || provider.takes_byok;
    const std::string field =
        reader.choice("key_field", key_fields).value_or(std::string(has_key ? usual : "none"));
    if (field == "none" && has_key) {
        reader.wrong("key_field", "is \"none\", but there is a key");
    } else if (field != "none" && !has_key && !reader.has("key_env") && !reader.has("key_file")) {
        reader.wrong("key_field", "is given without a key", "give key_env or key_file");
    }
    const auto* const found = std::ranges::find(key_fields, field);
    constexpr std::array<KeyField, key_fields.size()> values = {
        KeyField::bearer, KeyField::x_api_key, KeyField::x_goog_api_key, KeyField::none};
    provider.key_field = values[static_cast<std::size_t>(found - key_fields.begin())];
}

void read_fields(TableReader& reader, Provider& provider) {
    constexpr std::array<std::string_view, 8> ours = {
        "host",       "content-length", "content-type",      "connection",
        "keep-alive", "upgrade",        "transfer-encoding", "accept-encoding"};
    const toml::table* fields = reader.table("fields");
    if (fields == nullptr) {
        return;
    }
    for (const auto& [key, value] : *fields) {
        const std::string name(key.str());
        const auto* text = value.as_string();
        if (!is_token(name) || std::ranges::find(ours, catalog::lower_case(name)) != ours.end()) {
            reader.file().wrong(key.source(),
                                fmt::format("'{}' is no header field that can be set", name));
        } else if (text == nullptr || !is_field_value(text->get())) {
            reader.file().wrong(key.source(),
                                fmt::format("the header field '{}' needs a text of one line of "
                                            "printable ASCII characters",
                                            name));
        } else {
            provider.fields.emplace_back(name, text->get());
        }
    }
}

void read_address(TableReader& reader, std::string_view dialect, Provider& provider) {
    provider.is_echo = dialect == "echo";
    if (provider.is_echo) {
        if (reader.has("base_url")) {
            reader.wrong("base_url", "has no meaning for the echo provider", "leave it out");
        }
        static_cast<void>(reader.node("base_url"));
        return;
    }
    const std::string url = reader.required_text("base_url");
    const std::size_t slashes = url.find("://");
    const std::string_view authority =
        slashes == std::string::npos
            ? std::string_view(url)
            : std::string_view(url).substr(slashes + 3, url.find('/', slashes + 3) - slashes - 3);
    if (authority.find('@') != std::string_view::npos) {
        reader.wrong("base_url", "must not hold a user or password", "use key_env or fields");
        return;
    }
    auto origin = http::Origin::parse(url);
    if (!origin) {
        reader.wrong("base_url", "is no address of a server",
                     R"(write "https://api.example.com/v1")");
        return;
    }
    provider.origin = std::move(*origin);
}

std::string name_in_catalog(const catalog::Catalog& catalog, const std::string& slug) {
    const auto found = std::ranges::find(catalog.providers(), slug, &catalog::Provider::slug);
    return found == catalog.providers().end() ? slug : found->name;
}

CatalogOffer read_offer(TableReader& reader, const catalog::Catalog& catalog) {
    CatalogOffer offer;
    offer.authors = reader.texts("catalog_authors");
    for (const std::string& author : offer.authors) {
        if (catalog.author(author) == nullptr) {
            std::vector<std::string_view> known;
            for (const auto& one : catalog.authors()) {
                known.emplace_back(one.slug);
            }
            const std::string_view meant = nearest(author, known);
            reader.wrong("catalog_authors", fmt::format("names the unknown author {}", author),
                         meant.empty() ? "see `orrery catalog`"
                                       : fmt::format("did you mean \"{}\"?", meant));
        }
    }
    constexpr std::array<std::string_view, 2> ways = {"short", "slug"};
    offer.takes_slugs = reader.choice("catalog_names", ways).value_or("short") == "slug";
    return offer;
}

Provider read_provider(TableReader& reader, const catalog::Catalog& catalog) {
    Provider provider;
    provider.slug = reader.required_text("slug");
    if (!provider.slug.empty() && !is_slug(provider.slug)) {
        reader.wrong("slug", "must be of lower-case letters, digits, '-', '_' and '.'");
    }
    provider.display_name = reader.text("name", name_in_catalog(catalog, provider.slug));
    if (!reader.has("dialect")) {
        reader.wrong("dialect", "is missing", "it is openai, anthropic, gemini or echo");
    }
    const std::string dialect = reader.choice("dialect", dialects).value_or("openai");
    provider.dialect = dialect == "anthropic" ? dialect::Egress::anthropic
                       : dialect == "gemini"  ? dialect::Egress::gemini
                                              : dialect::Egress::openai;
    provider.takes_byok = reader.flag("byok", false);
    read_address(reader, dialect, provider);
    read_authorization(reader, dialect, provider);
    read_fields(reader, provider);
    provider.collects_data = reader.flag("collects_data", false);
    provider.is_zero_retention = reader.flag("zero_retention", provider.is_echo);
    provider.connect_time = reader.milliseconds("connect_ms", provider.connect_time);
    provider.head_time = reader.milliseconds("first_token_ms", provider.head_time);
    provider.idle_time = reader.milliseconds("idle_ms", provider.idle_time);
    provider.requests_max = reader.integer("requests_max", 0, 0, 1'000'000);
    return provider;
}

}  // namespace

std::vector<CatalogOffer> read_providers(TableReader& root, const catalog::Catalog& catalog,
                                         Config& config) {
    std::vector<CatalogOffer> offers;
    for (const toml::table* table : root.tables("providers")) {
        TableReader reader(*table, "[[providers]]", root.file());
        Provider provider = read_provider(reader, catalog);
        CatalogOffer offer = read_offer(reader, catalog);
        reader.finish();
        if (config.provider(provider.slug) != nullptr) {
            reader.wrong("slug", fmt::format("is {} for the second time", provider.slug));
        }
        offer.provider = config.providers.size();
        config.providers.push_back(std::move(provider));
        if (!offer.authors.empty()) {
            offers.push_back(std::move(offer));
        }
    }
    return offers;
}

}  // namespace orrery::gateway
