#include "simulate/world/adoption.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "support/simulated_world.h"

namespace orrery::simulate {
namespace {

using test_support::day_of;
using test_support::short_profile;
using test_support::sized;
using test_support::world_of;

constexpr int july = (2025 - 1970) * 12 + 6;

/// Of one model, who used it in which months; occasional uses, which fill gaps, left out.
struct Users {
    std::map<std::uint32_t, std::set<int>> months;
    std::set<std::uint32_t> locked;

    Users(const World& world, const std::string& slug) {
        for (std::size_t i = 0; i < world.engagements.size(); ++i) {
            for (const Engagement& engagement : world.engagements[i]) {
                if (world.market[engagement.model].facts->slug == slug &&
                    !engagement.is_occasional) {
                    months[engagement.account].insert(world.first_month + static_cast<int>(i));
                    if (engagement.is_locked) {
                        locked.insert(engagement.account);
                    }
                }
            }
        }
    }
    /// Lists those whose first month it is.
    [[nodiscard]] std::vector<std::uint32_t> cohort(int month) const {
        std::vector<std::uint32_t> accounts;
        for (const auto& [account, used] : months) {
            if (*used.begin() == month) {
                accounts.push_back(account);
            }
        }
        return accounts;
    }
    /// Returns the share of accounts that use the model in a month.
    [[nodiscard]] double share(const std::vector<std::uint32_t>& accounts, int month) const {
        const auto uses = [&](std::uint32_t account) { return months.at(account).contains(month); };
        return static_cast<double>(std::ranges::count_if(accounts, uses)) /
               static_cast<double>(accounts.size());
    }
};

const World& flat() {
    static const auto world = world_of(short_profile().profile(), sized(4000, 12'000));
    return *world;
}

TEST(Adoption, begins_with_the_signup) {
    std::size_t engagements = 0;
    std::set<std::uint32_t> active;
    for (std::size_t i = 0; i < flat().engagements.size(); ++i) {
        for (const Engagement& engagement : flat().engagements[i]) {
            EXPECT_GE(flat().first_month + static_cast<int>(i),
                      month_of(flat().accounts.all[engagement.account].signup));
            active.insert(engagement.account);
            ++engagements;
        }
    }
    EXPECT_GT(engagements, 20'000U);
    EXPECT_EQ(active.size(), flat().accounts.all.size()) << "everybody tries something";
}

TEST(Adoption, is_of_models_that_are_out_and_of_workloads_that_the_account_has) {
    for (std::size_t i = 0; i < flat().engagements.size(); ++i) {
        const Day end = month_start(flat().first_month + static_cast<int>(i) + 1);
        for (const Engagement& engagement : flat().engagements[i]) {
            EXPECT_LT(flat().market[engagement.model].release, end);
            const Account& account = flat().accounts.all[engagement.account];
            const auto* last = account.workloads + account.workload_count;
            EXPECT_TRUE(engagement.is_occasional ||
                        std::find(account.workloads, last, engagement.category) != last);
        }
    }
}

TEST(Adoption, names_each_use_once_a_month) {
    for (const auto& month : flat().engagements) {
        std::set<std::tuple<int, int, std::uint32_t>> seen;
        for (const Engagement& engagement : month) {
            EXPECT_TRUE(
                seen.emplace(engagement.model, engagement.category, engagement.account).second);
        }
        EXPECT_TRUE(std::ranges::is_sorted(month, {}, [](const Engagement& engagement) {
            return std::tuple(engagement.model, engagement.category, engagement.account);
        }));
    }
}

TEST(Adoption, locks_nobody_where_nothing_is_planted) {
    for (const auto& month : flat().engagements) {
        EXPECT_TRUE(std::ranges::none_of(
            month, [](const Engagement& engagement) { return engagement.is_locked; }));
    }
}

/// In a world without plants, a model keeps the same share of every cohort.
TEST(Adoption, retains_launch_cohorts_no_better_than_later_ones) {
    const Users users(flat(), "google/gemini-2.5-flash");
    const auto first = users.cohort(july);
    const auto second = users.cohort(july + 1);
    ASSERT_GT(std::min(first.size(), second.size()), 300U);
    EXPECT_NEAR(users.share(first, july + 1), users.share(second, july + 2), 0.08);
}

/// GPT-5 comes on 7 August 2025, within the short history.
TEST(Slipper, locks_its_share_of_the_launch_month_and_they_stay) {
    const auto world = world_of(
        short_profile()
            .replace("{ slug = \"openai/gpt-4o-mini\"",
                     "{ slug = \"openai/gpt-5\", tries = 40 },\n{ slug = \"openai/gpt-4o-mini\"")
            .append("[[slipper]]\nmodel = 'openai/gpt-5'\nlocked = 0.4")
            .profile(),
        sized(4000, 12'000));
    const Users users(*world, "openai/gpt-5");
    const auto launch = users.cohort(july + 1);
    ASSERT_GT(launch.size(), 500U);
    std::vector<std::uint32_t> locked;
    std::vector<std::uint32_t> others;
    for (const std::uint32_t account : launch) {
        (users.locked.contains(account) ? locked : others).push_back(account);
    }
    EXPECT_NEAR(static_cast<double>(locked.size()) / static_cast<double>(launch.size()), 0.4, 0.06);
    EXPECT_EQ(locked.size(), users.locked.size()) << "only the launch month finds it solved";
    // Active in a month: 0.93; stays locked: 0.97; else 0.34 of the first month's stay.
    EXPECT_NEAR(users.share(locked, july + 2), 0.93 * 0.97, 0.04);
    EXPECT_LT(users.share(others, july + 2), 0.45);
}

TEST(Boomerang, brings_back_those_who_were_away) {
    const Users flat_users(flat(), "google/gemini-2.5-flash");
    const auto world = world_of(
        short_profile()
            .append("[[boomerang]]\nmodel = 'google/gemini-2.5-flash'\ncohort = 2025-07-01\n"
                    "age = 2\nreturns = 0.7")
            .profile(),
        sized(4000, 12'000));
    const Users users(*world, "google/gemini-2.5-flash");
    const auto share = [](const Users& of, int month) { return of.share(of.cohort(july), month); };
    EXPECT_EQ(users.cohort(july), flat_users.cohort(july)) << "the world before is the same";
    EXPECT_DOUBLE_EQ(share(users, july + 1), share(flat_users, july + 1));
    EXPECT_GT(share(users, july + 2), share(flat_users, july + 2) + 0.3);
    EXPECT_GT(share(users, july + 2), share(users, july + 1) + 0.2) << "a second bounce";
}

TEST(Adoption, does_not_depend_on_threads) {
    const auto lives = [](int threads) {
        WorldOptions options = sized(1000, 1000);
        options.threads = threads;
        const auto world = world_of(short_profile().profile(), options);
        std::string text;
        for (const auto& month : world->engagements) {
            for (const Engagement& e : month) {
                text += fmt::format("{} {} {} {} {}\n", e.account, e.model, e.category, e.shows_in,
                                    e.volume);
            }
        }
        return text;
    };
    const std::string alone = lives(1);
    EXPECT_EQ(lives(2), alone);
    EXPECT_EQ(lives(3), alone);
}

}  // namespace
}  // namespace orrery::simulate
