#include "simulate/calibration/places.h"

#include <algorithm>
#include <span>

#include "simulate/random.h"

namespace orrery::simulate {
namespace {

class EngagementPlacer {
public:
    explicit EngagementPlacer(World& world) : world_(world) {}

    /// Every engagement shows itself once in its month: in one of the slices since the signup, in
    /// proportion to what its pool has there.
    void show_engagements(std::uint64_t seed) {
        for (std::size_t first = 0; first < world_.slices.size();) {
            std::size_t last = first;
            const int month = world_.slices[first].slice.month;
            while (last < world_.slices.size() && world_.slices[last].slice.month == month) {
                ++last;
            }
            std::vector<std::vector<double>> generations(
                last - first, std::vector<double>(world_.market.size() * category_count, 0.0));
            for (std::size_t i = first; i < last; ++i) {
                for (const Pool& pool : world_.slices[i].pools) {
                    // A pool without a generation may still get one; see place_guests().
                    generations[i - first][cell_of(pool.model, pool.category)] +=
                        pool.is_spike ? 0 : static_cast<double>(pool.generations) + 1e-6;
                }
            }
            for (Engagement& engagement :
                 world_.engagements[static_cast<std::size_t>(month - world_.first_month)]) {
                if (engagement.is_occasional) {
                    continue;
                }
                show(engagement, first, generations,
                     uniform(seed, 0x70c4U, engagement.account, engagement.model, month));
            }
            first = last;
        }
    }

    /// Where more engagements show themselves in a pool than it has generations, the others are
    /// guests of the model's other pools of the slice: they use the model for something else.
    void place_guests() {
        for (SlicePlan& plan : world_.slices) {
            auto& month =
                world_.engagements[static_cast<std::size_t>(plan.slice.month - world_.first_month)];
            for (auto first = plan.pools.begin(); first != plan.pools.end();) {
                const auto last = std::find_if(first, plan.pools.end(), [&](const Pool& pool) {
                    return pool.model != first->model || pool.is_spike != first->is_spike;
                });
                if (!first->is_spike) {
                    place_guests(std::span(first, last), plan, month);
                }
                first = last;
            }
        }
    }

private:
    void show(Engagement& engagement, std::size_t first,
              const std::vector<std::vector<double>>& generations, double u) const {
        const std::size_t cell = cell_of(engagement.model, engagement.category);
        const Day signup = world_.accounts.all[engagement.account].signup;
        double all = 0;
        for (std::size_t i = 0; i < generations.size(); ++i) {
            all += world_.slices[first + i].slice.last >= signup ? generations[i][cell] : 0;
        }
        double left = u * all;
        for (std::size_t i = 0; i < generations.size(); ++i) {
            const Slice& slice = world_.slices[first + i].slice;
            const double here = slice.last >= signup ? generations[i][cell] : 0;
            if (here > 0 && left < here) {
                engagement.shows_in =
                    static_cast<std::uint8_t>(1 + slice.first - month_start(slice.month));
                return;
            }
            left -= here;
        }
    }

    static void place_guests(std::span<Pool> pools, SlicePlan& plan,
                             std::vector<Engagement>& month) {
        const auto shows_in =
            static_cast<std::uint8_t>(1 + plan.slice.first - month_start(plan.slice.month));
        std::vector<std::int64_t> spare;
        std::vector<Engagement*> homeless;
        for (const Pool& pool : pools) {
            spare.push_back(pool.generations);
            for (std::uint32_t i = pool.first_engagement; i < pool.last_engagement; ++i) {
                if (month[i].shows_in == shows_in && --spare.back() < 0) {
                    homeless.push_back(&month[i]);
                    spare.back() = 0;
                }
            }
        }
        auto guest = homeless.begin();
        for (std::size_t i = 0; i < pools.size(); ++i) {
            pools[i].first_guest = static_cast<std::uint32_t>(plan.guests.size());
            for (; guest != homeless.end() && spare[i] > 0; ++guest, --spare[i]) {
                plan.guests.push_back((*guest)->account);
                (*guest)->shows_in = 0;
            }
            pools[i].last_guest = static_cast<std::uint32_t>(plan.guests.size());
        }
        // Those for whom no pool has room do not show themselves this month.
        for (; guest != homeless.end(); ++guest) {
            (*guest)->shows_in = 0;
        }
    }

    World& world_;
};

}  // namespace

void place_engagements(World& world, std::uint64_t seed) {
    EngagementPlacer placer(world);
    placer.show_engagements(seed);
    placer.place_guests();
}

}  // namespace orrery::simulate
