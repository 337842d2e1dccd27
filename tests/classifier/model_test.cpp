#include "classifier/model/model.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "classifier/classifier.h"
#include "classifier/knowledge.h"
#include "classifier/model/exponential.h"
#include "classifier/train/train.h"
#include "small_corpus.h"

namespace orrery::classifier {
namespace {

const catalog::Taxonomy& taxonomy() {
    static const catalog::Taxonomy loaded = *catalog::Taxonomy::load();
    return loaded;
}

Training small_training() {
    Training how;
    how.fitting.bucket_bits = 12;
    return how;
}

std::string trained(const std::filesystem::path& folder) {
    const auto corpus = read_corpus(folder);
    TrainingReport report;
    return corpus ? train_model(*corpus, taxonomy(), small_training(), report).value_or("") : "";
}

TEST(Exponential, agrees_with_libm_over_its_range) {
    for (double x = -699; x < 700; x += 0.37) {
        EXPECT_NEAR(exponential(x) / std::exp(x), 1, 1e-10) << x;
    }
    for (const double x : {1e-200, 1e-9, 0.3, 1.0, 2.0, 17.5, 1e12}) {
        EXPECT_NEAR(logarithm(x), std::log(x), 1e-9 * std::max(1.0, std::abs(std::log(x)))) << x;
    }
    EXPECT_EQ(exponential(-1e9), 0);
}

TEST(Training, gives_the_same_bytes_twice_and_a_model_that_knows_its_corpus) {
    const SmallCorpus corpus;
    const std::string bytes = trained(corpus.path());
    ASSERT_FALSE(bytes.empty());
    EXPECT_EQ(bytes, trained(corpus.path()));
    const auto model = Model::read(bytes, "test");
    ASSERT_TRUE(model.has_value()) << model.error().what;
    EXPECT_EQ(model->head().topics.back(), "none");
    Classifier classifier(*model, taxonomy());
    const auto bank = classifier.classify("why was I charged for the overdraft of my account?");
    EXPECT_EQ(bank.categories.front().name, "finance");
    EXPECT_EQ(bank.path, "/Finance/Banking");
    EXPECT_FALSE(classifier.reasons(bank.path, 3).empty());
    EXPECT_EQ(classifier.classify("recipe for a soup").paths.front().name,
              "/Food & Drink/Cooking & Recipes");
    EXPECT_EQ(classifier.classify("烤鸡和面包").paths.front().name,
              "/Food & Drink/Cooking & Recipes");
}

TEST(Training, a_changed_corpus_gives_another_version) {
    const SmallCorpus corpus;
    const auto before = Model::read(trained(corpus.path()), "test");
    ASSERT_TRUE(before.has_value());
    const std::string version = before->head().version;
    corpus.write("classes/pets.txt", "path: /Pets & Animals/Pets/Dogs\n## terms en\npuppy\n");
    const std::string bytes = trained(corpus.path());
    EXPECT_NE(Model::read(bytes, "test")->head().version, version);
}

TEST(Training, says_where_a_corpus_is_wrong) {
    const SmallCorpus corpus;
    corpus.write("classes/odd.txt", "path: /No Such\n## terms en\nx\n");
    TrainingReport report;
    const auto read = read_corpus(corpus.path());
    ASSERT_TRUE(read.has_value());
    const auto model = train_model(*read, taxonomy(), small_training(), report);
    ASSERT_FALSE(model.has_value());
    EXPECT_EQ(model.error().where, "classes/odd.txt:1");
    EXPECT_EQ(read_corpus_file("path: /A\n## words en\nx\n", "f").error().where, "f:2");
    EXPECT_EQ(read_corpus_file("word\n", "f").error().where, "f:1");
    EXPECT_FALSE(read_corpus_file("", "f").has_value());
    EXPECT_FALSE(read_corpus(corpus.path() / "nowhere").has_value());
}

TEST(Corpus, a_prompt_may_begin_like_a_heading) {
    const auto file = read_corpus_file(
        "path: /A\n// a remark\n## prompts en\n## System\\nYou are a bank.\n## terms pt-BR\nx\n",
        "f");
    ASSERT_TRUE(file.has_value()) << file.error().what;
    EXPECT_EQ(file->languages.at("en").prompts.front(), "## System\nYou are a bank.");
    EXPECT_EQ(file->languages.at("pt-BR").terms.size(), 1U);
}

TEST(Model, a_damaged_file_is_refused) {
    const SmallCorpus corpus;
    const std::string bytes = trained(corpus.path());
    EXPECT_FALSE(Model::read("", "f").has_value());
    EXPECT_FALSE(Model::read("no model at all", "f").has_value());
    for (std::size_t cut = 0; cut < bytes.size(); cut += 97) {
        EXPECT_FALSE(Model::read(std::string_view(bytes).substr(0, cut), "f").has_value()) << cut;
    }
}

TEST(Features, long_input_costs_no_more_than_its_front) {
    FeatureExtractor extractor(14);
    const std::string front(code_points_max, 'x');
    const Features expected = extractor.extract(front);
    EXPECT_EQ(extractor.extract(std::string(10'000'000, 'x')), expected);
}

RC_GTEST_PROP(Features, are_the_same_whatever_came_before,
              (const std::string& first, const std::string& second)) {
    FeatureExtractor used(10);
    FeatureExtractor fresh(10);
    (void)used.extract(first);
    RC_ASSERT(used.extract(second) == fresh.extract(second));
}

RC_GTEST_PROP(Shipped, any_bytes_have_probabilities_that_sum_to_one, (const std::string& bytes)) {
    static const Model model = *Model::read(shipped_model(), "shipped");
    static Classifier classifier(model, taxonomy());
    const auto result = classifier.classify(bytes);
    double sum = 0;
    for (const Score& score : result.categories) {
        RC_ASSERT(score.confidence >= 0);
        sum += score.confidence;
    }
    RC_ASSERT(std::abs(sum - 1) < 1e-9);
    (void)classifier.reasons(result.path, 5);
}

TEST(Shipped, knows_plain_cases) {
    const auto model = Model::read(shipped_model(), "shipped");
    ASSERT_TRUE(model.has_value()) << model.error().what;
    for (const auto& topic : model->head().topics) {
        EXPECT_TRUE(topic == "none" || taxonomy().knows(topic)) << topic;
    }
    Classifier classifier(*model, taxonomy());
    const auto category = [&](const char* text) {
        return classifier.classify(text).categories.front().name;
    };
    EXPECT_EQ(category("Write a Python function that reverses a linked list"), "programming");
    EXPECT_EQ(
        category("Draft a clause on breach of contract under the civil code; I sue the defendant."),
        "legal");
    EXPECT_EQ(category("Prove that the sum of two even integers is even."), "science");
    EXPECT_EQ(category("请把这句话翻译成英文：今天天气很好"), "translation");
    const auto slow = classifier.classify("play some jazz");
    EXPECT_EQ(slow.uses.front().name, "personal_assistance");
}

}  // namespace
}  // namespace orrery::classifier
