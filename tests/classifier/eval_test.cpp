// Floors a little under what the shipped model reaches on labelled texts that are not part of the
// repository; skipped where they are not there.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "classifier/evaluate/evaluation.h"
#include "classifier/knowledge.h"
#include "support/temporary_directory.h"

namespace orrery::classifier {
namespace {

const std::filesystem::path data =
    std::filesystem::path(ORRERY_SOURCE_DIR) / "../shared/data/prompts";

Evaluation shipped_on(const std::filesystem::path& file) {
    static const Model model = *Model::read(shipped_model(), "shipped");
    static const catalog::Taxonomy taxonomy = *catalog::Taxonomy::load();
    Classifier classifier(model, taxonomy);
    const auto rows = read_labelled(file);
    return rows ? evaluate(classifier, *rows, LabelView::use) : Evaluation{};
}

TEST(Evaluation, the_shipped_model_keeps_what_it_reaches) {
    if (!std::filesystem::exists(data / "dev.jsonl")) {
        GTEST_SKIP() << "no labelled prompts beside the repository";
    }
    const Evaluation evaluation = shipped_on(data / "dev.jsonl");
    EXPECT_GT(evaluation.accuracy.share(), 0.72);
    EXPECT_GT(evaluation.macro_f1, 0.66);
    EXPECT_GT(evaluation.sure.share(), 0.81);
    EXPECT_LT(evaluation.calibration_error, 0.06);
    EXPECT_GT(evaluation.classes.at("programming").precision, 0.80);
    EXPECT_GT(evaluation.classes.at("programming").recall, 0.80);
}

TEST(Evaluation, languages_are_named_rightly) {
    if (!std::filesystem::exists(data / "langid_dev.jsonl")) {
        GTEST_SKIP() << "no labelled prompts beside the repository";
    }
    EXPECT_GT(shipped_on(data / "langid_dev.jsonl").language.share(), 0.95);
}

TEST(Evaluation, counts_what_is_right_and_draws_it) {
    const test_support::TemporaryDirectory folder;
    const auto file = folder.path() / "rows.jsonl";
    std::ofstream(file) << R"({"text": "Write a Python function that sorts a list of numbers",)"
                        << R"( "category": "programming", "lang": "en", "source": "a"})" << "\n"
                        << R"({"text": "Fix the bug in my Python script please, it crashes",)"
                        << R"( "category": "legal", "alt": ["programming"], "source": "b"})"
                        << "\n\n"
                        << R"({"text": "Debug this C++ program that segfaults on exit",)"
                        << R"( "category": "finance", "source": "b"})" << "\n";
    const Evaluation evaluation = shipped_on(file);
    EXPECT_EQ(evaluation.accuracy.all, 3U);
    EXPECT_EQ(evaluation.accuracy.right, 2U);
    EXPECT_EQ(evaluation.sources.at("b").right, 1U);
    EXPECT_EQ(evaluation.confusion.at("finance").at("programming"), 1U);
    EXPECT_EQ(evaluation.confusion.at("legal").at("legal"), 1U);
    EXPECT_NE(to_json(evaluation).find("\"macro_f1\""), std::string::npos);
    EXPECT_NE(to_text(evaluation).find("top-1 66.7 %"), std::string::npos);
    EXPECT_NE(confusion_figure(evaluation).find("</svg>"), std::string::npos);
    std::ofstream(file) << "{\"text\": 1}\n";
    const auto wrong = read_labelled(file);
    ASSERT_FALSE(wrong.has_value());
    EXPECT_TRUE(wrong.error().where.ends_with("rows.jsonl:1"));
}

}  // namespace
}  // namespace orrery::classifier
