// docs/openapi.json against what the handlers do: routes, parameters and answers.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "dashboard/room.h"
#include "dashboard/schema_check.h"
#include "gateway/pages/routes.h"

namespace orrery::dashboard {
namespace {

const Json& document() {
    static const Json json = full_room().ask(viewer(), "openapi.json").body;
    return json;
}

/// A pattern as the document writes it: "study/*" is "/api/study/{id}".
std::string path_of(std::string_view pattern) {
    std::string path = "/api/" + std::string(pattern);
    if (path.ends_with("*")) {
        path.replace(path.size() - 1, 1, "{id}");
    }
    return path;
}

std::vector<std::string> faults_of(const std::string& path, const Reply& reply) {
    const auto& responses = document()["paths"][path]["get"]["responses"];
    const std::string status = std::to_string(reply.status);
    if (!responses.contains(status)) {
        return {path + " says nothing of " + status};
    }
    Json response = responses[status];
    if (response.contains("$ref")) {
        response = document().at(Json::json_pointer(response["$ref"].get<std::string>().substr(1)));
    }
    return SchemaCheck(document())
        .faults(response["content"]["application/json"]["schema"], reply.body);
}

TEST(the_description, has_every_route_and_no_other) {
    ASSERT_EQ(document()["openapi"], "3.1.0");
    std::set<std::string> routes = {"/api/study/{id}.csv"};
    for (const ApiRoute& route : api_routes()) {
        routes.insert(path_of(route.pattern));
        EXPECT_TRUE(document()["paths"][path_of(route.pattern)].contains("get")) << route.pattern;
    }
    // Who is signed in and what happens now are answered elsewhere.
    routes.insert({"/api/session", "/api/live"});
    constexpr std::string_view base = "/api/v1";
    for (const auto& [path, methods] : document()["paths"].items()) {
        if (!path.starts_with(base)) {
            EXPECT_EQ(routes.erase(path), 1U) << path << " is no route";
            continue;
        }
        for (const auto& [method, operation] : methods.items()) {
            const std::string upper = method == "get" ? "GET" : "POST";
            EXPECT_NE(gateway::find_route(upper, path.substr(base.size())).route, nullptr) << path;
        }
    }
    EXPECT_TRUE(routes.empty()) << *routes.begin() << " is not described";
}

TEST(the_description, names_the_parameters_that_pages_take) {
    Room& room = full_room();
    for (const auto& [path, methods] : document()["paths"].items()) {
        if (path.starts_with("/api/v1") || path == "/api/session" || path == "/api/live") {
            continue;
        }
        std::set<std::string> described;
        for (const auto& parameter : methods["get"].value("parameters", Json::array())) {
            if (parameter["in"] == "query") {
                described.insert(parameter["name"]);
            }
        }
        std::string target = path.substr(5);
        if (const auto id = target.find("{id}"); id != std::string::npos) {
            target.replace(id, 4, "fig01");
        }
        const std::string message =
            room.ask(administrator(), target + "?nonsense=1").body["error"]["message"];
        std::string expected = "nonsense: this page takes no parameters";
        if (!described.empty()) {
            expected = fmt::format("nonsense: there is no such parameter; this page takes {}",
                                   fmt::join(described, ", "));
        }
        EXPECT_EQ(message, expected) << path;
    }
}

TEST(the_description, fits_every_answer) {
    Room& room = full_room();
    const std::string of_beta =
        room.ask(viewer(), "generations?app=app-of-beta").body["rows"][0]["generation_id"];
    std::vector<std::pair<std::string, std::string>> targets = {
        {"/api/openapi.json", "openapi.json"},
        {"/api/facets", "facets"},
        {"/api/facets", "facets?from=2025-09-02&to=2025-09-03"},
        {"/api/facets", "facets?from=now"},
        {"/api/study", "study"},
        {"/api/study/{id}", "study/fig01?account=beta"},
        {"/api/study/{id}", "study/fig01?model=x-ai/grok-4&byok=in&grain=month"},
        {"/api/study/{id}", "study/fig99"},
        {"/api/generations", "generations"},
        {"/api/generations", "generations?limit=500&provider=Groq"},
        {"/api/generations", "generations?limit=none"},
        {"/api/generations/{id}", "generations/" + of_beta},
        {"/api/generations/{id}", "generations/g-000001"},
        {"/api/generations/{id}", "generations/none"}};
    for (const char* kind : {"models", "authors", "apps", "categories", "providers", "accounts"}) {
        for (const char* period : {"day", "week", "month"}) {
            targets.emplace_back("/api/rankings",
                                 fmt::format("rankings?kind={}&period={}", kind, period));
        }
    }
    const Reply study = room.ask(viewer(), "study");
    for (const auto& figure : study.body["figures"]) {
        targets.emplace_back("/api/study/{id}", "study/" + figure["id"].get<std::string>());
    }
    Room empty;
    for (const auto& [path, target] : targets) {
        for (const Visitor& who : {administrator(), viewer(), room.visitor("alpha")}) {
            const auto faults = faults_of(path, room.ask(who, target));
            EXPECT_TRUE(faults.empty())
                << target << ": " << fmt::format("{}", fmt::join(faults, "; "));
        }
        const auto faults = faults_of(path, empty.ask(administrator(), target));
        EXPECT_TRUE(faults.empty())
            << "empty: " << target << ": " << fmt::format("{}", fmt::join(faults, "; "));
        empty.is_lent = true;
        const auto lent = empty.ask(viewer(), target);
        empty.is_lent = false;
        if (lent.status == 503) {
            EXPECT_TRUE(faults_of(path, lent).empty()) << target;
        }
    }
}

TEST(the_check, finds_what_does_not_fit) {
    const SchemaCheck check(document());
    const Json facet = {{"$ref", "#/components/schemas/Facet"}};
    EXPECT_TRUE(check.faults(facet, {{"value", "a"}, {"label", "A"}, {"tokens", 1}}).empty());
    EXPECT_FALSE(check.faults(facet, {{"value", "a"}, {"label", "A"}}).empty());
    EXPECT_FALSE(check.faults(facet, {{"value", "a"}, {"label", "A"}, {"tokens", 1.5}}).empty());
    EXPECT_FALSE(check.faults(facet, {{"value", 1}, {"label", "A"}, {"tokens", 1}}).empty());
    EXPECT_FALSE(
        check.faults(facet, {{"value", "a"}, {"label", "A"}, {"tokens", 1}, {"more", 1}}).empty());
    EXPECT_FALSE(check.faults({{"oneOf", Json::array()}}, 1).empty());
}

}  // namespace
}  // namespace orrery::dashboard
