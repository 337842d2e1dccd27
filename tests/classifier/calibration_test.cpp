#include "classifier/train/calibration.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "classifier/classifier.h"
#include "classifier/rollup.h"

namespace orrery::classifier {
namespace {

const catalog::Taxonomy& taxonomy() {
    static const catalog::Taxonomy loaded = *catalog::Taxonomy::load();
    return loaded;
}

TEST(Calibration, finds_that_sure_texts_are_wrong_one_time_in_ten) {
    std::vector<HeldOut> texts;
    for (int i = 0; i < 200; ++i) {
        texts.push_back({{12, 0, 0, 0}, static_cast<std::uint16_t>(i % 10 == 0 ? 1 : 0), 5});
        texts.push_back({{0, 12, 0, 0}, static_cast<std::uint16_t>(i % 10 == 0 ? 0 : 1), 5});
    }
    const std::vector<std::uint16_t> uses{0, 1, 2, 3};
    const Calibration found = calibrate(texts, uses);
    EXPECT_DOUBLE_EQ(found.accuracy, 0.9);
    std::vector<double> probabilities = texts.front().logits;
    softmax(probabilities, found.temperature);
    EXPECT_NEAR((1 - found.doubt) * probabilities[0] + found.doubt / 4, 0.9, 0.02);
}

TEST(Calibration, of_no_text_changes_nothing) {
    const Calibration found = calibrate({}, {});
    EXPECT_EQ(found.temperature, 1);
    EXPECT_EQ(found.doubt, 0);
}

RC_GTEST_PROP(Rollup, a_parent_has_what_its_children_have,
              (const std::vector<std::uint8_t>& parts)) {
    ModelHead head;
    head.topics = {"/Finance/Banking", "/Finance/Insurance", "/Finance", "/Health", "none"};
    const Rollup rollup(head, taxonomy());
    std::vector<double> topics(head.topics.size(), 0.01);
    double sum = 0;
    for (std::size_t i = 0; i < topics.size(); ++i) {
        topics[i] += i < parts.size() ? parts[i] : 0;
        sum += topics[i];
    }
    for (double& topic : topics) {
        topic /= sum;
    }
    const auto confidence = [&](const std::string& name) {
        for (const Score& score : rollup.labels(topics, 0)) {
            if (score.name == name) {
                return score.confidence;
            }
        }
        return -1.0;
    };
    RC_ASSERT(std::abs(confidence("/Finance") - (topics[0] + topics[1] + topics[2])) < 1e-12);
    RC_ASSERT(confidence("/Finance") >= confidence("/Finance/Banking"));
    RC_ASSERT(confidence("none") < 0);
    double all = 0;
    for (const Score& score : Rollup::sums(rollup.categories, topics)) {
        all += score.confidence;
    }
    RC_ASSERT(std::abs(all - 1) < 1e-12);
    const std::string first = Rollup::sums(rollup.categories, topics).front().name;
    const std::size_t best = rollup.best_of(first, topics);
    RC_ASSERT(rollup.categories.names[rollup.categories.at[best]] == first);
    RC_ASSERT(rollup.likeliest(topics, 9).size() == topics.size());
}

}  // namespace
}  // namespace orrery::classifier
