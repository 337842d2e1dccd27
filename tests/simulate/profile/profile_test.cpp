#include "simulate/profile/profile.h"

#include <gtest/gtest.h>

#include "support/simulated_world.h"

namespace orrery::simulate {
namespace {

using test_support::ProfileText;
using test_support::TemporaryDirectory;

TEST(Profile, every_built_in_one_loads) {
    const auto names = profile_names();
    EXPECT_NE(std::ranges::find(names, "flat"), names.end());
    EXPECT_NE(std::ranges::find(names, "state-of-ai-2025"), names.end());
    for (const std::string& name : names) {
        const auto profile = load_profile(name);
        ASSERT_TRUE(profile) << name << ": " << describe(profile.error());
        EXPECT_EQ(profile->name, name);
        EXPECT_EQ(profile->fingerprint.size(), 16U);
    }
}

TEST(Profile, is_a_file_where_a_file_is_named) {
    const TemporaryDirectory room;
    ASSERT_TRUE(write_file(room / "mine.toml", *profile_text("flat")));
    const auto mine = load_profile((room / "mine.toml").string());
    ASSERT_TRUE(mine) << describe(mine.error());
    EXPECT_EQ(mine->fingerprint, load_profile("flat")->fingerprint);
    const auto none = load_profile((room / "none.toml").string());
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().where.find("none.toml"), std::string::npos) << describe(none.error());
}

TEST(Profile, has_another_fingerprint_after_any_change) {
    ProfileText text;
    const auto before = text.profile().fingerprint;
    EXPECT_NE(text.replace("churn = 0.06", "churn = 0.07").profile().fingerprint, before);
}

TEST(Profile, says_what_it_holds) {
    const Profile profile = ProfileText().profile();
    EXPECT_EQ(iso_day(profile.stated_to), "2025-11-30");
    EXPECT_DOUBLE_EQ(profile.workloads[0].prompt.at(0), 23500);
    EXPECT_DOUBLE_EQ(profile.population.stays_first, 0.34);
    EXPECT_DOUBLE_EQ(profile.population.stays_locked, 0.97) << "the default of what is not said";
    ASSERT_NE(profile.tuning("openai/gpt-4o-mini"), nullptr);
    EXPECT_DOUBLE_EQ(profile.tuning("openai/gpt-4o-mini")->tries, 12);
    EXPECT_EQ(profile.tuning("acme/none"), nullptr);
    EXPECT_FALSE(profile.price_cut_gain);
    EXPECT_TRUE(profile.slippers.empty() && profile.boomerangs.empty() && profile.spikes.empty())
        << "nothing happens in the flat world";
}

/// A date may be a TOML date or a text.
TEST(Profile, takes_dates_in_quotes) {
    const Profile profile =
        ProfileText().replace("labels_from = 2025-05-01", "labels_from = '2025-05-01'").profile();
    EXPECT_EQ(iso_day(profile.labels_from), "2025-05-01");
}

}  // namespace
}  // namespace orrery::simulate
