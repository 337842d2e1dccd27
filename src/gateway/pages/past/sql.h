#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/table.h"
#include "gateway/pages/question.h"

namespace orrery::gateway {

/// Quotes a text as an SQL literal: quotation marks are doubled, and a text ends before a NUL,
/// which no engine takes within a literal. Backslashes mean nothing in standard SQL.
[[nodiscard]] std::string sql_text(std::string_view text);

/// Asks the warehouse. Fails with `unavailable` where this gateway has none.
/// REQUIRES: called on a worker.
[[nodiscard]] Result<Table> ask(const Question& question, const std::string& sql);

/// Returns the condition that keeps an account's own generations: the gateway's records with the
/// account's keyed hash. Fails with `unavailable` where records name no account.
[[nodiscard]] Result<std::string> own_records(const ledger::Account& account);

/// Reads a cell as a text; a number is written out, NULL is empty.
[[nodiscard]] std::string text_of(const Cell& cell);
/// Reads a cell as a count; NULL is nothing.
[[nodiscard]] std::optional<std::int64_t> count_of(const Cell& cell);
/// Writes a cell as JSON.
[[nodiscard]] Json json_of(const Cell& cell);

/// A window of whole UTC days, both ends within.
struct Days {
    std::int64_t first = 0;
    std::int64_t last = 0;

    /// Returns the condition on created_at. Zone maps skip what lies outside.
    [[nodiscard]] std::string sql() const;
    [[nodiscard]] bool operator==(const Days&) const = default;
};

/// Says of an answer from the warehouse when it was given, and how much it cannot know yet.
[[nodiscard]] Json freshness(const Question& question);

}  // namespace orrery::gateway
