// What a profile cannot say. Each refusal names the place, what is wrong, and what to write.

#include <gtest/gtest.h>

#include "support/simulated_world.h"

namespace orrery::simulate {
namespace {

using test_support::ProfileText;

/// Expects an error of which `where` and `what` hold these words, with a hint.
template <typename T>
void expect_refused(const Result<T>& result, const std::string& where, const std::string& what) {
    ASSERT_FALSE(result) << "nobody refused " << what;
    const Error& error = result.error();
    EXPECT_NE(error.where.find(where), std::string::npos) << describe(error);
    EXPECT_NE(error.what.find(what), std::string::npos) << describe(error);
    EXPECT_FALSE(error.hint.empty()) << describe(error);
    EXPECT_EQ(exit_code(error.kind), error.kind == ErrorKind::usage ? 2 : 1);
}

/// Parses a flat profile in which `what` reads `with`.
Result<Profile> changed(const std::string& what, const std::string& with) {
    return ProfileText().replace(what, with).parse();
}
Result<Profile> extended(const std::string& more) {
    return ProfileText().append(more).parse();
}

TEST(Refusal, of_text_that_is_no_toml_names_the_line) {
    expect_refused(parse_profile("name = \"x\"\n[[workload]\n", "mine.toml"), "mine.toml:2", "");
    expect_refused(parse_profile("name = \"\xff\"", "mine.toml"), "mine.toml:1", "");
    expect_refused(parse_profile("", "mine.toml"), "mine.toml", "'name'");
}

TEST(Refusal, of_unknown_keys_lists_the_known_ones) {
    const auto top = changed("weight_sigma", "wait_sigma");
    expect_refused(top, "test.toml", "'wait_sigma' is no key");
    EXPECT_NE(top.error().hint.find("weight_sigma"), std::string::npos);
    const auto within = changed("turns = 6", "turn = 6");
    expect_refused(within, "test.toml: workload 1", "'turn' is no key");
    EXPECT_NE(within.error().hint.find("turns"), std::string::npos);
    expect_refused(changed("tag = \"Adult\"", "tag = \"A\", tog = 1"), "workload 2.tags 3",
                   "'tog'");
    expect_refused(changed("churn", "churm"), "test.toml: population", "'churm'");
}

TEST(Refusal, of_unknown_categories_and_classes_lists_the_known_ones) {
    expect_refused(changed("category = \"legal\"", "category = \"law\""), "workload 8",
                   "unknown category law");
    expect_refused(extended("[[share]]\nname = 's'\nshare = 0.1\npart = { categories = ['law'] }"),
                   "share 1", "unknown category law");
    expect_refused(extended("[[share]]\nname = 's'\nshare = 0.1\npart = { classes = ['oss'] }"),
                   "share 1", "unknown class oss");
    expect_refused(extended("[[affinity]]\nfactor = 2\nwho = { classes = ['closed'] }"),
                   "affinity 1", "unknown class closed");
    expect_refused(extended("[[spike]]\nfrom = 2025-05-01\nto = 2025-05-07\nshare = 0.1\n"
                            "model = 'openai/gpt-4o-mini'\ncategory = 'law'"),
                   "spike 1", "unknown category law");
}

TEST(Refusal, of_shares_above_one) {
    expect_refused(changed("language_share = 0.03", "language_share = 3"), "country 1",
                   "'language_share' must be a number from 0 to 1");
    expect_refused(extended("[[share]]\nname = 's'\nshare = 1.2\npart = { authors = ['qwen'] }"),
                   "share 1", "'share' has a value outside 0 to 1");
    expect_refused(changed("label_rate = 1.0", "label_rate = nan"), "test.toml", "'label_rate'");
    expect_refused(changed("churn = 0.06", "churn = -0.06"), "population", "'churn'");
    expect_refused(changed("churn = 0.06", "churn = 'low'"), "population", "'churn'");
}

TEST(Refusal, of_source_classes_that_pass_100_percent_names_the_day) {
    const std::string classes =
        "[[share]]\nname = 'closed'\nshare = [[2025-01-06, 0.5], [2025-06-02, 0.8]]\n"
        "part = { classes = ['closed_row'] }\n"
        "[[share]]\nname = 'open'\nshare = 0.4\npart = { classes = ['cn_oss'] }";
    const auto refused = extended(classes);
    expect_refused(refused, "test.toml", "the shares of source classes sum to");
    EXPECT_NE(refused.error().what.find(" on 2025-0"), std::string::npos) << refused.error().what;
    EXPECT_TRUE(
        extended("[[share]]\nname = 'closed'\nshare = 0.6\n"
                 "part = { classes = ['closed_row'] }\n"
                 "[[share]]\nname = 'open'\nshare = 0.4\npart = { classes = ['cn_oss'] }"));
}

TEST(Refusal, of_languages_and_spend_that_pass_100_percent) {
    expect_refused(extended("[[language]]\nlanguage = 'en'\nshare = 0.7\n"
                            "[[language]]\nlanguage = 'ru'\nshare = 0.4"),
                   "test.toml", "the shares of languages sum to 110.0 %");
    expect_refused(extended("[[spend]]\ncontinent = 'NA'\nshare = 0.7\n"
                            "[[spend]]\ncontinent = 'EU'\nshare = [[2025-01-01, 0.1], "
                            "[2025-06-01, 0.5]]"),
                   "test.toml", "the shares of spend sum to");
}

TEST(Refusal, of_names_that_nothing_answers_to) {
    expect_refused(extended("[[spend]]\ncontinent = 'Europe'\nshare = 0.2"), "spend 1",
                   "unknown continent Europe");
    expect_refused(extended("[[language]]\nlanguage = 'tlh'\nshare = 0.1"), "language 1",
                   "tlh, which no country writes");
    expect_refused(extended("[[share]]\nname = 's'\nshare = 0.1\npart = { sizes = ['huge'] }"),
                   "share 1", "unknown size huge");
}

TEST(Refusal, of_tags_that_do_not_sum_to_one) {
    expect_refused(changed("share = 0.676", "share = 0.576"), "workload 1",
                   "'tags' have shares that sum to 0.9");
}

TEST(Refusal, of_knots_that_are_out_of_order_or_none) {
    expect_refused(
        changed("[[2023-11-01, 1.0], [2025-11-30, 2.0]]", "[[2025-11-30, 1.0], [2023-11-01, 2.0]]"),
        "test.toml", "'volume' has days that do not ascend");
    expect_refused(changed("volume = [[2023-11-01, 1.0], [2025-11-30, 2.0]]",
                           "volume = [[2023-11-01, 1.0], [2023-11-01, 2.0]]"),
                   "test.toml", "'volume' has days that do not ascend");
    expect_refused(changed("demand = 1", "demand = [[2025-13-01, 1.0]]"), "test.toml", "");
    expect_refused(changed("demand = 1", "demand = [['soon', 1.0]]"), "workload 1", "'demand'");
    expect_refused(changed("demand = 1", "demand = [1, 2]"), "workload 1", "'demand'");
    expect_refused(changed("demand = 1", "demand = []"), "workload 1", "'demand' has no knot");
}

TEST(Refusal, of_missing_parts) {
    const auto none = changed("category = \"legal\"", "category = \"finance\"");
    expect_refused(none, "test.toml", "'workload' does not describe legal");
    expect_refused(changed("name = \"flat\"", ""), "test.toml", "'name' is missing");
    expect_refused(changed("stated_to = 2025-11-30", ""), "test.toml", "'stated_to' is missing");
    expect_refused(changed("[population]\nsignups", "[population]\n# signups"), "population",
                   "'signups' is missing");
    expect_refused(extended("[[share]]\nname = 's'\nshare = 0.1"), "share 1", "'part' is missing");
}

TEST(Refusal, of_values_of_another_kind) {
    expect_refused(changed("[population]", "[[population]]"), "test.toml", "'population'");
    expect_refused(extended("[spike]\nshare = 0.1"), "test.toml", "'spike'");
    expect_refused(changed("weight_sigma = 0.5", "slipper = 3"), "test.toml", "'slipper'");
    expect_refused(extended("[[share]]\nname = 's'\nshare = 0.1\npart = { reasoning = 'yes' }"),
                   "share 1", "'reasoning'");
    expect_refused(extended("[[share]]\nname = 's'\nshare = 0.1\npart = { authors = [1] }"),
                   "share 1", "'authors'");
}

TEST(Refusal, of_windows_that_end_before_they_begin) {
    expect_refused(changed("stated_to = 2025-11-30", "stated_to = 2024-01-01"), "test.toml",
                   "'stated_from'");
    expect_refused(extended("[[spike]]\nfrom = 2025-05-07\nto = 2025-05-01\nshare = 0.1\n"
                            "model = 'openai/gpt-4o-mini'\ncategory = 'legal'"),
                   "spike 1", "ends before it begins");
}

TEST(Refusal, of_an_unknown_built_in_name_lists_the_known_ones) {
    const auto refused = load_profile("flatt");
    expect_refused(refused, "--profile", "there is no profile 'flatt'");
    EXPECT_NE(refused.error().hint.find("flat, state-of-ai-2025"), std::string::npos)
        << refused.error().hint;
    EXPECT_EQ(refused.error().kind, ErrorKind::usage);
}

Result<std::unique_ptr<World>> world_with(const std::string& more) {
    const auto profile = test_support::short_profile().append(more).profile();
    return make_world(profile, test_support::shipped_catalog(), test_support::sized(1000, 100));
}

TEST(Refusal, of_unknown_models_names_the_place) {
    expect_refused(world_with("[[slipper]]\nmodel = 'acme/none'\nlocked = 0.5"), "flat",
                   "[[slipper]] names the model acme/none");
    expect_refused(world_with("[[share]]\nname = 's'\nshare = 0.1\npart = { models = ['a/b'] }"),
                   "flat", "[[share]] s names the model a/b");
    expect_refused(world_with("[[total]]\nname = 't'\ntrillion_tokens = 1\n"
                              "part = { models = ['a/b'] }"),
                   "flat", "[[total]] t names the model a/b");
    expect_refused(world_with("[[slipper]]\nmodel = 'acme/none'\nlocked = 0.5\n"
                              "[[slipper]]\nmodel = 'acme/nothing'\nlocked = 0.5"),
                   "flat", "acme/none,");
}

TEST(Refusal, of_plants_before_the_release_names_both_days) {
    const auto early = world_with(
        "[[boomerang]]\nmodel = 'x-ai/grok-4-fast'\ncohort = 2025-07-01\nage = 2\nreturns = 0.5");
    expect_refused(early, "flat", "[[boomerang]] uses x-ai/grok-4-fast on 2025-07-31, before");
    expect_refused(world_with("[[spike]]\nfrom = 2025-07-14\nto = 2025-07-20\nshare = 0.1\n"
                              "model = 'x-ai/grok-4-fast'\ncategory = 'programming'"),
                   "flat", "[[spike]] uses x-ai/grok-4-fast on 2025-07-14, before its release");
}

TEST(Refusal, of_targets_that_cannot_hold_together_names_them) {
    const auto contradicting = world_with(
        "[[share]]\nname = 'Anthropic little'\nshare = 0.1\npart = { authors = ['anthropic'] }\n"
        "[[share]]\nname = 'Sonnet much'\nshare = 0.6\n"
        "part = { models = ['anthropic/claude-sonnet-4'] }");
    expect_refused(contradicting, "flat", "Anthropic little");
    expect_refused(contradicting, "flat", "Sonnet much");
}

}  // namespace
}  // namespace orrery::simulate
