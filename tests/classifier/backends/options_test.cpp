#include "labelling/options.h"

#include <gtest/gtest.h>

#include <functional>

#include "classifier/backends/google_room.h"
#include "labelling/backends.h"
#include "labelling/google/answer.h"
#include "labelling/limits/budget.h"

namespace orrery {
namespace {

using labelling::BackendOptions;
using test_support::GoogleRoom;
using test_support::model;
using test_support::taxonomy;

TEST(backend_options, say_which_key_is_wrong) {
    struct Wrong {
        std::string names;
        std::function<void(BackendOptions&)> change;
    };
    const Wrong all[] = {
        {"key_env", [](auto& o) { o.key_env = "AIza-a-key"; }},
        {"exclude", [](auto& o) { o.key_env = "GOOGLE_KEY"; }},
        {"credential", [](auto& o) { o.key_file.clear(); }},
        {"endpoint", [](auto& o) { o.endpoint = "language.googleapis.com"; }},
        {"endpoint", [](auto& o) { o.endpoint = "http://language.googleapis.com"; }},
        {"requests_per_minute", [](auto& o) { o.requests_per_minute = 0; }},
        {"budget_usd", [](auto& o) { o.budget_nano_usd = -1; }},
        {"tries_max", [](auto& o) { o.tries_max = 0; }},
        {"request_ms", [](auto& o) { o.request_time = std::chrono::milliseconds(0); }},
    };
    for (const Wrong& wrong : all) {
        GoogleRoom room;
        EXPECT_TRUE(labelling::check_options(room.options, "[classifier]").has_value());
        wrong.change(room.options);
        const auto checked = labelling::check_options(room.options, "[classifier]");
        ASSERT_FALSE(checked.has_value()) << wrong.names;
        const std::string error = describe(checked.error());
        EXPECT_NE(error.find(wrong.names), std::string::npos) << error;
        EXPECT_EQ(error.find("AIza"), std::string::npos) << error;
        EXPECT_TRUE(error.starts_with("[classifier]: ")) << error;
    }
    EXPECT_TRUE(labelling::check_options({}, "[classifier]").has_value());
}

std::string error_of(const BackendOptions& options) {
    const auto made = labelling::make_backend(options, model(), taxonomy(), "[classifier]");
    return made ? std::string() : describe(made.error());
}

TEST(backend_options, name_keys_that_are_there) {
    GoogleRoom room;
    EXPECT_EQ(error_of(room.options), "");
    static_cast<void>(write_file(room.directory / "key", "two words"));
    EXPECT_NE(error_of(room.options).find("'key_file' holds no key"), std::string::npos);
    EXPECT_EQ(error_of(room.options).find("two words"), std::string::npos);
    room.options.key_file = room.directory / "missing";
    EXPECT_NE(error_of(room.options).find("'key_file' names a file"), std::string::npos);
    room.options.key_file.clear();
    room.options.key_env = "ORRERY_TEST_NO_SUCH_KEY";
    EXPECT_NE(error_of(room.options).find("is not set"), std::string::npos);
}

TEST(backend_options, choose_the_embedded_classifier_where_nothing_is_said) {
    const auto made = labelling::make_backend({}, model(), taxonomy(), "[classifier]");
    ASSERT_TRUE(made.has_value());
    const std::string_view texts[] = {"Write a Python function that sorts a list of numbers", ""};
    const auto said = (*made)->label(texts);
    ASSERT_EQ(said.size(), 2U);
    EXPECT_TRUE(said[0].classifier.starts_with("orrery ")) << said[0].classifier;
    EXPECT_EQ(said[0].category, "programming");
    EXPECT_FALSE(said[1].tagged);
    EXPECT_EQ((*made)->counts().labelled, 2U);
    EXPECT_EQ((*made)->counts().requests, 0U);
}

TEST(budgets, refuse_a_file_that_is_something_else) {
    GoogleRoom room;
    room.options.spend_file = room.directory / "spend";
    static_cast<void>(write_file(room.options.spend_file, "dear diary"));
    EXPECT_NE(error_of(room.options).find("no spend file"), std::string::npos);
    EXPECT_EQ(error_of(room.options).find("diary"), std::string::npos);
    room.options.spend_file = room.directory / "missing" / "spend";
    EXPECT_NE(error_of(room.options).find("cannot be opened"), std::string::npos);
}

TEST(budgets, are_shared_by_those_who_have_the_file_open) {
    GoogleRoom room;
    room.options.spend_file = room.directory / "spend";
    room.options.budget_nano_usd = 10;
    const auto now = test_support::FakePace().utc();
    const auto one = std::move(*labelling::Budget::open(room.options, now));
    const auto two = std::move(*labelling::Budget::open(room.options, now));
    EXPECT_TRUE(one->reserve(6, now));
    EXPECT_FALSE(two->reserve(6, now));
    one->give_back(6, now);
    EXPECT_TRUE(two->reserve(10, now));
    EXPECT_FALSE(one->reserve(1, now));
    EXPECT_TRUE(one->reserve(0, now));
    EXPECT_EQ(one->spent_nano_usd(), 10);
}

TEST(retry_after, is_seconds_or_a_date) {
    using labelling::google::retry_after;
    using std::chrono::seconds;
    const std::chrono::system_clock::time_point now{seconds(784'111'777)};
    EXPECT_EQ(retry_after("", now), seconds(0));
    EXPECT_EQ(retry_after("12", now), seconds(12));
    EXPECT_EQ(retry_after("-3", now), seconds(0));
    EXPECT_EQ(retry_after("99999999999", now), seconds(86'400));
    EXPECT_EQ(retry_after("soon", now), seconds(0));
    EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:50:37 GMT", now), seconds(60));
    EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:00 GMT", now), seconds(0));
    EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:50:37 GMT?", now), seconds(0));
}

}  // namespace
}  // namespace orrery
