#include "simulate/calibration/geography.h"

#include <gtest/gtest.h>

#include <map>

#include "simulate/calibration/raked.h"

namespace orrery::simulate {
namespace {

using test_support::short_profile;

constexpr auto targets = R"(
[[spend]]
continent = "NA"
share = [[2025-07-01, 0.6], [2025-09-30, 0.4]]
[[spend]]
continent = "EU"
share = 0.2
[[spend]]
continent = "AS"
share = [[2025-07-01, 0.1], [2025-09-30, 0.3]]

[[language]]
language = "en"
share = 0.8
[[language]]
language = "ru"
share = 0.05
)";

/// A month of two pools: four accounts use the first, all of them the second. The last brings a key
/// of its own and pays nothing.
class Month : public testing::Test {
protected:
    const Profile profile_ = short_profile().append(targets).profile();
    Accounts accounts_;
    std::vector<Engagement> engagements_;
    MonthVolume month_{month_of(*parse_day("2025-09-01", {})), TokenCells(26, 0.0),
                       TokenCells(26, 0.0), TokenCells(26, 0.0)};

    void SetUp() override {
        accounts_.languages = {"en", "zh-Hans", "ru"};
        add(Continent::north_america, 0);
        add(Continent::europe, 2);
        add(Continent::asia, 1);
        add(Continent::other, 0);
        add(Continent::asia, 0);
        add(Continent::europe, 0);
        add(Continent::europe, 0, true);
        use(0, {0, 1, 2, 5});
        use(1, {0, 1, 2, 3, 4, 5, 6});
        month_.tokens[cell_of(0, 0)] = 4e6;
        month_.spend[cell_of(0, 0)] = 7;
        month_.tokens[cell_of(1, 0)] = 1e7;
        month_.spend[cell_of(1, 0)] = 3;
        // So many that the one generation that each engagement surely has does not weigh.
        month_.generations[cell_of(0, 0)] = month_.generations[cell_of(1, 0)] = 1e9;
    }

    void add(Continent continent, std::uint16_t language, bool is_byok = false) {
        Account& account = accounts_.all.emplace_back();
        account.continent = continent;
        account.language = language;
        account.is_byok = is_byok;
    }
    void use(std::uint16_t model, const std::vector<std::uint32_t>& accounts) {
        for (const std::uint32_t account : accounts) {
            Engagement engagement;
            engagement.account = account;
            engagement.model = model;
            engagement.volume = 1 + static_cast<float>(account);
            engagements_.push_back(engagement);
        }
    }
    /// Returns the shares that accounts have of the cells, by what `key` says of them.
    template <typename Key>
    [[nodiscard]] auto shares(const TokenCells& cells, bool is_paid, const Key& key) const {
        std::map<decltype(key(accounts_.all[0])), double> sums;
        double all = 0;
        for (const std::size_t cell : {cell_of(0, 0), cell_of(1, 0)}) {
            double volume = 0;
            for (const Engagement& engagement : engagements_) {
                volume += cell_of(engagement.model, 0) == cell ? engagement.volume : 0;
            }
            for (const Engagement& engagement : engagements_) {
                const Account& account = accounts_.all[engagement.account];
                if (cell_of(engagement.model, 0) == cell && !(is_paid && account.is_byok)) {
                    sums[key(account)] += cells[cell] * engagement.volume / volume;
                    all += cells[cell] * engagement.volume / volume;
                }
            }
        }
        for (auto& [_, sum] : sums) {
            sum /= all;
        }
        return sums;
    }
};

TEST_F(Month, gives_continents_their_spend_and_languages_their_tokens) {
    rake_accounts(profile_, accounts_, month_, engagements_);
    const double day = month_start(month_.month) + 14;
    auto spend = shares(month_.spend, true, [](const auto& account) { return account.continent; });
    EXPECT_NEAR(spend[Continent::north_america], profile_.spend[0].share.at(day), 0.005);
    EXPECT_NEAR(spend[Continent::europe], 0.2, 0.005);
    EXPECT_NEAR(spend[Continent::asia], profile_.spend[2].share.at(day), 0.005);
    auto tokens =
        shares(month_.tokens, false, [](const auto& account) { return account.language; });
    EXPECT_NEAR(tokens[0], 0.8, 0.005);
    EXPECT_NEAR(tokens[1], 0.15, 0.005) << "what no target names has the rest";
    EXPECT_NEAR(tokens[2], 0.05, 0.005);
}

TEST_F(Month, is_left_alone_where_the_profile_says_nothing) {
    const auto before = engagements_.front().volume;
    rake_accounts(short_profile().profile(), accounts_, month_, engagements_);
    EXPECT_EQ(engagements_.front().volume, before);
}

/// What comes out in rows: spend by continent and tokens by language, each month.
TEST(Geography, holds_in_the_rows_of_a_world) {
    // Few models matter, so that many accounts share each of them.
    const auto world = test_support::world_of(
        short_profile().replace("weight_sigma = 0.5", "weight_sigma = 3").append(targets).profile(),
        test_support::sized(60'000, 8000));
    std::map<int, std::array<double, continent_count>> spend;
    std::map<std::string, double> tokens;
    double all = 0;
    for (const Row& row : test_support::rows_of(*world)) {
        const Account& account = world->accounts.all[row.account];
        const int month = month_of(static_cast<Day>(row.created_us / 86'400'000'000));
        spend[month][static_cast<std::size_t>(account.continent)] +=
            account.is_byok ? 0 : static_cast<double>(row.upstream_nano_usd);
        tokens[world->accounts.languages[account.language]] +=
            static_cast<double>(row.prompt + row.completion);
        all += static_cast<double>(row.prompt + row.completion);
    }
    ASSERT_EQ(spend.size(), 3U);
    spend.erase(spend.begin());  // In the first month too few have signed up to choose from.
    for (const auto& [month, sums] : spend) {
        const double sum = sums[0] + sums[1] + sums[2] + sums[3];
        for (std::size_t g = 0; g < 3; ++g) {
            EXPECT_NEAR(sums[g] / sum, world->profile.spend[g].share.at(month_start(month) + 14),
                        0.04)
                << iso_month(month) << " " << world->profile.spend[g].continent;
        }
    }
    EXPECT_NEAR(tokens["en"] / all, 0.8, 0.02);
    EXPECT_NEAR(tokens["ru"] / all, 0.05, 0.015);
}

}  // namespace
}  // namespace orrery::simulate
