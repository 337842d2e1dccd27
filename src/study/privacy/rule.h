#pragma once

#include <algorithm>
#include <cstdint>

namespace orrery::study {

/// When a cell may leave the building. The numbers are the defaults of docs/privacy.md: a cell
/// stands on enough accounts, and neither one nor two of them are most of it.
struct PrivacyRule {
    std::int64_t accounts_min = 20;
    std::int64_t geography_accounts_min = 100;  ///< Of cells that say where accounts are.
    double largest_max = 0.60;                  ///< Of the amount, that of the largest account.
    double largest_two_max = 0.85;
};

/// What is known of the accounts behind a cell. Of cells added up it holds bounds: at least so many
/// accounts, at most so much of the amount with the largest.
struct Contribution {
    std::int64_t accounts = 0;
    double amount = 0;
    double largest = 0;      ///< The amount of the largest account.
    double largest_two = 0;  ///< That of the two largest together.

    /// Adds a cell whose accounts may be the same or others.
    void add(const Contribution& other) {
        accounts = std::max(accounts, other.accounts);
        amount += other.amount;
        largest += other.largest;
        largest_two += other.largest_two;
    }
};

/// Says whether a cell may be published.
[[nodiscard]] inline bool may_leave(const Contribution& cell, std::int64_t accounts_min,
                                    const PrivacyRule& rule) {
    return cell.accounts >= accounts_min && cell.largest <= rule.largest_max * cell.amount &&
           cell.largest_two <= rule.largest_two_max * cell.amount;
}

}  // namespace orrery::study
