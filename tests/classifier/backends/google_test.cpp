#include "labelling/google/google.h"

#include <gtest/gtest.h>

#include "base/format/json.h"
#include "classifier/backends/google_room.h"
#include "support/certificates.h"

namespace orrery {
namespace {

using labelling::GoogleApi;
using nlohmann::json;
using test_support::Certificates;
using test_support::google_error;
using test_support::GoogleRoom;
using test_support::programming_answer;
using test_support::test_key;
using test_support::test_text;

TEST(google, is_asked_by_v1_for_the_v2_categories) {
    GoogleRoom room;
    room.service.will_answer({200, programming_answer});
    EXPECT_TRUE(room.is_by_google(room.label()));
    const auto requests = room.service.requests();
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].target, "/v1/documents:classifyText");
    EXPECT_EQ(requests[0].field("x-goog-api-key"), test_key);
    const json body = json::parse(requests[0].body);
    EXPECT_EQ(body["document"]["type"], "PLAIN_TEXT");
    EXPECT_EQ(body["document"]["content"], test_text);
    EXPECT_EQ(body["classificationModelOptions"]["v2Model"]["contentCategoriesVersion"], "V2");
}

TEST(google, is_asked_by_v2_without_options) {
    GoogleRoom room;
    room.options.google_api = GoogleApi::v2;
    room.service.will_answer({200, programming_answer});
    EXPECT_TRUE(room.label().classifier.starts_with("google v2 categories V2 map "));
    const auto requests = room.service.requests();
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].target, "/v2/documents:classifyText");
    EXPECT_FALSE(json::parse(requests[0].body).contains("classificationModelOptions"));
}

TEST(google, is_sent_a_thousand_code_points_and_no_broken_utf8) {
    GoogleRoom room;
    room.options.languages.clear();
    std::string text = "\"quotes\" and \\ and \x01 and \xFF: ";
    for (int i = 0; i < 2000; ++i) {
        text += "\xC3\xA9";  // é
    }
    static_cast<void>(room.label(text));
    const auto requests = room.service.requests();
    ASSERT_EQ(requests.size(), 1U);
    const std::string sent = json::parse(requests[0].body)["document"]["content"];
    EXPECT_TRUE(sent.starts_with("\"quotes\" and \\ and \x01 and \xEF\xBF\xBD: \xC3\xA9"));
    EXPECT_EQ(labelling::billed_units(sent), 1);
    EXPECT_EQ(labelling::billed_units(sent + "a"), 2);
}

TEST(google, gives_parents_and_children_of_half_or_more) {
    GoogleRoom room;
    room.service.will_answer({200, programming_answer});
    const auto said = room.label();
    ASSERT_EQ(said.labels.size(), 2U);
    EXPECT_EQ(said.labels[0].name, "/Computers & Electronics/Programming");
    EXPECT_EQ(said.labels[1].name, "/Computers & Electronics");
    EXPECT_TRUE(said.tagged);
    EXPECT_EQ(said.path, "/Computers & Electronics/Programming");
    EXPECT_EQ(said.category, "programming");
    EXPECT_DOUBLE_EQ(said.confidence, 0.83);
    EXPECT_EQ(said.language.code, "en") << "the language is the embedded detector's";
}

TEST(google, may_say_a_path_that_no_list_knows) {
    GoogleRoom room;
    room.service.will_answer({200,
                              R"({"categories":[{"name":"/Nothing/We/Know","confidence":0.99},)"
                              R"({"name":"/Finance/Banking/Moon Banks","confidence":0.6}]})"});
    const auto said = room.label();
    ASSERT_EQ(said.labels.size(), 2U);
    EXPECT_EQ(said.path, "/Finance/Banking/Moon Banks") << "the highest that is mapped";
    EXPECT_EQ(said.tag, "Banking");
    EXPECT_EQ(said.category, "finance");
}

TEST(google, prefers_the_most_specific_of_equals) {
    GoogleRoom room;
    room.service.will_answer({200, R"({"categories":[{"name":"/Finance","confidence":0.9},)"
                                   R"({"name":"/Finance/Banking","confidence":0.9}]})"});
    EXPECT_EQ(room.label().path, "/Finance/Banking");
}

TEST(google, may_have_no_category) {
    for (const char* body :
         {"{}", R"({"categories":[]})", R"({"categories":[{"name":"/Finance","confidence":0.4}]})",
          R"({"categories":[{"name":"/Finance"}]})"}) {
        GoogleRoom room;
        room.service.will_answer({200, body});
        const auto said = room.label();
        EXPECT_FALSE(said.tagged) << body;
        EXPECT_TRUE(said.labels.empty()) << body;
        EXPECT_TRUE(room.is_by_google(said)) << body;
    }
}

TEST(google, leaves_short_texts_untagged) {
    GoogleRoom room;
    room.service.will_answer(google_error(
        400, "INVALID_ARGUMENT", "Invalid text content: too few tokens (words) to process."));
    const auto said = room.label("what is this");
    EXPECT_FALSE(said.tagged);
    EXPECT_TRUE(room.is_by_google(said));
    const auto counts = room.backend().counts();
    EXPECT_EQ(counts.labelled, 1U);
    EXPECT_EQ(counts.fallbacks, 0U);
    EXPECT_EQ(counts.failures, 0U);
    EXPECT_EQ(counts.spent_nano_usd, 0) << "errors are not billed";
}

TEST(google, leaves_languages_that_it_does_not_know_to_the_embedded_classifier) {
    GoogleRoom room;
    room.service.will_answer(
        google_error(400, "INVALID_ARGUMENT",
                     "The language th is not supported for document_classification analysis."));
    EXPECT_FALSE(room.is_by_google(room.label()));
    room.service.will_answer({200, R"({"languageCode":"th","languageSupported":false})"});
    EXPECT_FALSE(room.is_by_google(room.label()));
    EXPECT_EQ(room.backend().counts().fallbacks, 2U);
    EXPECT_TRUE(room.backend().counts().last_failure.empty()) << "this is no failure";
}

TEST(google, is_not_sent_what_is_surely_in_another_language_or_empty) {
    GoogleRoom room;
    const auto said = room.label(
        "\xE0\xB8\x8A\xE0\xB9\x88\xE0\xB8\xA7\xE0\xB8\xA2\xE0\xB9\x80\xE0\xB8\x82\xE0\xB8\xB5"
        "\xE0\xB8\xA2\xE0\xB8\x99\xE0\xB8\x88\xE0\xB8\x94\xE0\xB8\xAB\xE0\xB8\xA1\xE0\xB8\xB2"
        "\xE0\xB8\xA2\xE0\xB8\x96\xE0\xB8\xB6\xE0\xB8\x87\xE0\xB9\x80\xE0\xB8\x88\xE0\xB9\x89");
    EXPECT_EQ(said.language.code, "th");
    EXPECT_FALSE(room.is_by_google(said));
    EXPECT_FALSE(room.label("").tagged);
    EXPECT_FALSE(room.label(" \n").tagged);
    EXPECT_TRUE(room.backend().label({}).empty());
    EXPECT_TRUE(room.service.requests().empty());
}

TEST(google, keeps_the_order_of_many_texts_that_are_asked_for_at_once) {
    GoogleRoom room;
    room.options.requests_at_once = 4;
    room.service.will_answer_otherwise({200, programming_answer});
    std::vector<std::string> texts;
    for (int i = 0; i < 40; ++i) {
        texts.push_back(i % 3 == 0 ? std::string() : std::string(test_text));
    }
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const auto said = room.backend().label(views);
    ASSERT_EQ(said.size(), texts.size());
    for (std::size_t i = 0; i < said.size(); ++i) {
        EXPECT_EQ(room.is_by_google(said[i]), !texts[i].empty()) << i;
    }
    EXPECT_EQ(room.service.requests().size(), 26U);
}

TEST(google, is_spoken_to_under_verified_tls_only) {
    const Certificates certificates("DNS:localhost");
    const Certificates strangers("DNS:localhost");
    const auto tls = *net::TlsContext::server(certificates.chain(), certificates.key());
    GoogleRoom room(tls.get());
    room.options.authorities = certificates.authority();
    room.service.will_answer_otherwise({200, programming_answer});
    EXPECT_TRUE(room.is_by_google(room.label()));
    room.restart();
    room.options.authorities = strangers.authority();
    EXPECT_FALSE(room.is_by_google(room.label()));
    EXPECT_EQ(room.backend().counts().last_failure, "refused");
    EXPECT_EQ(room.backend().counts().spent_nano_usd, 0) << "nothing was sent";
    EXPECT_EQ(room.service.requests().size(), 1U);
}

}  // namespace
}  // namespace orrery
