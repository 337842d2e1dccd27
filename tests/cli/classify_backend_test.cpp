#include <gtest/gtest.h>

#include <sstream>

#include "base/format/json.h"
#include "classifier/backends/google_room.h"
#include "support/child_process.h"

namespace orrery {
namespace {

using nlohmann::json;
using test_support::Ending;
using test_support::GoogleRoom;
using test_support::programming_answer;
using test_support::run_orrery;
using test_support::test_key;
using Words = std::vector<std::string>;

/// Runs `orrery classify --backend google` on lines that lie in a file.
Ending classify(GoogleRoom& room, const std::string& lines, const Words& more) {
    const auto file = room.directory / "prompts.jsonl";
    static_cast<void>(write_file(file, lines));
    Words words{"classify",
                "--backend",
                "google",
                "--endpoint",
                room.service.url(),
                "--key-file",
                (room.directory / "key").string(),
                "--requests-per-minute",
                "60000"};
    words.insert(words.end(), more.begin(), more.end());
    words.push_back(file.string());
    return run_orrery(words);
}

const std::string two_prompts =
    "{\"prompt\": \"Write a Python function that parses a file of numbers and adds them\"}\n"
    "{\"prompt\": \"Which bank account gives the best interest on savings this year\"}\n";

TEST(classify_by_google, labels_line_by_line_and_says_what_it_cost) {
    GoogleRoom room;
    room.service.will_answer_otherwise({200, programming_answer});
    const Ending ending = classify(room, two_prompts, {"--json"});
    EXPECT_EQ(ending.code, 0) << ending.err;
    std::istringstream lines(ending.out);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const json said = json::parse(line);
        EXPECT_EQ(said["category"], "programming");
        EXPECT_EQ(said["labels"].size(), 2U);
        EXPECT_EQ(said["language"], "en");
        EXPECT_TRUE(said["classifier"].get<std::string>().starts_with("google v1 "));
    }
    EXPECT_EQ(count, 2U);
    EXPECT_NE(ending.err.find("0.0040 USD at most"), std::string::npos) << ending.err;
    EXPECT_NE(ending.err.find("0.0040 of 10.0000 USD spent in this run"), std::string::npos)
        << ending.err;
}

TEST(classify_by_google, sends_nothing_in_a_dry_run_and_nothing_dear_without_yes) {
    GoogleRoom room;
    const Ending dry = classify(room, two_prompts, {"--dry-run"});
    EXPECT_EQ(dry.code, 0) << dry.err;
    EXPECT_TRUE(dry.out.empty()) << dry.out;
    EXPECT_NE(dry.err.find("2 texts, 2 units"), std::string::npos) << dry.err;
    std::string many;
    for (int i = 0; i < 51; ++i) {
        many += "How many people live in the largest city of the north\n";
    }
    const Ending dear = classify(room, many, {});
    EXPECT_EQ(dear.code, 2);
    EXPECT_NE(dear.err.find("--yes"), std::string::npos) << dear.err;
    EXPECT_TRUE(room.service.requests().empty());
    room.service.will_answer_otherwise({200, programming_answer});
    EXPECT_EQ(classify(room, many, {"--yes", "--google-api", "v2"}).code, 0);
    EXPECT_EQ(room.service.requests().size(), 51U);
}

TEST(classify_by_google, falls_back_and_tells_why_without_text_or_key) {
    GoogleRoom room;
    room.service.will_answer_otherwise(test_support::google_error(
        403, "PERMISSION_DENIED", std::string(test_key) + " Write a Python function"));
    const Ending ending = classify(room, two_prompts, {"--json"});
    EXPECT_EQ(ending.code, 0) << ending.err;
    EXPECT_NE(ending.out.find("\"classifier\":\"orrery "), std::string::npos) << ending.out;
    EXPECT_NE(ending.err.find("last failure: 403 PERMISSION_DENIED\n"), std::string::npos)
        << ending.err;
    EXPECT_EQ((ending.out + ending.err).find("AIza"), std::string::npos);
    EXPECT_EQ((ending.out + ending.err).find("Python"), std::string::npos);
}

TEST(classify_by_google, needs_a_credential) {
    GoogleRoom room;
    const auto file = room.directory / "prompts";
    static_cast<void>(write_file(file, "How many people live in the largest city\n"));
    const Ending ending = run_orrery({"classify", "--backend", "google", file.string()});
    EXPECT_EQ(ending.code, 1);
    EXPECT_NE(ending.err.find("credential"), std::string::npos) << ending.err;
    EXPECT_EQ(ending.err.find("people"), std::string::npos) << ending.err;
}

}  // namespace
}  // namespace orrery
