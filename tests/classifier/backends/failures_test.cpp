#include <gtest/gtest.h>

#include "classifier/backends/google_room.h"

namespace orrery {
namespace {

using namespace std::chrono_literals;
using test_support::google_error;
using test_support::GoogleRoom;
using test_support::Manner;
using test_support::programming_answer;
using test_support::ScriptedAnswer;
using test_support::test_key;
using test_support::test_text;

/// A refusal as a hostile or careless service might word it: with the key and the text in it.
ScriptedAnswer telling(int status, const std::string& code, const std::string& reason = {}) {
    return google_error(status, code,
                        "no: " + std::string(test_key) + " asked about " + std::string(test_text),
                        reason);
}

void expect_nothing_told(const std::string& said) {
    EXPECT_EQ(said.find(test_key), std::string::npos) << said;
    EXPECT_EQ(said.find("AIzaSy"), std::string::npos) << said;
    EXPECT_EQ(said.find("Zanzibarquux"), std::string::npos) << said;
    EXPECT_EQ(said.find("Python"), std::string::npos) << said;
}

TEST(google_failures, a_credential_that_is_not_taken_is_not_tried_twice) {
    for (const auto& [answer, reason] :
         {std::pair{telling(401, "UNAUTHENTICATED"), "401 UNAUTHENTICATED"},
          std::pair{telling(403, "PERMISSION_DENIED", "SERVICE_DISABLED"),
                    "403 PERMISSION_DENIED SERVICE_DISABLED"},
          std::pair{telling(400, "INVALID_ARGUMENT", "API_KEY_INVALID"),
                    "400 INVALID_ARGUMENT API_KEY_INVALID"},
          std::pair{telling(400, "INVALID_ARGUMENT"), "400 INVALID_ARGUMENT"},
          std::pair{telling(404, "not a code"), "404"}}) {
        GoogleRoom room;
        room.service.will_answer(answer);
        const auto said = room.label();
        EXPECT_TRUE(said.classifier.starts_with("orrery ")) << said.classifier;
        const auto counts = room.backend().counts();
        EXPECT_EQ(counts.last_failure, reason);
        expect_nothing_told(counts.last_failure);
        EXPECT_EQ(counts.requests, 1U);
        EXPECT_EQ(counts.fallbacks, 1U);
        EXPECT_EQ(counts.spent_nano_usd, 0);
    }
}

TEST(google_failures, retry_after_is_sat_out) {
    GoogleRoom room;
    ScriptedAnswer busy = telling(429, "RESOURCE_EXHAUSTED");
    busy.fields = {{"Retry-After", "7"}};
    room.service.will_answer(busy);
    room.service.will_answer({200, programming_answer});
    EXPECT_TRUE(room.is_by_google(room.label()));
    ASSERT_EQ(room.pace->pauses.size(), 1U);
    EXPECT_EQ(room.pace->pauses[0], 7'000ms);
    EXPECT_EQ(room.backend().counts().spent_nano_usd, room.options.unit_nano_usd);
}

TEST(google_failures, a_long_retry_after_lets_the_service_rest) {
    GoogleRoom room;
    ScriptedAnswer busy = telling(429, "RESOURCE_EXHAUSTED");
    busy.fields = {{"Retry-After", "120"}};
    room.service.will_answer(busy);
    room.service.will_answer_otherwise({200, programming_answer});
    EXPECT_FALSE(room.is_by_google(room.label()));
    room.pace->passed += 119s;
    EXPECT_FALSE(room.is_by_google(room.label()));
    EXPECT_EQ(room.service.requests().size(), 1U);
    EXPECT_TRUE(room.pace->pauses.empty());
    room.pace->passed += 2s;
    EXPECT_TRUE(room.is_by_google(room.label()));
}

TEST(google_failures, server_errors_are_tried_again_with_growing_pauses) {
    GoogleRoom room;
    room.options.tries_max = 4;
    room.service.will_answer(telling(500, "INTERNAL"));
    room.service.will_answer({503, "<html>no JSON</html>"});
    room.service.will_answer({502, ""});
    room.service.will_answer({200, programming_answer});
    EXPECT_TRUE(room.is_by_google(room.label()));
    EXPECT_EQ(room.pace->pauses, (std::vector<std::chrono::milliseconds>{500ms, 1'000ms, 2'000ms}));
    EXPECT_EQ(room.backend().counts().requests, 4U);
    EXPECT_EQ(room.backend().counts().failures, 3U);
}

TEST(google_failures, tries_end) {
    GoogleRoom room;
    room.service.will_answer_otherwise(telling(500, "INTERNAL"));
    EXPECT_TRUE(room.label().classifier.starts_with("orrery "));
    EXPECT_EQ(room.service.requests().size(), 3U);
    EXPECT_EQ(room.backend().counts().last_failure, "500 INTERNAL");
    EXPECT_EQ(room.backend().counts().spent_nano_usd, 0);
}

TEST(google_failures, broken_answers_are_not_labels) {
    for (const char* body :
         {"", "[", "[]", "null", "\"text\"", R"({"categories":3})", R"({"categories":[3]})",
          R"({"categories":[{"name":3,"confidence":0.9}]})",
          R"({"categories":[{"name":"Finance","confidence":0.9}]})",
          R"({"categories":[{"name":"/Finance","confidence":"high"}]})"}) {
        GoogleRoom room;
        room.service.will_answer({200, body});
        EXPECT_TRUE(room.label().classifier.starts_with("orrery ")) << body;
        EXPECT_EQ(room.backend().counts().last_failure, "an answer that is not the interface's");
        EXPECT_EQ(room.service.requests().size(), 1U) << "it would be billed again";
    }
}

TEST(google_failures, an_answer_that_is_cut_slow_or_missing_is_tried_again) {
    for (const auto& [manner, reason] :
         {std::pair{Manner::cut, "cut"}, std::pair{Manner::slow, "timeout"},
          std::pair{Manner::silent, "timeout"}}) {
        GoogleRoom room;
        room.options.request_time = 60ms;
        room.options.tries_max = 2;
        room.service.will_answer_otherwise({200, programming_answer, {}, manner});
        EXPECT_TRUE(room.label().classifier.starts_with("orrery ")) << reason;
        EXPECT_EQ(room.service.requests().size(), 2U) << reason;
        EXPECT_EQ(room.backend().counts().last_failure, reason);
        EXPECT_EQ(room.backend().counts().spent_nano_usd, 2 * room.options.unit_nano_usd)
            << "what may have been billed counts";
    }
}

TEST(google_failures, nobody_listening_is_a_failure_without_a_cost) {
    GoogleRoom room;
    room.options.endpoint = "http://127.0.0.1:1";
    EXPECT_TRUE(room.label().classifier.starts_with("orrery "));
    EXPECT_EQ(room.backend().counts().last_failure, "refused");
    EXPECT_EQ(room.backend().counts().spent_nano_usd, 0);
}

TEST(google_failures, the_breaker_opens_probes_and_closes) {
    GoogleRoom room;
    room.options.tries_max = 1;
    room.options.failures_max = 3;
    room.options.rest_time = 30s;
    room.service.will_answer_otherwise(telling(500, "INTERNAL"));
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(room.is_by_google(room.label()));
    }
    EXPECT_EQ(room.service.requests().size(), 3U) << "then it rests";
    EXPECT_EQ(room.backend().counts().last_failure, "the service rests after failures");
    room.pace->passed += 31s;
    EXPECT_FALSE(room.is_by_google(room.label()));
    EXPECT_FALSE(room.is_by_google(room.label()));
    EXPECT_EQ(room.service.requests().size(), 4U) << "one probe, which failed";
    room.service.will_answer_otherwise({200, programming_answer});
    room.pace->passed += 31s;
    EXPECT_TRUE(room.is_by_google(room.label()));
    EXPECT_TRUE(room.is_by_google(room.label()));
    EXPECT_EQ(room.service.requests().size(), 6U);
}

TEST(google_failures, the_quota_spaces_requests_and_does_not_hold_a_text_for_long) {
    GoogleRoom room;
    room.options.requests_per_minute = 60;
    room.options.quota_time = 2'500ms;
    room.service.will_answer_otherwise({200, programming_answer});
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(room.is_by_google(room.label()));
    }
    EXPECT_EQ(room.pace->pauses, (std::vector<std::chrono::milliseconds>{1'000ms, 1'000ms}));
    room.restart();
    room.options.quota_time = 0ms;
    EXPECT_TRUE(room.is_by_google(room.label()));
    EXPECT_FALSE(room.is_by_google(room.label()));
    EXPECT_EQ(room.backend().counts().last_failure, "the quota has no room in time");
    room.pace->passed += 1s;
    EXPECT_TRUE(room.is_by_google(room.label()));
}

TEST(google_failures, a_spent_budget_stops_requests_until_the_next_month) {
    GoogleRoom room;
    room.options.budget_nano_usd = 2 * room.options.unit_nano_usd;
    room.options.spend_file = room.directory / "spend";
    room.service.will_answer_otherwise({200, programming_answer});
    EXPECT_TRUE(room.is_by_google(room.label()));
    room.restart();
    EXPECT_TRUE(room.is_by_google(room.label()));
    EXPECT_FALSE(room.is_by_google(room.label())) << "the file remembers the first one";
    EXPECT_EQ(room.backend().counts().last_failure, "the budget is spent");
    EXPECT_EQ(room.backend().counts().spent_nano_usd, room.options.budget_nano_usd);
    EXPECT_EQ(*read_file(room.options.spend_file), "2026-11 0000000000004000000\n");
    room.pace->passed += 24h * 5;
    EXPECT_TRUE(room.is_by_google(room.label()));
    EXPECT_EQ(*read_file(room.options.spend_file), "2026-12 0000000000002000000\n");
}

}  // namespace
}  // namespace orrery
