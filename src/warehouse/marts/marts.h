#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::warehouse {

/// What the rows of `delta` are.
enum class MartSource {
    generations,
    /// Labels beside their generation, as `delta` holds them for each generation that got either:
    /// its labels now with `counts` 1 and those that were folded before with `counts` -1. So a
    /// label that comes late may change which one of a generation is the primary, `is_primary`:
    /// of those with a category and a confidence of 0.5 or more the surest, ties by path. Of those
    /// that are sure of the language the surest is told apart too, `says_language`: how sure a
    /// category is says nothing of the language, which has a confidence of its own.
    labels,
};

/// One incremental rollup, as its file in study/marts/ says: keys, and sums over the rows of the
/// view `delta`. Sums of parts are added up, so only what is new is ever read.
struct Mart {
    std::string name;
    MartSource over = MartSource::generations;
    std::vector<std::string>
        keys;  ///< The first is the day, or week or month: folding rewrites those.
    std::vector<std::string> order;  ///< What new rows are sorted by; empty: by nothing.
    std::string splits;  ///< The mart whose sums it tells further apart; empty: it has its own.
    std::string sums;    ///< The mart that had its sums in older versions; empty: none had.
    std::string select;  ///< A query over `delta`.
    std::string select_by_account;  ///< The same with account_id first; empty if it cannot.
    std::string base;  ///< The same by all the columns that others split it by; empty: none does.
    std::string of_base;  ///< Of such a mart and those others: the same rows over `base_<mart>`.
    std::string fingerprint;  ///< Of the file: a changed mart is built again from the start.
};

/// Returns the SELECT behind `delta`: what the batches past `folded` up to `written` brought.
[[nodiscard]] std::string delta_sql(MartSource over, std::int64_t folded, std::int64_t written);

/// Returns the same of all batches up to `written`, but only of generations that meet a condition
/// on the record's columns. `among`: among_ids(), where it is over labels.
[[nodiscard]] std::string delta_part_sql(MartSource over, std::int64_t written,
                                         const std::string& condition,
                                         const std::string& among = "");

/// Reads between which ids the generations of the batches up to `written` lie that meet a
/// condition, as a further condition on labels. These have no time of their own, but ids that rise
/// with time spare reading most of them.
[[nodiscard]] Result<std::string> among_ids(const Connection& connection, std::int64_t written,
                                            const std::string& condition);

/// Returns the labels of all batches up to `written`, beside their generation, of a table of
/// generations without their batch.
[[nodiscard]] std::string labelled_in_sql(const std::string& generations, std::int64_t written);

/// Returns what to select so that only those columns of the record come along that some marts name.
/// Others can be left out besides.
[[nodiscard]] std::string columns_read(const std::vector<const Mart*>& marts,
                                       std::vector<std::string_view> unread = {});

/// Returns the mart definitions that the binary carries, read when they are first asked for.
[[nodiscard]] const Result<std::vector<Mart>>& load_marts();

/// Creates the tables of marts that are missing and empties those whose definition changed.
[[nodiscard]] Status create_marts(const Connection& connection, const std::vector<Mart>& marts);

/// Labels beside their generation are kept in memory, some 300 bytes each, and sorted there. Of
/// more generations than these a fold takes them in the order of time, so many generations at once.
inline constexpr std::int64_t labelled_at_once = 1'000'000;

/// Folds every batch past a mart's watermark into it: all marts, one transaction.
[[nodiscard]] Status fold_marts(const Connection& connection, const std::vector<Mart>& marts,
                                std::int64_t labelled_max = labelled_at_once);

}  // namespace orrery::warehouse
