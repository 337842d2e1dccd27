#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "simulate/calibration/raking.h"
#include "support/simulated_world.h"

namespace orrery::simulate {

/// A plan with all that it was made from.
struct Raked {
    Profile profile;
    std::vector<MarketModel> market;
    std::vector<Slice> slices;
    TokenPlan plan;

    explicit Raked(const test_support::ProfileText& text, int threads = 2)
        : profile(text.profile()),
          market(market_of(test_support::shipped_catalog(), profile, 1, profile.stated_to)),
          slices(slices_of(profile.history_from, profile.stated_to)) {
        auto raked = rake(profile, market, slices, threads);
        if (raked) {
            plan = std::move(*raked);
        } else {
            ADD_FAILURE() << describe(raked.error());
        }
    }

    /// Sums the tokens of one slice that both selectors name.
    [[nodiscard]] double tokens(std::size_t slice, const Selector& selector,
                                const Selector& within = {}) const {
        const Selection named = select(selector, market, slices[slice].middle());
        const Selection whole = select(within, market, slices[slice].middle());
        double sum = 0;
        for (std::size_t k = 0; k < market.size(); ++k) {
            for (std::size_t c = 0; c < category_count; ++c) {
                const bool is_model = named.models[k] && whole.models[k];
                const bool is_category = named.categories[c] && whole.categories[c];
                sum += is_model && is_category ? plan.slices[slice][cell_of(k, c)] : 0;
            }
        }
        return sum;
    }
    /// Returns the share of a target in one slice.
    [[nodiscard]] double share(std::size_t slice, const ShareTarget& target) const {
        return tokens(slice, target.part, target.whole) / tokens(slice, target.whole);
    }
    /// Tells whether a slice is one of those that totals and prices speak of.
    [[nodiscard]] bool is_stated(std::size_t slice) const {
        return slices[slice].first >= profile.stated_from &&
               slices[slice].last <= profile.stated_to;
    }
    /// Sums the tokens of the stated window that a selector names.
    [[nodiscard]] double in_window(const Selector& selector) const {
        double sum = 0;
        for (std::size_t i = 0; i < slices.size(); ++i) {
            sum += is_stated(i) ? tokens(i, selector) : 0;
        }
        return sum;
    }
};

}  // namespace orrery::simulate
