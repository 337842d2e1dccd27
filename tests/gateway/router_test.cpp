#include "gateway/routing/router.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "gateway/routing/sticky.h"

namespace orrery::gateway {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t now = 1'000 * second;
constexpr std::int64_t day_2025_06_01_us = 1'748'736'000 * second;

constexpr std::string_view three_providers = R"toml(
[[providers]]
slug = "cheap"
name = "Cheap Cloud"
dialect = "openai"
base_url = "https://cheap.example/v1"
collects_data = true
byok = true

[[providers]]
slug = "middle"
dialect = "openai"
base_url = "https://middle.example/v1"
zero_retention = true

[[providers]]
slug = "dear"
dialect = "openai"
base_url = "https://dear.example/v1"

[[models]]
slug = "lab/chat"
context_length = 1000
[[models.endpoints]]
provider = "cheap"
quantization = "fp8"
price = { prompt = "0.5", completion = "0.5" }
tools = false
[[models.endpoints]]
provider = "middle"
quantization = "bf16"
price = { prompt = "1", completion = "1" }
parameters = ["temperature", "max_tokens", "tools"]
completion_tokens_max = 500
[[models.endpoints]]
provider = "dear"
context_length = 100000
price = { prompt = "1.5", completion = "1.5", request = "0.01" }
[[models.endpoints]]
provider = "dear"
variant = "thinking"
price = { prompt = "3", completion = "9" }

[[models]]
slug = "lab/other"
distillable = true
[[models.endpoints]]
provider = "middle"
price = { prompt = "0.1", completion = "0.1" }
[[models.endpoints]]
provider = "dear"
free = true

[[models]]
slug = "lab/vectors"
output_modalities = ["embeddings"]
[[models.endpoints]]
provider = "dear"
price = { prompt = "0.02" }
)toml";

class Routing : public ::testing::Test {
protected:
    static Config read() {
        const auto catalog = catalog::Catalog::load();
        auto config = parse_config(three_providers, "test.toml", {}, *catalog);
        EXPECT_TRUE(config.has_value()) << (config ? "" : describe(config.error()));
        return config ? *config : Config{};
    }

    /// Returns the providers of a plan in order, or "status: message".
    std::string route(RouteRequest request, std::int64_t at = now) {
        request.preferences = request.preferences == nullptr ? &preferences_ : request.preferences;
        request.unix_us = day_2025_06_01_us;
        const auto plan = router_.plan(request, at);
        if (!plan) {
            return std::to_string(plan.error().status) + ": " + plan.error().message;
        }
        strategy_ = plan->strategy;
        std::string text;
        for (const Candidate& candidate : plan->candidates) {
            text +=
                (text.empty() ? "" : " ") + config_.providers[candidate.endpoint->provider].slug;
            text += candidate.is_byok ? "!" : "";
        }
        return text;
    }
    std::string route(std::string_view model) {
        RouteRequest request;
        request.model = model;
        return route(request);
    }
    void fail(std::size_t endpoint, std::int64_t at = now) {
        health_.note(endpoint, Outcome::failed, {}, {}, at);
    }

    const Config config_ = read();
    Health health_{config_.endpoints.size()};
    Router router_{config_, health_, 7};
    Preferences preferences_;
    std::string_view strategy_;
};

TEST_F(Routing, draws_by_the_inverse_square_of_the_price) {
    std::map<std::string, int> firsts;
    constexpr int draws = 20'000;
    for (int i = 0; i < draws; ++i) {
        ++firsts[route("lab/chat")];
        ASSERT_EQ(strategy_, "weight");
    }
    // Prices 1, 2 and 3: weights 36, 9 and 4 of 49. The rest follows by price.
    const std::map<std::string, double> weights = {
        {"cheap middle dear", 36.0}, {"middle cheap dear", 9.0}, {"dear cheap middle", 4.0}};
    double chi_square = 0;
    for (const auto& [order, weight] : weights) {
        const double wanted = draws * weight / 49;
        chi_square += (firsts[order] - wanted) * (firsts[order] - wanted) / wanted;
    }
    EXPECT_EQ(firsts.size(), 3U);
    EXPECT_LT(chi_square, 13.8) << "seed 7; beyond this one draw in a thousand lies by chance";
}

TEST_F(Routing, lets_free_endpoints_win_by_far) {
    int free_first = 0;
    for (int i = 0; i < 1'000; ++i) {
        free_first += route("lab/other") == "dear middle" ? 1 : 0;
    }
    EXPECT_GE(free_first, 999);
}

TEST_F(Routing, tries_those_with_an_outage_last) {
    fail(0);
    for (int i = 0; i < 200; ++i) {
        const std::string order = route("lab/chat");
        EXPECT_TRUE(order.ends_with(" cheap")) << order;
    }
    fail(1);
    fail(2);
    EXPECT_EQ(route("lab/chat").size(), std::string("cheap middle dear").size())
        << "all are out: they are tried all the same";
    preferences_.sort = Sort::price;
    RouteRequest request;
    request.model = "lab/chat";
    EXPECT_EQ(route(request, now + 31 * second), "cheap middle dear");
}

TEST_F(Routing, filters_by_only_and_ignore) {
    preferences_.sort = Sort::price;
    preferences_.only = {"cheap cloud", "dear"};
    EXPECT_EQ(route("lab/chat"), "cheap dear");
    preferences_.ignore = {"dear"};
    EXPECT_EQ(route("lab/chat"), "cheap");
    preferences_.only = {"middle/bf16", "cheap/bf16"};
    EXPECT_EQ(route("lab/chat"), "middle") << "an endpoint is named with its quantization";
    preferences_.only = {"nobody"};
    EXPECT_EQ(route("lab/chat"),
              "400: no endpoint of lab/chat fits the request: the variant leaves out 1, "
              "provider.only leaves out 3");
}

TEST_F(Routing, filters_by_what_is_done_with_data) {
    preferences_.sort = Sort::price;
    preferences_.denies_data_collection = true;
    EXPECT_EQ(route("lab/chat"), "middle dear");
    preferences_.requires_zero_retention = true;
    EXPECT_EQ(route("lab/chat"), "middle");
    preferences_.requires_distillable = true;
    EXPECT_TRUE(route("lab/chat").starts_with("400: "));
    EXPECT_EQ(route("lab/other"), "middle");
}

TEST_F(Routing, filters_by_what_the_request_needs) {
    preferences_.sort = Sort::price;
    RouteRequest request;
    request.model = "lab/chat";
    request.has_tools = true;
    EXPECT_EQ(route(request), "middle dear");
    request.completion_tokens = 501;
    EXPECT_EQ(route(request), "dear");
    request.completion_tokens = 500;
    EXPECT_EQ(route(request), "middle dear");
    constexpr std::array<std::string_view, 4> parameters = {"model", "messages", "temperature",
                                                            "top_k"};
    request.parameters = parameters;
    EXPECT_EQ(route(request), "middle dear") << "parameters are dropped unless required";
    preferences_.requires_parameters = true;
    EXPECT_EQ(route(request), "dear");
    request.parameters = std::span(parameters).first(3);
    EXPECT_EQ(route(request), "middle dear");
    preferences_.quantizations = {"bf16", "fp8"};
    EXPECT_EQ(route(request), "middle");
}

TEST_F(Routing, filters_by_price) {
    preferences_.sort = Sort::price;
    preferences_.prompt_price_max = 1'000'000;
    EXPECT_EQ(route("lab/chat"), "cheap middle");
    preferences_.prompt_price_max = 999'999;
    EXPECT_EQ(route("lab/chat"), "cheap");
    preferences_ = {};
    preferences_.request_price_max = 0;
    preferences_.sort = Sort::price;
    EXPECT_EQ(route("lab/chat"), "cheap middle");
    preferences_.completion_price_max = 0;
    EXPECT_TRUE(route("lab/chat").ends_with("provider.max_price leaves out 3"));
}

TEST_F(Routing, prefers_contexts_that_are_long_enough) {
    preferences_.sort = Sort::price;
    RouteRequest request;
    request.model = "lab/chat";
    request.prompt_tokens = 1'001;
    EXPECT_EQ(route(request), "dear cheap middle");
    request.prompt_tokens = 1'000'000;
    EXPECT_EQ(route(request), "cheap middle dear") << "an estimate refuses nothing";
}

TEST_F(Routing, follows_the_order_without_balancing) {
    preferences_.order = {"dear", "middle"};
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(route("lab/chat"), "dear middle cheap");
    }
    EXPECT_EQ(strategy_, "order");
    fail(2);
    EXPECT_EQ(route("lab/chat"), "middle cheap dear");
    preferences_.allows_fallbacks = false;
    EXPECT_EQ(route("lab/chat"), "middle dear");
}

TEST_F(Routing, without_fallbacks_tries_one_endpoint) {
    preferences_.allows_fallbacks = false;
    EXPECT_EQ(route("lab/chat").find(' '), std::string::npos);
    preferences_.order = {"nobody"};
    EXPECT_TRUE(route("lab/chat").starts_with("400: "));
}

TEST_F(Routing, sorts_by_suffix) {
    const auto note = [&](std::size_t endpoint, double ttft_ms, double throughput) {
        health_.note(endpoint, Outcome::good, ttft_ms, throughput, now);
    };
    EXPECT_EQ(route("lab/chat:floor"), "cheap middle dear");
    EXPECT_EQ(strategy_, "price");
    note(1, 900, 200);
    note(2, 100, 20);
    EXPECT_EQ(route("lab/chat:nitro"), "middle dear cheap") << "unmeasured ones come last";
    EXPECT_EQ(strategy_, "throughput");
    preferences_.sort = Sort::latency;
    EXPECT_EQ(route("lab/chat:nitro"), "dear middle cheap") << "the body's sort counts";
    EXPECT_EQ(strategy_, "latency");
}

TEST_F(Routing, sorts_exacto_by_failures) {
    const std::int64_t before = now - 60 * second;
    for (int i = 0; i < 10; ++i) {
        health_.note(0, i < 3 ? Outcome::failed : Outcome::good, {}, {}, before);
        health_.note(1, i < 1 ? Outcome::failed : Outcome::good, {}, {}, before);
        health_.note(2, i < 2 ? Outcome::rate_limited : Outcome::good, {}, {}, before);
    }
    EXPECT_EQ(route("lab/chat:exacto"), "middle dear cheap");
    EXPECT_EQ(strategy_, "exacto");
}

TEST_F(Routing, moves_back_what_is_slower_than_preferred) {
    preferences_.sort = Sort::price;
    preferences_.throughput_min.p50 = 50;
    preferences_.latency_max.p90 = 1;
    health_.note(0, Outcome::good, 200, 40, now);
    health_.note(1, Outcome::good, 1'200, 100, now);
    EXPECT_EQ(route("lab/chat"), "dear cheap middle") << "who was not measured is not slow";
    health_.note(2, Outcome::good, 200, 60, now);
    EXPECT_EQ(route("lab/chat"), "dear cheap middle");
}

TEST_F(Routing, tries_the_accounts_own_keys_first) {
    RouteRequest request;
    request.model = "lab/chat";
    request.has_own_key = [](std::size_t) { return true; };
    preferences_.order = {"dear"};
    EXPECT_EQ(route(request), "cheap! dear middle") << "middle and dear take no own keys";
    EXPECT_EQ(strategy_, "byok");
    fail(0);
    EXPECT_EQ(route(request), "dear middle cheap!");
}

TEST_F(Routing, returns_to_where_the_conversation_was) {
    RouteRequest request;
    request.model = "lab/chat";
    request.sticky = 42;
    router_.remember(42, config_.endpoints[2], now);
    router_.remember(0, config_.endpoints[2], now);
    for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(route(request).starts_with("dear "));
        ASSERT_EQ(strategy_, "sticky");
    }
    preferences_.sort = Sort::price;
    EXPECT_EQ(route(request), "dear cheap middle");
    EXPECT_EQ(route(request, now + 600 * second - 1), "dear cheap middle");
    EXPECT_EQ(route(request, now + 600 * second), "cheap middle dear");
    request.sticky = 0;
    EXPECT_EQ(route(request), "cheap middle dear");
    request.sticky = 42;
    fail(2);
    EXPECT_EQ(route(request), "cheap middle dear");
    preferences_.order = {"middle"};
    EXPECT_TRUE(route(request, now + 40 * second).starts_with("middle ")) << "an order is explicit";
}

TEST_F(Routing, chooses_variants) {
    EXPECT_EQ(route("lab/chat:thinking"), "dear");
    EXPECT_EQ(route("lab/other:free"), "dear");
    EXPECT_EQ(route("lab/chat:free"),
              "404: lab/chat has no variant 'free' here; it has standard, thinking");
}

TEST_F(Routing, names_the_model_that_was_meant) {
    EXPECT_EQ(route("lab/chatt"), "404: 'lab/chatt' is no model here; did you mean 'lab/chat'?");
    EXPECT_EQ(route("Lab/Othre:free"),
              "404: 'Lab/Othre:free' is no model here; did you mean 'lab/other'?");
    EXPECT_EQ(route("something/else"),
              "404: 'something/else' is no model here; GET /api/v1/models lists them");
    EXPECT_EQ(route(std::string(5'000, '\xFF')).substr(0, 10), "404: '????");
}

TEST_F(Routing, keeps_embeddings_and_chats_apart) {
    RouteRequest request;
    request.model = "lab/vectors";
    EXPECT_EQ(route(request), "400: lab/vectors makes embeddings: POST /api/v1/embeddings");
    request.is_embedding = true;
    EXPECT_EQ(route(request), "dear");
    request.model = "lab/chat";
    EXPECT_EQ(route(request), "400: lab/chat makes no embeddings");
}

TEST_F(Routing, goes_through_fallback_models_in_their_order) {
    preferences_.sort = Sort::price;
    const std::vector<std::string> models = {"lab/unknown", "lab/other", "lab/chat"};
    RouteRequest request;
    request.model = "lab/chat";
    request.models = models;
    fail(0);
    EXPECT_EQ(route(request), "middle dear cheap dear middle") << "no endpoint twice";
    preferences_.sorts_across_models = true;
    EXPECT_EQ(route(request), "dear middle middle dear cheap");
    request.model = "lab/missing";
    request.models = std::span(models).first(1);
    EXPECT_TRUE(route(request).starts_with("404: 'lab/missing'"));
}

TEST_F(Routing, is_bounded_at_sixteen_candidates) {
    const auto catalog = catalog::Catalog::load();
    std::string text =
        "[[providers]]\nslug = \"p\"\ndialect = \"echo\"\n[[models]]\nslug = \"a/b\"\n";
    for (int i = 0; i < 40; ++i) {
        text += "[[models.endpoints]]\nprovider = \"p\"\nfree = true\nmodel = \"m" +
                std::to_string(i) + "\"\n";
    }
    const auto config = parse_config(text, "many.toml", {}, *catalog);
    ASSERT_TRUE(config.has_value()) << describe(config.error());
    Health health(config->endpoints.size());
    Router router(*config, health, 1);
    RouteRequest request;
    request.model = "a/b";
    EXPECT_EQ(router.plan(request, now)->candidates.size(), 16U);
}

TEST(Sticky, forgets_the_least_recently_used_first) {
    StickyPlaces places(3);
    for (std::uint64_t conversation = 1; conversation <= 3; ++conversation) {
        places.remember(conversation, conversation * 10, now);
    }
    places.remember(1, 11, now + 1);
    places.remember(4, 40, now + 2);
    EXPECT_EQ(places.find(1, now + 2), 11U);
    EXPECT_FALSE(places.find(2, now + 2).has_value());
    EXPECT_EQ(places.find(3, now + 2), 30U);
    EXPECT_EQ(places.find(4, now + 2), 40U);
    for (std::uint64_t conversation = 100; conversation < 1'000; ++conversation) {
        places.remember(conversation, 1, now + 3);
    }
    EXPECT_EQ(places.size(), 3U);
    EXPECT_FALSE(places.find(1, now + 3).has_value());
}

TEST(Sticky, uses_the_places_of_the_idle_again) {
    StickyPlaces places(1'000);
    places.remember(1, 1, now);
    places.remember(2, 2, now + 600 * second);
    EXPECT_EQ(places.size(), 1U);
    EXPECT_EQ(places.find(2, now + 600 * second), 2U);
}

}  // namespace
}  // namespace orrery::gateway
