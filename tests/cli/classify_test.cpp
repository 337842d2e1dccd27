#include <gtest/gtest.h>

#include <fstream>

#include "base/file.h"
#include "base/format/json.h"
#include "support/child_process.h"
#include "support/temporary_directory.h"

namespace orrery {
namespace {

using test_support::run_orrery;
using test_support::TemporaryDirectory;

class Classify : public ::testing::Test {
protected:
    std::string file(const std::string& name, const std::string& text) const {
        const auto path = folder_.path() / name;
        EXPECT_TRUE(write_file(path, text).has_value());
        return path.string();
    }

    TemporaryDirectory folder_;
};

TEST_F(Classify, says_category_language_and_why_of_each_line) {
    const auto ending =
        run_orrery({"classify", "--json",
                    file("texts",
                         "Write a Python function that reverses a linked list\n"
                         R"({"messages": [{"role": "system", "content": "You help lawyers."},)"
                         R"( {"role": "user", "content": "请把这句话翻译成英文：今天天气很好"}]})"
                         "\n")});
    ASSERT_EQ(ending.code, 0) << ending.err;
    const auto end = ending.out.find('\n');
    const auto first = nlohmann::json::parse(ending.out.substr(0, end));
    EXPECT_EQ(first["category"], "programming");
    EXPECT_EQ(first["language"], "en");
    EXPECT_TRUE(first["tagged"]);
    EXPECT_FALSE(first["why"].empty());
    const auto second = nlohmann::json::parse(ending.out.substr(end + 1));
    EXPECT_EQ(second["category"], "translation");
    EXPECT_EQ(second["model"], first["model"]);
}

TEST_F(Classify, bad_input_is_named_with_its_place) {
    const auto no_text = run_orrery({"classify", file("texts", "fine\n{\"question\": 1}\n")});
    EXPECT_EQ(no_text.code, 1);
    EXPECT_NE(no_text.err.find("texts:2"), std::string::npos) << no_text.err;
    EXPECT_EQ(run_orrery({"classify", "/no/such/file"}).code, 1);
    const auto model =
        run_orrery({"classify", "--model", file("model", "no model"), file("texts", "hello\n")});
    EXPECT_EQ(model.code, 1);
    EXPECT_NE(model.err.find("orrery classify train"), std::string::npos) << model.err;
    EXPECT_EQ(run_orrery({"classify", "eval"}).code, 2);
    EXPECT_EQ(run_orrery({"classify", "train", "--corpus", "/no/such"}).code, 1);
}

TEST_F(Classify, trains_evaluates_and_draws) {
    std::filesystem::create_directories(folder_.path() / "corpus/acts");
    file("corpus/classes/banking.txt", "path: /Finance/Banking\n## terms en\noverdraft\nsavings\n");
    file("corpus/classes/dogs.txt",
         "path: /Pets & Animals/Pets/Dogs\n## terms en\npuppy\nkennel\n");
    const std::string model = (folder_.path() / "small.model").string();
    const auto trained = run_orrery(
        {"classify", "train", "--corpus", (folder_.path() / "corpus").string(), "--out", model});
    ASSERT_EQ(trained.code, 0) << trained.err;
    const std::string rows = file("rows",
                                  "{\"text\": \"my overdraft\", \"category\": \"finance\"}\n"
                                  "{\"text\": \"the puppy\", \"category\": \"others\"}\n");
    const std::string figure = (folder_.path() / "confusion.svg").string();
    const auto measured =
        run_orrery({"classify", "eval", rows, "--model", model, "--json", "--figure", figure});
    ASSERT_EQ(measured.code, 0) << measured.err;
    EXPECT_EQ(nlohmann::json::parse(measured.out)["accuracy"]["right"], 2);
    EXPECT_TRUE(read_file(figure).value_or("").starts_with("<svg"));
}

TEST_F(Classify, the_taxonomy_is_listed) {
    const auto listed = run_orrery({"catalog", "taxonomy", "/Finance/Banking", "--json"});
    ASSERT_EQ(listed.code, 0) << listed.err;
    EXPECT_EQ(nlohmann::json::parse(listed.out).front()["tag"], "Banking");
    EXPECT_EQ(run_orrery({"catalog", "taxonomy", "/Nothing"}).code, 1);
}

}  // namespace
}  // namespace orrery
