#include "simulate/calibration/raking.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "simulate/calibration/elasticity.h"
#include "simulate/parallel.h"

namespace orrery::simulate {
namespace {

constexpr int warm_passes = 2;
constexpr int last_passes = 8;
constexpr int total_rounds = 120;
constexpr int elasticity_every = 4;
constexpr double miss_points = 0.02;
constexpr double contradiction_points = 0.10;

/// A share target on one slice: the cells of its part and of the rest of its whole.
struct Margin {
    std::vector<std::uint32_t> part;
    std::vector<std::uint32_t> rest;
    double share = 0;
};

double sum_of(const TokenCells& cells, const std::vector<std::uint32_t>& at) {
    double sum = 0;
    for (const std::uint32_t cell : at) {
        sum += cells[cell];
    }
    return sum;
}

void scale(TokenCells& cells, const std::vector<std::uint32_t>& at, double factor) {
    for (const std::uint32_t cell : at) {
        cells[cell] *= factor;
    }
}

/// Moves the margin to its share, the whole kept. A margin without a part or a rest stays.
void fit(TokenCells& cells, const Margin& margin) {
    const double part = sum_of(cells, margin.part);
    const double rest = sum_of(cells, margin.rest);
    const double whole = part + rest;
    if (part <= 0 || rest <= 0) {
        return;
    }
    scale(cells, margin.part, margin.share * whole / part);
    scale(cells, margin.rest, (1 - margin.share) * whole / rest);
}

class Raking {
public:
    Raking(const Profile& profile, const std::vector<MarketModel>& market,
           const std::vector<Slice>& slices, int threads)
        : profile_(profile), market_(market), slices_(slices), threads_(threads) {}

    Result<TokenPlan> run() {
        plan_.slices.resize(slices_.size());
        margins_.resize(slices_.size());
        const auto affinity = affinities();
        parallel_for(slices_.size(), threads_, [&](std::size_t i) {
            plan_.slices[i] = base(slices_[i], affinity);
            margins_[i] = margins(slices_[i], plan_.slices[i]);
            passes(i, warm_passes);
        });
        for (int round = 0; round < total_rounds; ++round) {
            fit_totals();
            if (round % elasticity_every == 0) {
                fit_elasticity();
            }
            parallel_for(slices_.size(), threads_, [&](std::size_t i) { passes(i, warm_passes); });
        }
        parallel_for(slices_.size(), threads_, [&](std::size_t i) { passes(i, last_passes); });
        return judge();
    }

private:
    [[nodiscard]] std::vector<double> affinities() const {
        std::vector<double> factors(market_.size() * category_count, 1.0);
        for (const Affinity& affinity : profile_.affinities) {
            const Selection who = select(affinity.who, market_, profile_.stated_to);
            for (std::size_t k = 0; k < market_.size(); ++k) {
                for (std::size_t c = 0; who.models[k] && c < category_count; ++c) {
                    factors[cell_of(k, c)] *= who.categories[c] ? affinity.factor : 1.0;
                }
            }
        }
        return factors;
    }

    /// Nobody chooses a model for what its context does not hold.
    [[nodiscard]] double context_fit(const MarketModel& model, std::size_t category,
                                     const Slice& slice) const {
        const double wanted = profile_.workloads[category].prompt.at(slice.middle());
        return std::pow(std::min(1.0, prompt_max(model) / wanted), 3);
    }

    /// Thrifty workloads shun dear models.
    [[nodiscard]] double thrift(const MarketModel& model, std::size_t category,
                                const Slice& slice) const {
        constexpr double price_min = 0.02;  // USD per million tokens.
        const PriceWindow* price = model.price(slice.middle());
        const double list = price == nullptr ? 0 : 0.9 * price->prompt + 0.1 * price->completion;
        return std::pow(std::max(list, price_min), -profile_.workloads[category].thrift);
    }

    [[nodiscard]] TokenCells base(const Slice& slice, const std::vector<double>& affinity) const {
        TokenCells cells(market_.size() * category_count, 0.0);
        for (std::size_t k = 0; k < market_.size(); ++k) {
            // A model that comes within the slice has the days that are left of it.
            const double days = std::clamp(slice.last - market_[k].release + 1.0, 0.0,
                                           static_cast<double>(slice.days()));
            const double appeal =
                days / slice.days() *
                market_[k].appeal(std::max(slice.middle(), static_cast<double>(slice.last)));
            for (std::size_t c = 0; appeal > 0 && c < category_count; ++c) {
                double& cell = cells[cell_of(k, c)];
                cell = appeal * affinity[cell_of(k, c)] * context_fit(market_[k], c, slice) *
                       thrift(market_[k], c, slice) *
                       profile_.workloads[c].demand.at(slice.middle());
            }
        }
        fit_volume(slice, cells);
        return cells;
    }

    [[nodiscard]] std::vector<Margin> margins(const Slice& slice, const TokenCells& cells) const {
        std::vector<Margin> margins;
        for (const ShareTarget& target : profile_.shares) {
            const Selection part = select(target.part, market_, slice.middle());
            const Selection whole = select(target.whole, market_, slice.middle());
            Margin& margin = margins.emplace_back();
            if (slice.last < target.share.knots.front().first) {
                continue;
            }
            margin.share = target.share.at(slice.middle());
            for (std::size_t k = 0; k < market_.size(); ++k) {
                for (std::size_t c = 0; whole.models[k] && c < category_count; ++c) {
                    const auto cell = static_cast<std::uint32_t>(cell_of(k, c));
                    if (!whole.categories[c] || cells[cell] <= 0) {
                        continue;
                    }
                    const bool is_part = part.models[k] && part.categories[c];
                    (is_part ? margin.part : margin.rest).push_back(cell);
                }
            }
        }
        return margins;
    }

    void passes(std::size_t slice, int count) {
        for (int pass = 0; pass < count; ++pass) {
            for (const Margin& margin : margins_[slice]) {
                fit(plan_.slices[slice], margin);
            }
        }
        fit_volume(slices_[slice], plan_.slices[slice]);
    }

    /// Brings a slice's tokens to the profile's volume.
    void fit_volume(const Slice& slice, TokenCells& cells) const {
        double sum = 0;
        for (const double cell : cells) {
            sum += cell;
        }
        const double tokens = profile_.volume.geometric(slice.middle()) * 1e12 * slice.days() / 7.0;
        for (double& cell : cells) {
            cell *= sum > 0 ? tokens / sum : 0;
        }
    }

    /// Scales every total's cells by one factor over the whole history.
    void fit_totals() {
        for (const TotalTarget& target : profile_.totals) {
            const Selection part = select(target.part, market_, profile_.stated_to);
            std::vector<std::uint32_t> cells;
            for (std::size_t k = 0; k < market_.size(); ++k) {
                for (std::size_t c = 0; part.models[k] && c < category_count; ++c) {
                    if (part.categories[c]) {
                        cells.push_back(static_cast<std::uint32_t>(cell_of(k, c)));
                    }
                }
            }
            double sum = 0;
            for (std::size_t i = 0; i < slices_.size(); ++i) {
                if (slices_[i].first >= profile_.stated_from &&
                    slices_[i].last <= profile_.stated_to) {
                    sum += sum_of(plan_.slices[i], cells);
                }
            }
            for (TokenCells& slice : plan_.slices) {
                scale(slice, cells, sum > 0 ? target.trillion_tokens * 1e12 / sum : 1);
            }
        }
    }

    void fit_elasticity() {
        const auto factors = elasticity_factors(profile_, market_, slices_, plan_.slices);
        for (TokenCells& slice : plan_.slices) {
            for (std::size_t cell = 0; cell < slice.size(); ++cell) {
                slice[cell] *= factors[cell / category_count];
            }
        }
    }

    /// Returns how far a slice is from a target, or nothing where it cannot move.
    [[nodiscard]] std::optional<double> distance(std::size_t slice, std::size_t target) const {
        const Margin& margin = margins_[slice][target];
        const double part = sum_of(plan_.slices[slice], margin.part);
        const double whole = part + sum_of(plan_.slices[slice], margin.rest);
        return part > 0 && part < whole ? std::optional(std::abs(part / whole - margin.share))
                                        : std::nullopt;
    }

    /// Takes the targets that the last passes left by two points on average for misses; one that
    /// they left by ten contradicts another.
    Result<TokenPlan> judge() {
        bool is_contradiction = false;
        for (std::size_t t = 0; t < profile_.shares.size(); ++t) {
            double off = 0;
            int weeks = 0;
            for (std::size_t i = 0; i < slices_.size(); ++i) {
                const auto here = distance(i, t);
                off += here.value_or(0);
                weeks += here ? 1 : 0;
            }
            if (weeks > 0 && off / weeks > miss_points) {
                plan_.misses.push_back(fmt::format("{} (off by {:.1f} points on average)",
                                                   profile_.shares[t].name, 100 * off / weeks));
                is_contradiction |= off / weeks > contradiction_points;
            }
        }
        if (is_contradiction) {
            return fail(ErrorKind::bad_input,
                        fmt::format("the profile asks for shares that cannot hold together: {}",
                                    fmt::join(torn(), ", ")),
                        profile_.name, "loosen one of them");
        }
        return std::move(plan_);
    }

    /// Names the targets that one more pass has to move in some slice: each takes back what the
    /// others did.
    std::vector<std::string> torn() {
        std::vector<std::string> names;
        for (std::size_t t = 0; t < profile_.shares.size(); ++t) {
            bool is_torn = false;
            for (std::size_t i = 0; i < slices_.size(); ++i) {
                is_torn |= distance(i, t).value_or(0) > miss_points;
                fit(plan_.slices[i], margins_[i][t]);
            }
            if (is_torn) {
                names.push_back(profile_.shares[t].name);
            }
        }
        return names;
    }

    const Profile& profile_;
    const std::vector<MarketModel>& market_;
    const std::vector<Slice>& slices_;
    int threads_;
    TokenPlan plan_;
    std::vector<std::vector<Margin>> margins_;
};

}  // namespace

Result<TokenPlan> rake(const Profile& profile, const std::vector<MarketModel>& market,
                       const std::vector<Slice>& slices, int threads) {
    return Raking(profile, market, slices, threads).run();
}

}  // namespace orrery::simulate
