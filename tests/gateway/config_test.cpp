#include "gateway/config/config.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "base/file.h"
#include "gateway/config/nearest.h"
#include "support/temporary_directory.h"

namespace orrery::gateway {
namespace {

constexpr std::string_view provider = R"(
[[providers]]
slug = "p"
dialect = "openai"
base_url = "https://p.example/v1"
)";

const catalog::Catalog& facts() {
    static const auto loaded = catalog::Catalog::load();
    return *loaded;
}

Result<Config> parse(std::string_view text, const std::filesystem::path& folder = {}) {
    return parse_config(text, "orrery.toml", folder, facts());
}

/// Returns the whole refusal, or nothing if the text was read.
std::string refusal(const std::string& text) {
    const auto config = parse(text);
    if (config) {
        return "";
    }
    EXPECT_EQ(config.error().kind, ErrorKind::bad_input);
    return describe(config.error());
}

/// The same for an endpoint of a model that the catalog does not know.
std::string endpoint_refusal(const std::string& keys) {
    return refusal(std::string(provider) +
                   "[[models]]\nslug = \"a/b\"\n[[models.endpoints]]\nprovider = \"p\"\n" + keys);
}

std::string provider_refusal(const std::string& keys) {
    return refusal(std::string(provider) + keys +
                   "\n[[models]]\nslug = \"a/b\"\n"
                   "endpoints = [{ provider = \"p\", free = true }]\n");
}

std::string server_refusal(const std::string& keys) {
    return refusal("[server]\n" + keys);
}

/// Tells whether a text holds another.
::testing::AssertionResult holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos
               ? ::testing::AssertionSuccess()
               : ::testing::AssertionFailure() << "'" << text << "' does not hold '" << part << "'";
}

const Endpoint& endpoint_of(const Config& config, std::string_view model, std::size_t at = 0) {
    return config.endpoints[config.model(model)->endpoints.at(at)];
}

TEST(Config, of_the_docs_is_read) {
    setenv("OPENAI_API_KEY", "sk-one", 1);
    setenv("ANTHROPIC_API_KEY", "sk-two\n", 1);
    const auto config = load_config(
        std::filesystem::path(ORRERY_SOURCE_DIR) / "docs/examples/orrery.toml", facts());
    ASSERT_TRUE(config.has_value()) << describe(config.error());
    EXPECT_EQ(config->requests_max, 2'000U);
    EXPECT_EQ(config->sync_every, std::chrono::milliseconds(50));
    EXPECT_EQ(config->keep_raw_days, 400);
    EXPECT_EQ(config->on_disconnect, OnDisconnect::drain);
    EXPECT_EQ(config->drain_bytes_max, 1'048'576U);
    EXPECT_EQ(config->provider("openai")->display_name, "OpenAI");
    EXPECT_EQ(config->provider("openai")->api_key, "sk-one");
    const Provider& anthropic = *config->provider("anthropic");
    EXPECT_EQ(anthropic.api_key, "sk-two");
    EXPECT_EQ(anthropic.key_field, KeyField::x_api_key);
    EXPECT_EQ(anthropic.dialect, dialect::Egress::anthropic);
    EXPECT_EQ(anthropic.head_time, std::chrono::seconds(60));
    const Provider& workshop = *config->provider("workshop");
    EXPECT_EQ(workshop.key_field, KeyField::none);
    EXPECT_EQ(workshop.requests_max, 8);
    ASSERT_EQ(workshop.fields.size(), 1U);
    EXPECT_EQ(workshop.fields[0].first, "X-Team");
    EXPECT_EQ(workshop.fields[0].second, "platform");
}

TEST(Config, of_the_docs_takes_facts_from_the_catalog) {
    setenv("OPENAI_API_KEY", "sk-one", 1);
    setenv("ANTHROPIC_API_KEY", "sk-two", 1);
    const auto config = load_config(
        std::filesystem::path(ORRERY_SOURCE_DIR) / "docs/examples/orrery.toml", facts());
    ASSERT_TRUE(config.has_value()) << describe(config.error());
    const ServedModel* sonnet = config->model("anthropic/claude-sonnet-4");
    ASSERT_NE(sonnet, nullptr);
    EXPECT_EQ(sonnet->display_name, "Claude Sonnet 4");
    EXPECT_EQ(sonnet->permaslug, "anthropic/claude-4-sonnet-20250522");
    EXPECT_EQ(sonnet->context_length, 1'000'000);
    EXPECT_EQ(sonnet->created_s, 1'747'872'000) << "2025-05-22";
    EXPECT_TRUE(sonnet->is_reasoning);
    EXPECT_EQ(config->model("Anthropic/Claude-4-Sonnet-20250522"), sonnet);
    EXPECT_EQ(config->model("claude-sonnet-4-0"), sonnet) << "an alias";
    const PriceRow& row = endpoint_of(*config, sonnet->slug).prices.rows.at(0);
    EXPECT_EQ(row.price_id, "anthropic/claude-sonnet-4:standard:2025-05-22");
    EXPECT_EQ(row.tiers.at(0).cache_write, 3'750'000);
    // And all of an author's.
    const Endpoint& mini = endpoint_of(*config, "openai/gpt-4o-mini");
    EXPECT_EQ(mini.upstream_model, "gpt-4o-mini");
    EXPECT_EQ(mini.prices.rows.at(0).tiers.at(0).prompt, 150'000);
    EXPECT_GT(config->models.size(), 20U);
}

TEST(Config, of_the_docs_prices_by_tier_and_day) {
    setenv("OPENAI_API_KEY", "sk-one", 1);
    setenv("ANTHROPIC_API_KEY", "sk-two", 1);
    const auto config = load_config(
        std::filesystem::path(ORRERY_SOURCE_DIR) / "docs/examples/orrery.toml", facts());
    ASSERT_TRUE(config.has_value()) << describe(config.error());
    const Endpoint& house = endpoint_of(*config, "acme/drafter", 0);
    EXPECT_FALSE(house.takes_tools);
    EXPECT_EQ(house.quantization, "fp8");
    const auto& tiers = house.prices.rows.at(0).tiers;
    ASSERT_EQ(tiers.size(), 2U);
    EXPECT_EQ(tiers[1].from_prompt_tokens, 16'000);
    EXPECT_EQ(tiers[1].prompt, 200'000);
    EXPECT_EQ(tiers[1].completion, 400'000) << "what a tier leaves out stays as below it";
    EXPECT_EQ(tiers[1].cache_read, 10'000);
    const auto& rows = endpoint_of(*config, "acme/drafter", 1).prices.rows;
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].price_id, "acme/drafter:standard:@openai");
    EXPECT_EQ(rows[0].valid_to, "2025-06-01");
    EXPECT_EQ(rows[1].price_id, "acme/drafter:standard:2025-06-01@openai");
    EXPECT_EQ(rows[1].tiers[0].request, 100'000'000);
    EXPECT_FALSE(rows[1].tiers[0].cache_read.has_value());
}

TEST(Config, without_a_file_serves_the_echo) {
    const Config config = default_config(facts());
    ASSERT_EQ(config.providers.size(), 1U);
    EXPECT_TRUE(config.providers[0].is_echo);
    EXPECT_EQ(config.providers[0].key_field, KeyField::none);
    EXPECT_TRUE(endpoint_of(config, "orrery/echo").is_free);
    EXPECT_TRUE(config.model("orrery/echo-reasoning")->is_reasoning);
    EXPECT_EQ(endpoint_of(config, "orrery/echo-reasoning").upstream_model, "echo-reasoning");
    const Endpoint& paid = endpoint_of(config, "orrery/echo-paid");
    EXPECT_FALSE(paid.is_free);
    EXPECT_EQ(paid.prices.rows.at(0).tiers.at(0).completion, 2'000'000);
    EXPECT_EQ(config.model("orrery/echo-embedding")->output_modalities,
              std::vector<std::string>{"embeddings"});
    EXPECT_EQ(config.model("orrery/nothing"), nullptr);
    for (std::size_t i = 0; i < config.endpoints.size(); ++i) {
        EXPECT_EQ(config.endpoints[i].index, i);
    }
}

TEST(Config, names_line_and_meaning_of_an_unknown_key) {
    EXPECT_EQ(server_refusal("loops = 2\nbody_maxx = 1\n"),
              "orrery.toml:3: 'body_maxx' is no key of [server]\n  hint: did you mean 'body_max'?");
    EXPECT_TRUE(holds(refusal("[sevrer]\n"), "did you mean 'server'?"));
    EXPECT_TRUE(holds(provider_refusal("api_key = \"sk-secret\""), "orrery.toml:6: 'api_key'"));
    EXPECT_TRUE(holds(endpoint_refusal("free = true\nqantization = \"fp8\""),
                      "did you mean 'quantization'?"));
    EXPECT_TRUE(holds(endpoint_refusal("price = { prompt = 1, completion = 1, cached = 1 }"),
                      "'cached' is no key of 'price'"));
}

TEST(Config, refuses_wrong_values_of_the_server) {
    EXPECT_TRUE(holds(server_refusal("listen = \"8080\""), "orrery.toml:2: 'listen'"));
    EXPECT_TRUE(holds(server_refusal("listen = \"::1:8080\""), "'listen'"));
    EXPECT_TRUE(holds(server_refusal("listen = \"h:99999\""), "'listen'"));
    EXPECT_TRUE(holds(server_refusal("body_max = \"32 parsecs\""), "'body_max'"));
    EXPECT_TRUE(holds(server_refusal("body_max = -1"), "'body_max'"));
    EXPECT_TRUE(holds(server_refusal("idle_ms = 0"), "from 1 to 86400000"));
    EXPECT_TRUE(holds(server_refusal("idle_ms = \"75s\""), "'idle_ms'"));
    EXPECT_TRUE(holds(server_refusal("anonymous = 1"), "must be true or false"));
    EXPECT_TRUE(holds(server_refusal("on_disconnect = \"cancle\""), "did you mean \"cancel\"?"));
    EXPECT_TRUE(holds(server_refusal("tls_key = \"/not/there.pem\""), "'tls_key'"));
    EXPECT_TRUE(holds(refusal("server = 1"), "'server'"));
    EXPECT_TRUE(holds(refusal("[server\n"), "orrery.toml:1: "));
    EXPECT_TRUE(holds(refusal("[observe]\nspans_url = \"collector\""), "'spans_url'"));
}

TEST(Config, reads_addresses_and_sizes) {
    const std::string rest = std::string(provider) +
                             "[[models]]\nslug = \"a/b\"\n"
                             "endpoints = [{ provider = \"p\", free = true }]\n";
    const auto config =
        parse("[server]\nlisten = \"[::1]:0\"\nbody_max = \"2KB\"\nanswer_max = 5\n" + rest);
    ASSERT_TRUE(config.has_value()) << describe(config.error());
    EXPECT_EQ(config->listen_host, "::1");
    EXPECT_EQ(config->listen_port, 0);
    EXPECT_EQ(config->limits.body_bytes_max, 2'048U);
    EXPECT_EQ(config->answer_bytes_max, 5U);
}

TEST(Config, never_tells_a_key) {
    unsetenv("ORRERY_TEST_MISSING");
    EXPECT_TRUE(holds(provider_refusal("key_env = \"ORRERY_TEST_MISSING\""),
                      "orrery.toml:6: 'key_env' of [[providers]] names the environment variable "
                      "ORRERY_TEST_MISSING, which is not set"));
    setenv("ORRERY_TEST_BAD", "sk-secret\nX-Injected: 1", 1);
    setenv("ORRERY_TEST_GOOD", "sk-secret", 1);
    test_support::TemporaryDirectory room;
    ASSERT_TRUE(write_file(room / "bad", "sk-secret and more"));
    for (const std::string& keys : std::vector<std::string>{
             "key_env = \"ORRERY_TEST_BAD\"", "key_env = \"sk-secret\"", "key_env = \"sk_secret\"",
             "key_file = \"sk-secret\"", "key_file = \"" + (room / "bad").string() + "\"",
             "fields = { \"X-Key\" = \"sk-secret\\n\" }", "api_key = \"sk-secret\"",
             "key_env = \"ORRERY_TEST_GOOD\"\nkey_field = \"sk-secret\"",
             "key_env = \"ORRERY_TEST_GOOD\"\nkey_field = \"none\""}) {
        const std::string refused = provider_refusal(keys);
        EXPECT_FALSE(refused.empty()) << keys;
        EXPECT_EQ(refused.find("secret"), std::string::npos) << refused;
    }
    const std::string url = refusal(
        "[[providers]]\nslug = \"p\"\ndialect = \"openai\"\nbase_url = \"https://a:secret@h/v1\"");
    EXPECT_TRUE(holds(url, "must not hold a user or password"));
    EXPECT_EQ(url.find("secret"), std::string::npos);
}

TEST(Config, reads_keys_from_files_beside_it) {
    test_support::TemporaryDirectory room;
    ASSERT_TRUE(write_file(room / "key", "sk-filed\n"));
    const auto config = parse(std::string(provider) +
                                  "key_file = \"key\"\n[[models]]\nslug = \"a/b\"\n"
                                  "endpoints = [{ provider = \"p\", free = true }]\n",
                              room / "");
    ASSERT_TRUE(config.has_value()) << describe(config.error());
    EXPECT_EQ(config->providers[0].api_key, "sk-filed");
    EXPECT_EQ(config->providers[0].key_field, KeyField::bearer);
}

TEST(Config, refuses_wrong_providers) {
    EXPECT_TRUE(holds(provider_refusal(std::string(provider)), "is p for the second time"));
    EXPECT_TRUE(holds(provider_refusal("fields = { Host = \"x\" }"), "'Host'"));
    EXPECT_TRUE(holds(provider_refusal("key_field = \"bearer\""), "without a key"));
    EXPECT_TRUE(holds(provider_refusal("catalog_authors = [\"opnai\"]"), "mean \"openai\"?"));
    EXPECT_TRUE(holds(refusal("[[providers]]\nslug = \"p\"\n"), "'dialect' of [[providers]]"));
    EXPECT_TRUE(
        holds(refusal("[[providers]]\nslug = \"p\"\ndialect = \"gemini\"\n"), "'base_url'"));
    EXPECT_TRUE(holds(refusal("[[providers]]\nslug = \"P q\"\ndialect = \"echo\"\n"), "'slug'"));
    EXPECT_TRUE(holds(refusal("[providers]\nslug = \"p\"\n"), "write [[providers]]"));
    EXPECT_TRUE(holds(refusal(std::string(provider)), "serves no model"));
}

TEST(Config, refuses_wrong_models) {
    const std::string model = std::string(provider) + "[[models]]\nslug = \"a/b\"\n";
    EXPECT_TRUE(holds(refusal(model), "orrery.toml:6: no endpoint serves a/b"));
    EXPECT_TRUE(holds(refusal(model + "endpoints = [{ provider = \"q\", free = true }]"),
                      "names q, which is no provider here"));
    EXPECT_TRUE(holds(refusal(model + "endpoints = [{ provider = \"p\", free = true }]\n"
                                      "[[models]]\nslug = \"a/b\"\n"),
                      "is a/b for the second time"));
    EXPECT_TRUE(holds(refusal(model + "endpoints = [{ provider = \"p\", free = true }, "
                                      "{ provider = \"p\", free = true }]"),
                      "is there twice"));
    EXPECT_TRUE(holds(refusal(model + "output_modalities = [\"embedding\"]"), "may hold text"));
    EXPECT_TRUE(holds(endpoint_refusal("free = true\nvariant = \"nitro\""), "'variant'"));
    EXPECT_TRUE(holds(endpoint_refusal("free = true\nquantization = \"fp9\""), "'quantization'"));
}

TEST(Config, refuses_prices_that_are_missing_or_wrong) {
    EXPECT_TRUE(holds(endpoint_refusal(""), "there is no price of a/b (standard) at p"));
    EXPECT_TRUE(holds(endpoint_refusal("free = true\nprice = { prompt = 1, completion = 1 }"),
                      "more than one of"));
    EXPECT_TRUE(holds(endpoint_refusal("price = { prompt = 1 }"), "'completion' of 'price'"));
    EXPECT_TRUE(holds(endpoint_refusal("price = { completion = 1 }"), "'prompt' of 'price'"));
    EXPECT_TRUE(holds(endpoint_refusal("price = { prompt = -1, completion = 1 }"), "'prompt'"));
    EXPECT_TRUE(holds(endpoint_refusal("price = { prompt = 0.1234567, completion = 1 }"),
                      "more than 6 decimals"));
    EXPECT_TRUE(holds(endpoint_refusal("price = { prompt = 1, completion = 1, "
                                       "tiers = [{ from_prompt_tokens = 0, prompt = 2 }] }"),
                      "'from_prompt_tokens'"));
    EXPECT_TRUE(holds(endpoint_refusal("[[models.endpoints.prices]]\nprompt = 1\ncompletion = 1\n"
                                       "valid_from = \"June\"\n"),
                      "'valid_from'"));
    EXPECT_TRUE(holds(endpoint_refusal("prices = [{ prompt = 1, completion = 1 }, "
                                       "{ prompt = 2, completion = 2, valid_from = 2025-01-01 }]"),
                      "has two rows for one day"));
    EXPECT_EQ(endpoint_refusal("price = { prompt = 0.15, completion = 1 }"), "");
}

TEST(Config, offers_whole_slugs_and_variants_where_the_provider_takes_them) {
    const auto config = parse(std::string(provider) +
                              "catalog_authors = [\"deepseek\"]\ncatalog_names = \"slug\"\n");
    ASSERT_TRUE(config.has_value()) << describe(config.error());
    std::size_t variants = 0;
    for (const Endpoint& endpoint : config->endpoints) {
        const std::string& slug = config->models[endpoint.model].slug;
        EXPECT_TRUE(slug.starts_with("deepseek/"));
        EXPECT_EQ(endpoint.upstream_model,
                  endpoint.variant == "standard" ? slug : slug + ":" + endpoint.variant);
        EXPECT_TRUE(endpoint.variant != "free" || endpoint.is_free);
        variants += endpoint.variant == "free" ? 1 : 0;
    }
    EXPECT_GT(variants, 0U);
}

TEST(Config, is_the_same_when_read_again) {
    const auto one = default_config(facts());
    const auto other = default_config(facts());
    EXPECT_EQ(one.names, other.names);
    EXPECT_TRUE(std::ranges::is_sorted(one.names));
}

TEST(Nearest, counts_edits) {
    EXPECT_EQ(edits_between("", "abc"), 3U);
    EXPECT_EQ(edits_between("abc", "abc"), 0U);
    EXPECT_EQ(edits_between("abc", "acb"), 1U) << "neighbours swapped";
    EXPECT_EQ(edits_between("kitten", "sitting"), 3U);
    EXPECT_EQ(edits_between(std::string(500, 'a'), std::string(500, 'b')), 100U);
    EXPECT_EQ(nearest("gpt", std::vector<std::string_view>{"claude", "gemini"}), "");
}

TEST(Config, reads_which_prompts_are_labelled) {
    const auto config = parse(R"toml([classifier]
sample = 1
salt = "ours"
queue_max = 7
threads = 2
backend = "google"
google_api = "v2"
key_env = "GOOGLE_KEY"
budget_usd = 2.5
requests_per_minute = 30
)toml" + std::string(provider) +
                              "[[models]]\nslug = \"a/b\"\n"
                              "endpoints = [{ provider = \"p\", free = true }]\n");
    ASSERT_TRUE(config) << describe(config.error());
    const ClassifierConfig& chosen = config->classifier;
    EXPECT_EQ(chosen.sample, 1.0);
    EXPECT_EQ(chosen.salt, "ours");
    EXPECT_EQ(chosen.queue_max, 7U);
    EXPECT_EQ(chosen.threads, 2U);
    EXPECT_EQ(chosen.backend.backend, labelling::BackendKind::google);
    EXPECT_EQ(chosen.backend.google_api, labelling::GoogleApi::v2);
    EXPECT_EQ(chosen.backend.budget_nano_usd, 2'500'000'000);
    EXPECT_EQ(chosen.backend.requests_per_minute, 30);
    EXPECT_EQ(ClassifierConfig().sample, 0.0025);
}

TEST(Config, refuses_samples_and_backends_that_cannot_be) {
    EXPECT_TRUE(holds(refusal("[classifier]\nsample = 1.5"),
                      "'sample' of [classifier] must be a number from 0 to 1"));
    EXPECT_TRUE(holds(refusal("[classifier]\nsample = \"all\""), "'sample'"));
    EXPECT_TRUE(holds(refusal("[classifier]\nsampel = 0.1"), "did you mean 'sample'?"));
    EXPECT_TRUE(
        holds(refusal("[classifier]\nbackend = \"azure\""), "must be one of local, google"));
    EXPECT_TRUE(holds(refusal("[classifier]\nbackend = \"google\""), "needs a credential"));
}

}  // namespace
}  // namespace orrery::gateway
