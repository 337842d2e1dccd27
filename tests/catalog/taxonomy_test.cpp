#include "catalog/taxonomy/taxonomy.h"

#include <gtest/gtest.h>

#include <set>

#include "base/file.h"
#include "support/temporary_directory.h"

namespace orrery::catalog {
namespace {

using test_support::TemporaryDirectory;

TEST(Taxonomy, every_path_has_a_rule_and_every_rule_is_whole) {
    const auto taxonomy = Taxonomy::load();
    ASSERT_TRUE(taxonomy.has_value()) << taxonomy.error().what;
    EXPECT_EQ(taxonomy->paths().size(), 1090U);
    for (const auto& path : taxonomy->paths()) {
        EXPECT_NE(taxonomy->tag_of(path), nullptr) << path;
    }
    std::set<std::string> categories;
    for (const auto& rule : taxonomy->rules()) {
        categories.insert(rule.category);
        EXPECT_FALSE(rule.tag.empty() || rule.bucket.empty() || rule.use.empty())
            << rule.path_prefix;
        EXPECT_TRUE(taxonomy->knows(rule.path_prefix) || rule.note == "name of version 1")
            << rule.path_prefix;
    }
    EXPECT_EQ(categories,
              (std::set<std::string>{"programming", "roleplay", "marketing", "marketing/seo",
                                     "technology", "science", "translation", "legal", "finance",
                                     "health", "trivia", "academia", "others"}));
}

TEST(Taxonomy, the_longest_prefix_decides_and_ends_at_a_slash) {
    const auto taxonomy = Taxonomy::load();
    ASSERT_TRUE(taxonomy.has_value());
    const std::string learning =
        "/Science/Computer Science/Machine Learning & Artificial Intelligence";
    EXPECT_EQ(taxonomy->tag_of(learning)->category, "science");
    EXPECT_EQ(taxonomy->tag_of("/Science/Computer Science/Other")->category, "programming");
    EXPECT_EQ(taxonomy->tag_of("/Finance/Banking/A New Child")->tag, "Banking");
    EXPECT_EQ(taxonomy->tag_of("/Financed"), nullptr);
    EXPECT_EQ(taxonomy->tag_of("none"), nullptr);
    EXPECT_EQ(taxonomy->tag_of(""), nullptr);
    EXPECT_TRUE(taxonomy->knows("/Finance"));
    EXPECT_FALSE(taxonomy->knows("/Fin"));
}

TEST(Taxonomy, an_overlay_replaces_a_rule_and_says_where_it_is_malformed) {
    const TemporaryDirectory folder;
    const std::string header = "path_prefix,tag,category,bucket,use,note,version\n";
    ASSERT_TRUE(write_file(folder.path() / "tags.csv",
                           header + "/Finance/Banking,Money,,Others,others,ours,2\n"));
    const auto before = Taxonomy::load();
    const auto after = Taxonomy::load({folder.path()});
    ASSERT_TRUE(after.has_value()) << after.error().what;
    EXPECT_EQ(after->tag_of("/Finance/Banking")->tag, "Money");
    EXPECT_EQ(after->tag_of("/Finance/Banking")->category, "others");
    EXPECT_NE(after->fingerprint(), before->fingerprint());
    ASSERT_TRUE(write_file(folder.path() / "tags.csv", header + "Finance,Money,,O,o,,2\n"));
    const auto wrong = Taxonomy::load({folder.path()});
    ASSERT_FALSE(wrong.has_value());
    EXPECT_TRUE(wrong.error().where.ends_with("tags.csv:2")) << wrong.error().where;
    ASSERT_TRUE(write_file(folder.path() / "tags.csv", "path_prefix,tag\n/Finance,Money\n"));
    EXPECT_FALSE(Taxonomy::load({folder.path()}).has_value());
}

}  // namespace
}  // namespace orrery::catalog
