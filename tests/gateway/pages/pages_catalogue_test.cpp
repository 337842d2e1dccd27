#include <gtest/gtest.h>

#include "gateway/pages/catalogue/pricing.h"
#include "gateway/pages/pages_world.h"

namespace orrery::gateway::testing {
namespace {

std::vector<std::string> ids_of(const Seen& seen) {
    std::vector<std::string> ids;
    for (const auto& model : seen.json["data"]) {
        ids.push_back(model["id"]);
    }
    return ids;
}

using Ids = std::vector<std::string>;

TEST(pages_catalogue, a_model_has_its_cheapest_price_and_every_field_that_clients_demand) {
    PagesWorld world;
    const Seen seen = world.get("/models");
    ASSERT_EQ(seen.status, 200);
    EXPECT_EQ(seen.answer.fields.at("content-type"), "application/json");
    EXPECT_EQ(ids_of(seen), (Ids{"lab/model", "lab/model:free", "lab/other"}));
    EXPECT_EQ(seen.json["total_count"], 3);
    EXPECT_TRUE(seen.json["links"]["next"].is_null());
    const auto& model = seen.json["data"][0];
    EXPECT_EQ(model["pricing"]["prompt"], "0.00000015");
    EXPECT_EQ(model["pricing"]["completion"], "0.0000006");
    EXPECT_EQ(model["top_provider"]["max_completion_tokens"], 4096);
    EXPECT_EQ(model["architecture"]["modality"], "text->text");
    EXPECT_EQ(model["links"]["details"], "/api/v1/models/lab/model/endpoints");
    for (const char* field :
         {"canonical_slug", "context_length", "created", "default_parameters", "name",
          "per_request_limits", "supported_parameters", "supported_voices"}) {
        EXPECT_TRUE(model.contains(field)) << field;
    }
    EXPECT_TRUE(model["context_length"].is_null()) << "unknown is not zero";
}

TEST(pages_catalogue, an_unknown_price_is_minus_one_and_a_free_offer_is_zero) {
    Endpoint endpoint;
    EXPECT_EQ(pricing_json(endpoint, 0)["prompt"], "-1");
    endpoint.is_free = true;
    EXPECT_EQ(pricing_json(endpoint, 0)["prompt"], "0");
}

TEST(pages_catalogue, prices_are_written_exactly) {
    EXPECT_EQ(usd_per_token_text(0), "0");
    EXPECT_EQ(usd_per_token_text(1), "0.000000000001");
    EXPECT_EQ(usd_per_token_text(150'000), "0.00000015");
    EXPECT_EQ(usd_per_token_text(2'500'000'000'000), "2.5");
}

TEST(pages_catalogue, tiers_beyond_the_first_are_overrides) {
    Endpoint endpoint;
    PriceTier first;
    first.prompt = 1'000'000;
    PriceTier second;
    second.from_prompt_tokens = 200'001;
    second.prompt = 2'000'000;
    endpoint.prices.rows = {PriceRow{"x", {}, {}, {first, second}}};
    const Json json = pricing_json(endpoint, 0);
    EXPECT_EQ(json["overrides"][0]["min_prompt_tokens"], 200'001);
    EXPECT_EQ(json["overrides"][0]["prompt"], "0.000002");
    EXPECT_FALSE(json["overrides"][0].contains("completion"));
}

TEST(pages_catalogue, the_list_is_filtered_and_sorted_as_asked) {
    PagesWorld world;
    EXPECT_EQ(ids_of(world.get("/models?q=OTHER")), (Ids{"lab/other"}));
    EXPECT_EQ(ids_of(world.get("/models?supported_parameters=tools,temperature")),
              (Ids{"lab/model", "lab/model:free"}));
    EXPECT_EQ(ids_of(world.get("/models?min_price=1")), (Ids{"lab/other"}));
    EXPECT_EQ(ids_of(world.get("/models?max_output_price=0")), (Ids{"lab/model:free"}));
    EXPECT_EQ(ids_of(world.get("/models?providers=cheap")), (Ids{"lab/model", "lab/model:free"}));
    EXPECT_EQ(ids_of(world.get("/models?model_authors=nobody")), Ids{});
    EXPECT_EQ(ids_of(world.get("/models?output_modalities=embeddings")), Ids{});
    EXPECT_EQ(ids_of(world.get("/models?sort=pricing-low-to-high")),
              (Ids{"lab/model:free", "lab/model", "lab/other"}));
    EXPECT_EQ(ids_of(world.get("/models?sort=pricing-high-to-low")),
              (Ids{"lab/other", "lab/model", "lab/model:free"}));
    EXPECT_EQ(world.get("/models/count?providers=cheap").json["data"]["count"], 2);
}

TEST(pages_catalogue, a_page_of_the_list_links_to_the_next) {
    PagesWorld world;
    const Seen first = world.get("/models?limit=2");
    EXPECT_EQ(ids_of(first).size(), 2);
    EXPECT_EQ(first.json["links"]["next"], "/api/v1/models?offset=2&limit=2");
    EXPECT_EQ(first.json["total_count"], 3);
    EXPECT_EQ(ids_of(world.get("/models?offset=2&limit=2")), (Ids{"lab/other"}));
    EXPECT_EQ(ids_of(world.get("/models?offset=99")), Ids{});
}

TEST(pages_catalogue, what_cannot_be_asked_is_400_and_names_the_parameter) {
    PagesWorld world;
    for (const char* query : {"limit=0", "limit=x", "offset=-1", "min_price=abc", "sort=beauty",
                              "zdr=perhaps", "min_coding_index=5", "use_rss=true"}) {
        const Seen seen = world.get(std::string("/models?") + query);
        EXPECT_EQ(seen.status, 400) << query;
        const std::string name = std::string(query).substr(0, std::string(query).find('='));
        EXPECT_NE(seen.answer.body.find(name), std::string::npos) << seen.answer.body;
    }
}

TEST(pages_catalogue, endpoints_tell_prices_and_health) {
    PagesWorld world;
    const Seen seen = world.get("/models/lab/model/endpoints", world.key());
    ASSERT_EQ(seen.status, 200);
    const auto& data = seen.json["data"];
    EXPECT_EQ(data["id"], "lab/model");
    ASSERT_EQ(data["endpoints"].size(), 2) << "the free variant is another";
    const auto& first = data["endpoints"][0];
    EXPECT_EQ(first["provider_name"], "cheap") << "the cheapest first";
    EXPECT_EQ(first["status"], 0);
    EXPECT_TRUE(first["uptime_last_5m"].is_null()) << "nothing was tried";
    EXPECT_EQ(data["endpoints"][1]["tag"], "fast/fp8");
    EXPECT_EQ(world.get("/models/lab/model:free/endpoints").json["data"]["endpoints"].size(), 1);
    EXPECT_EQ(world.get("/models/lab/none/endpoints").status, 404);
    EXPECT_EQ(world.get("/models/lab/model:none/endpoints").status, 404);
}

TEST(pages_catalogue, figures_of_health_are_shown_to_keys_only) {
    ScriptedProvider provider([](http::Exchange& exchange, int) -> net::Task<void> {
        return answer_json(exchange, 500, R"({"error":{"message":"down"}})");
    });
    RunningGateway gateway;
    gateway.add_provider("one", provider.port());
    gateway.add_endpoint("lab/model", "one");
    gateway.start();
    const std::string body =
        R"({"model":"lab/model","messages":[{"role":"user","content":"hello"}]})";
    (void)TestClient::post(gateway.port(), "/api/v1/chat/completions", gateway.key(), body);
    const Answer answer =
        TestClient::get(gateway.port(), "/api/v1/models/lab/model/endpoints", gateway.key());
    const auto endpoint = nlohmann::json::parse(answer.body)["data"]["endpoints"][0];
    EXPECT_EQ(endpoint["uptime_last_5m"], 0);
    EXPECT_LT(endpoint["status"].get<int>(), 0);
    EXPECT_TRUE(endpoint["latency_last_30m"].is_null()) << "no token came";
}

TEST(pages_catalogue, providers_are_those_of_the_configuration) {
    PagesWorld world;
    const Seen seen = world.get("/providers");
    ASSERT_EQ(seen.json["data"].size(), 2);
    EXPECT_EQ(seen.json["data"][0]["slug"], "fast");
    EXPECT_TRUE(seen.json["data"][0]["privacy_policy_url"].is_null());
    EXPECT_EQ(seen.answer.body.find("provider-secret"), std::string::npos);
}

TEST(pages_catalogue, the_alias_of_the_base_answers_the_same) {
    PagesWorld world;
    const Answer alias = TestClient::get(world.gateway.port(), "/v1/models");
    EXPECT_EQ(alias.body, world.get("/models").answer.body);
}

TEST(pages_catalogue, a_category_lists_what_was_used_in_it_the_most_first) {
    PagesWorld world(PagesWorld::Past::with_warehouse);
    EXPECT_EQ(ids_of(world.get("/models?category=programming")), Ids{});
    EXPECT_EQ(world.get("/models?category=%27%20OR%201%3D1--").status, 200);
    record::Generation record = record_of_day(1);
    record.model = "lab/other";
    record.prompt_tokens = 10;
    world.append({record});
    EXPECT_EQ(ids_of(world.get("/models?sort=top-weekly")),
              (Ids{"lab/other", "lab/model", "lab/model:free"}));
}

}  // namespace
}  // namespace orrery::gateway::testing
