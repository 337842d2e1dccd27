#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orrery::study {

/// Tokens (or requests) of a week: those that the share counts, out of all.
struct SharePart {
    double numerator = 0;
    double denominator = 0;
};

/// A weekly share with the part that each influential account has in it.
struct ShareSeries {
    std::vector<std::string> weeks;                ///< ISO Mondays in order; complete weeks only.
    std::vector<SharePart> totals;                 ///< Of each week, all accounts.
    std::vector<std::vector<SharePart>> accounts;  ///< Per candidate account, of each week.
};

/// How many accounts a spike hangs on.
enum class SpikeClass {
    single_account,  ///< Gone once the most influential account is taken out.
    few_accounts,    ///< Gone once the three most influential ones are.
    broad,           ///< There without them too.
};

[[nodiscard]] std::string_view spike_class_name(SpikeClass spike_class);

/// A week whose share stands out. Holds what may be published: never the share without an account.
struct Spike {
    std::string week;
    double share = 0;
    double usual = 0;  ///< Median of the nine weeks around.
    SpikeClass spike_class = SpikeClass::broad;
    double excess_lower = 0;  ///< The band that holds share - usual: .01, .02, .05, .1, .2, .5, 1.
    double excess_upper = 0;
};

enum class SpikeVerdict { insufficient_data, none, found };

struct SpikeReading {
    SpikeVerdict verdict = SpikeVerdict::insufficient_data;
    std::vector<Spike> spikes;
};

/// Tells which values stand out upwards: beyond the median of the centred nine values by three
/// scaled MADs (Hampel 1974, JASA 69, 383; Davies and Gather 1993, JASA 88, 782), and by `least`,
/// for calm neighbours make a wiggle look large. Windows are cut at the ends of the series. NaN
/// stands for a week without a value, which is never flagged; five values must be there.
[[nodiscard]] std::vector<bool> hampel_high(std::span<const double> values, double least);

/// Looks for weeks in which the share is high, at least one point above the usual, and asks for
/// each whether it stays so without the most influential accounts: the accounts whose absence from
/// that week lowers its share the most, taken out of numerator and denominator in every week.
/// Fewer than nine weeks with a share are insufficient.
[[nodiscard]] SpikeReading read_spikes(const ShareSeries& series);

}  // namespace orrery::study
