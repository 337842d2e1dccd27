#include "simulate/calibration/pricing.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "simulate/calibration/raked.h"

namespace orrery::simulate {
namespace {

using test_support::short_profile;

/// States a price for three models: one that caching meets, one that asks for shorter or longer
/// completions, and one far above its list price.
test_support::ProfileText priced() {
    return short_profile()
        .replace("\"anthropic/claude-sonnet-4\", weight = 2",
                 "\"anthropic/claude-sonnet-4\", weight = 2, price = 1.94")
        .replace("\"google/gemini-2.0-flash-001\", weight = 2",
                 "\"google/gemini-2.0-flash-001\", weight = 2, price = 0.15")
        .replace("\"deepseek/deepseek-r1\", weight = 2",
                 "\"deepseek/deepseek-r1\", weight = 2, price = 9.5, free = 0");
}

const Raked& raked() {
    static const Raked made(priced());
    return made;
}

/// Returns what a model's million tokens cost over the stated window, in expectation.
double price_of(const Raked& made, std::size_t model, const ModelPricing& pricing) {
    double cost = 0;
    double tokens = 0;
    for (std::size_t i = 0; i < made.slices.size(); ++i) {
        for (std::size_t c = 0; made.is_stated(i) && c < category_count; ++c) {
            const Shape shape =
                shape_of(made.profile, made.market[model], pricing, c, made.slices[i].middle());
            const double here = made.plan.slices[i][cell_of(model, c)];
            tokens += here;
            cost += here / shape.tokens() * charge_of(shape, pricing);
        }
    }
    return 1e6 * cost / tokens;
}

TEST(Pricing, meets_every_stated_price) {
    const auto pricing =
        price_models(raked().profile, raked().market, raked().slices, raked().plan);
    int stated = 0;
    for (std::size_t k = 0; k < raked().market.size(); ++k) {
        const auto* tuning = raked().market[k].tuning;
        if (tuning != nullptr && tuning->price) {
            EXPECT_NEAR(price_of(raked(), k, pricing[k]) / *tuning->price, 1, 0.01) << tuning->slug;
            ++stated;
        }
    }
    EXPECT_EQ(stated, 3);
}

TEST(Pricing, charges_a_premium_only_where_nothing_else_reaches_the_price) {
    const auto pricing =
        price_models(raked().profile, raked().market, raked().slices, raked().plan);
    for (std::size_t k = 0; k < raked().market.size(); ++k) {
        const bool is_dear = raked().market[k].facts->slug == "deepseek/deepseek-r1";
        if (is_dear) {
            EXPECT_GT(pricing[k].premium, 1.2);
        } else {
            EXPECT_EQ(pricing[k].premium, 1) << raked().market[k].facts->slug;
        }
    }
}

TEST(Pricing, leaves_models_without_a_stated_price_as_they_are) {
    const auto pricing =
        price_models(raked().profile, raked().market, raked().slices, raked().plan);
    for (std::size_t k = 0; k < raked().market.size(); ++k) {
        const auto* tuning = raked().market[k].tuning;
        if (tuning == nullptr || !tuning->price) {
            EXPECT_EQ(pricing[k].completion, 1);
            EXPECT_EQ(pricing[k].cached, tuning == nullptr ? 1 : tuning->cached);
        }
    }
}

/// Whatever calibration sets, a generation's parts stay parts of it.
RC_GTEST_PROP(Shape, holds_no_more_than_its_prompt, ()) {
    const Raked& made = raked();
    const std::size_t model = *rc::gen::inRange<std::size_t>(0, made.market.size());
    const std::size_t category = *rc::gen::inRange<std::size_t>(0, category_count);
    const Day day = *rc::gen::inRange(made.profile.history_from, made.profile.stated_to + 1);
    ModelPricing pricing;
    pricing.cached = *rc::gen::inRange(0, 9000) / 1000.0;
    pricing.completion = *rc::gen::inRange(500, 4000) / 1000.0;
    const Shape shape = shape_of(made.profile, made.market[model], pricing, category, day);
    RC_ASSERT(shape.prompt >= 1 && shape.prompt <= prompt_max(made.market[model]));
    RC_ASSERT(shape.completion > 0);
    RC_ASSERT(shape.cached >= 0 && shape.written >= 0 && shape.cached + shape.written <= 1);
    RC_ASSERT(shape.free >= 0 && shape.free <= 1);
    const double charge = charge_of(shape, pricing);
    RC_ASSERT(charge >= 0);
    RC_ASSERT(shape.free < 1 || charge == 0);
}

TEST(Shape, caches_only_where_the_price_list_says_so) {
    const Raked& made = raked();
    for (const MarketModel& model : made.market) {
        const Shape shape =
            shape_of(made.profile, model, pricing_before(model), 0, made.profile.stated_to);
        const bool has_cache = shape.price != nullptr && shape.price->cache_read;
        EXPECT_EQ(shape.cached > 0, has_cache) << model.facts->slug;
        EXPECT_TRUE(shape.written == 0 || shape.price->cache_write) << model.facts->slug;
    }
}

TEST(Shape, has_longer_completions_where_the_model_reasons) {
    const Raked& made = raked();
    const auto completion = [&](const char* slug) {
        const auto found = std::ranges::find(
            made.market, slug, [](const MarketModel& model) { return model.facts->slug; });
        return shape_of(made.profile, *found, {}, 0, made.profile.stated_to).completion;
    };
    EXPECT_DOUBLE_EQ(completion("openai/gpt-4o-mini"), 430);
    EXPECT_DOUBLE_EQ(completion("deepseek/deepseek-r1"), 860);
    EXPECT_DOUBLE_EQ(completion("anthropic/claude-sonnet-4"), 602) << "it reasons when asked";
}

}  // namespace
}  // namespace orrery::simulate
