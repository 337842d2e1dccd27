#include "simulate/rows/row.h"

#include <algorithm>

#include "simulate/random.h"
#include "simulate/rows/draw.h"

namespace orrery::simulate {
namespace {

constexpr std::size_t tries_max = 64;  ///< Accounts looked at for one that has signed up.

}  // namespace

RowReader::RowReader(const World& world, std::size_t first, std::size_t last, Detail detail)
    : world_(&world),
      detail_(detail),
      slice_(first),
      last_slice_(std::min(last, world.slices.size())),
      seed_(key_of(world.options.seed, 0x0510cU)) {
    if (slice_ < last_slice_) {
        open_pool();
    }
}

bool RowReader::next(Row& row) {
    while (slice_ < last_slice_) {
        const SlicePlan& plan = world_->slices[slice_];
        if (pool_ < plan.pools.size()) {
            const Pool& pool = plan.pools[pool_];
            if (at_ < pool.generations) {
                draw_row(*world_, plan.slice, pool, at_, next_account(pool), detail_, row);
                ++at_;
                return true;
            }
            ++pool_;
        } else {
            ++slice_;
            pool_ = 0;
        }
        if (slice_ < last_slice_) {
            open_pool();
        }
    }
    return false;
}

void RowReader::open_pool() {
    at_ = 0;
    owner_ = 0;
    shares_.clear();
    const SlicePlan& plan = world_->slices[slice_];
    if (pool_ < plan.pools.size()) {
        share_out(plan.pools[pool_]);
        left_of_owner_ = shares_.empty() ? 0 : shares_.front();
    }
}

/// Gives each engagement its generations: one to those that show themselves here, the rest in
/// proportion to volume, by systematic sampling.
void RowReader::share_out(const Pool& pool) {
    if (pool.is_spike || pool.first_engagement == pool.last_engagement) {
        return;
    }
    const Slice& slice = world_->slices[slice_].slice;
    const auto& month = world_->month_of(slice);
    const std::size_t count = pool.last_engagement - pool.first_engagement;
    shares_.assign(count, 0);
    std::int64_t touching = 0;
    double volume = 0;
    const auto is_eligible = [&](const Engagement& engagement) {
        return world_->accounts.all[engagement.account].signup <= slice.last;
    };
    for (std::size_t i = 0; i < count; ++i) {
        const Engagement& engagement = month[pool.first_engagement + i];
        if (!is_eligible(engagement)) {
            continue;
        }
        volume += engagement.volume;
        shares_[i] = engagement.shows_in == 1 + slice.first - month_start(slice.month) ? 1 : 0;
        touching += shares_[i];
    }
    if (volume <= 0) {
        shares_.clear();
        return;
    }
    const std::int64_t guests = pool.last_guest - pool.first_guest;
    const std::int64_t rest = pool.generations - touching - guests;
    double running = uniform(seed_, pool.first_row);
    const double each = static_cast<double>(rest) / volume;
    std::int64_t given = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Engagement& engagement = month[pool.first_engagement + i];
        if (is_eligible(engagement)) {
            running += each * engagement.volume;
            const auto upto = std::min(static_cast<std::int64_t>(running), rest);
            shares_[i] += upto - given;
            given = upto;
        }
    }
    // Rounding may leave one: it is the last eligible engagement's.
    for (std::size_t i = count; given < rest && i-- > 0;) {
        if (is_eligible(month[pool.first_engagement + i])) {
            shares_[i] += rest - given;
            given = rest;
        }
    }
}

/// Returns the account of the pool's next row and counts it.
std::uint32_t RowReader::next_account(const Pool& pool) {
    const SlicePlan& plan = world_->slices[slice_];
    const auto& month = world_->month_of(plan.slice);
    if (pool.is_spike) {
        return world_->spike_account;
    }
    const std::int64_t guests = pool.last_guest - pool.first_guest;
    if (at_ < guests) {
        return plan.guests[static_cast<std::size_t>(pool.first_guest + at_)];
    }
    if (!shares_.empty()) {
        while (left_of_owner_ == 0) {
            left_of_owner_ = shares_[++owner_];
        }
        --left_of_owner_;
        return month[pool.first_engagement + owner_].account;
    }
    // Nobody chose the model for this category: somebody who was there gives it a try.
    const std::uint64_t key = key_of(seed_, pool.first_row, at_);
    for (std::size_t i = 0; i < std::min(month.size(), tries_max); ++i) {
        const std::uint32_t account = month[(key + i) % month.size()].account;
        if (world_->accounts.all[account].signup <= plan.slice.last) {
            return account;
        }
    }
    return 0;  // The first account is there from the first day.
}

}  // namespace orrery::simulate
