#include "simulate/calibration/raking.h"

#include "simulate/calibration/raked.h"

namespace orrery::simulate {
namespace {

using test_support::short_profile;

constexpr auto targets = R"(
[[share]]
name = "closed"
part = { classes = ["closed_row"] }
share = [[2025-07-01, 0.7], [2025-09-30, 0.55]]

[[share]]
name = "roleplay of open"
part = { categories = ["roleplay"] }
whole = { classes = ["cn_oss", "row_oss"] }
share = 0.45

[[share]]
name = "reasoning"
part = { reasoning = true }
share = [[2025-07-01, 0.3], [2025-09-30, 0.5]]

[[share]]
name = "programming from August on"
part = { categories = ["programming"] }
share = [[2025-08-01, 0.2], [2025-09-30, 0.4]]

[[total]]
name = "Qwen"
trillion_tokens = 0.6
part = { authors = ["qwen"] }
)";

const Raked& raked() {
    static const Raked made(short_profile().append(targets));
    return made;
}

TEST(Raking, meets_every_share_in_every_slice) {
    for (std::size_t i = 0; i < raked().slices.size(); ++i) {
        for (const ShareTarget& target : raked().profile.shares) {
            const Slice& slice = raked().slices[i];
            if (slice.last >= target.share.knots.front().first) {
                EXPECT_NEAR(raked().share(i, target), target.share.at(slice.middle()), 0.01)
                    << target.name << " in the slice of " << iso_day(slice.first);
            }
        }
    }
    EXPECT_TRUE(raked().plan.misses.empty()) << raked().plan.misses.front();
}

TEST(Raking, leaves_a_share_alone_before_its_first_knot) {
    const auto& programming = raked().profile.shares[3];
    EXPECT_GT(std::abs(raked().share(0, programming) - 0.2), 0.02)
        << "in July nobody asked for a fifth";
}

TEST(Raking, meets_totals_over_the_stated_window) {
    EXPECT_NEAR(raked().in_window(raked().profile.totals[0].part) / 0.6e12, 1, 0.01);
}

TEST(Raking, gives_every_slice_its_volume) {
    for (std::size_t i = 0; i < raked().slices.size(); ++i) {
        const Slice& slice = raked().slices[i];
        const double wanted =
            raked().profile.volume.geometric(slice.middle()) * 1e12 * slice.days() / 7;
        EXPECT_NEAR(raked().tokens(i, {}) / wanted, 1, 1e-9) << iso_day(slice.first);
    }
}

TEST(Raking, gives_nothing_to_a_model_before_its_release) {
    std::size_t unreleased = 0;
    for (std::size_t i = 0; i < raked().slices.size(); ++i) {
        for (std::size_t k = 0; k < raked().market.size(); ++k) {
            for (std::size_t c = 0; c < category_count; ++c) {
                const double tokens = raked().plan.slices[i][cell_of(k, c)];
                EXPECT_TRUE(std::isfinite(tokens) && tokens >= 0);
                if (raked().market[k].release > raked().slices[i].last) {
                    EXPECT_EQ(tokens, 0) << raked().market[k].facts->slug;
                    ++unreleased;
                }
            }
        }
    }
    EXPECT_GT(unreleased, 100U) << "some models have to come within the history";
}

TEST(Raking, does_not_depend_on_threads) {
    const Raked alone(short_profile().append(targets), 1);
    const Raked three(short_profile().append(targets), 3);
    EXPECT_EQ(alone.plan.slices, three.plan.slices);
}

/// Two points are more than the passes leave where both can hold.
TEST(Raking, reports_a_target_that_is_not_met) {
    const Raked torn(short_profile().append(R"(
[[share]]
name = "Anthropic"
part = { authors = ["anthropic"] }
share = 0.20
[[share]]
name = "Sonnet"
part = { models = ["anthropic/claude-sonnet-4", "anthropic/claude-3.7-sonnet"] }
share = 0.27
)"));
    ASSERT_FALSE(torn.plan.misses.empty());
    EXPECT_TRUE(torn.plan.misses.front().starts_with("Anthropic (off by "))
        << torn.plan.misses.front();
}

/// Of all tables with these margins it is the closest to where it began: what no target names keeps
/// its proportions.
TEST(Raking, keeps_proportions_that_no_target_names) {
    const Raked plain(short_profile());
    const Raked closed(short_profile().append(
        "[[share]]\nname = 'closed'\nshare = 0.3\npart = { classes = ['closed_row'] }"));
    Selector legal;
    legal.authors = {"openai"};
    Selector trivia = legal;
    legal.categories = {"legal"};
    trivia.categories = {"trivia"};
    EXPECT_NEAR(closed.tokens(3, legal) / closed.tokens(3, trivia),
                plain.tokens(3, legal) / plain.tokens(3, trivia), 1e-9);
    EXPECT_LT(closed.tokens(3, legal), plain.tokens(3, legal));
}

/// The slope of tokens on price, both in the logarithm, over the models of the stated window.
TEST(Raking, meets_what_a_price_cut_gains) {
    const auto slope = [](const char* gain) {
        const Raked made(short_profile().replace(
            "weight_sigma", std::string("price_cut_gain = ") + gain + "\nweight_sigma"));
        double n = 0, x = 0, y = 0, xx = 0, xy = 0;
        for (const MarketModel& model : made.market) {
            Selector alone;
            alone.models = {model.facts->slug};
            const double tokens = made.in_window(alone);
            const PriceWindow* price = model.price(made.profile.stated_to);
            if (tokens > 2e7 && price != nullptr && price->prompt > 0) {
                const double log_price = std::log(price->prompt);
                n += 1, x += log_price, y += std::log(tokens);
                xx += log_price * log_price, xy += log_price * std::log(tokens);
            }
        }
        return (n * xy - x * y) / (n * xx - x * x);
    };
    // One percent more for a price cut by ten: log 1.01 / log 0.9.
    EXPECT_NEAR(slope("0.01"), -0.094, 0.06);
    EXPECT_NEAR(slope("0.05"), -0.463, 0.12);
}

}  // namespace
}  // namespace orrery::simulate
