#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/table.h"
#include "record/generation.h"
#include "record/label.h"

namespace orrery::warehouse {

/// How far a store has come: the last import batch written and the last one the marts have folded.
struct Watermark {
    std::int64_t written = 0;
    std::int64_t folded = 0;
};

/// Hands out one record after the other, null behind the last; each may be read until the next
/// call.
using NextGeneration = std::function<Result<const record::Generation*>()>;

/// Where generations live and the study's SQL runs. One implementation for each engine.
class Warehouse {
public:
    virtual ~Warehouse() = default;

    /// Runs one statement and returns its whole answer; meant for answers that fit in memory.
    virtual Result<Table> query(const std::string& sql) = 0;

    /// Runs statements for their effect.
    virtual Status execute(const std::string& sql) = 0;

    /// Writes what `next` hands out in one transaction; generations already known by id and time
    /// of creation are left out. Returns how many were new.
    virtual Result<std::int64_t> append_each(const NextGeneration& next) = 0;

    /// The same of a batch in memory.
    Result<std::int64_t> append(std::span<const record::Generation> batch);

    /// Writes labels in one transaction, all those of a generation in one call; generations that
    /// have labels already are left out. Returns how many labels were new.
    virtual Result<std::int64_t> append_labels(std::span<const record::Label> batch) = 0;

    /// Folds what the marts have not seen yet into them, all marts in one transaction.
    virtual Status refresh_marts() = 0;

    [[nodiscard]] virtual Result<Watermark> watermark() = 0;

    /// Returns a query for the rows of a mart split by account_id, NULL where that is unknown. It
    /// reads every generation: marts forget accounts. Fails on a mart that cannot be split.
    [[nodiscard]] virtual Result<std::string> by_account(const std::string& mart) = 0;

    /// Returns the columns that tell a mart's rows apart, that of time first: day, week or month.
    [[nodiscard]] virtual Result<std::vector<std::string>> keys_of(const std::string& mart) = 0;

    /// Lists the marts that tell the sums of a mart further apart: they have its columns, that of
    /// time perhaps by longer periods, and keys of their own.
    [[nodiscard]] virtual Result<std::vector<std::string>> splits_of(const std::string& mart) = 0;

    /// Returns a query for the rows that a mart would have of those generations alone that meet a
    /// condition in SQL on the record's columns. It reads the generations, or where one is named, a
    /// table that was filled with generations_of(), or for a mart of labels with labelled_of().
    [[nodiscard]] virtual Result<std::string> part_of(const std::string& mart,
                                                      const std::string& condition,
                                                      const std::string& table) = 0;

    /// Returns a query for the folded generations that meet a condition, with those columns that
    /// sums are made of.
    [[nodiscard]] virtual Result<std::string> generations_of(const std::string& condition) = 0;

    /// Returns a query for the folded labels of the generations in a table that was filled with
    /// generations_of(), beside them.
    [[nodiscard]] virtual Result<std::string> labelled_of(const std::string& table) = 0;

    /// Returns the engine with its version: "DuckDB v1.4.4".
    [[nodiscard]] virtual std::string engine() const = 0;
};

}  // namespace orrery::warehouse
