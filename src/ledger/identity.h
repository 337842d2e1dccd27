#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace orrery::ledger {

/// Writes a generation's id as clients see it: "gen-" and 16 hexadecimal digits.
[[nodiscard]] std::string generation_id_text(std::uint64_t id);

/// Reads what generation_id_text wrote; nothing for any other text.
[[nodiscard]] std::optional<std::uint64_t> parse_generation_id(std::string_view text);

/// Returns when an id was made, Unix microseconds UTC, to the millisecond; never before the clock
/// said so, and later only where a clock was set back.
[[nodiscard]] std::int64_t generation_created_us(std::uint64_t id);

/// Makes ids that rise with time, so that the ledger's index grows at its end: 42 bits of
/// milliseconds since 2020, then 22 that tell loops (at most 64) and generations of one millisecond
/// apart. One for each loop.
class GenerationIds {
public:
    /// `after` is Ledger::last_generation_id(): ids stay above it even if the clock was set back.
    explicit GenerationIds(std::size_t loop, std::uint64_t after = 0);
    /// Returns an id that this object has not returned before, whatever the clock does.
    [[nodiscard]] std::uint64_t next(std::int64_t now_us);

private:
    std::uint64_t loop_;
    std::uint64_t milliseconds_;
    std::uint64_t count_ = 0;
};

/// Returns SHA-256 as 64 hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// Hashes a personal value as the importers' SQL function keyed_hash does: the first half of the
/// SHA-256 of `key|value`, nothing for an empty value. `hash_key` is Store::secret_key().
[[nodiscard]] std::optional<std::string> keyed_hash(std::string_view hash_key,
                                                    std::string_view value);

/// Makes a new secret: "sk-orr-" and 48 characters of A-Z a-z 0-9 - _, 288 random bits.
[[nodiscard]] std::string new_secret();

/// Returns what may be shown of a secret: "sk-orr-AbC...wxyz".
[[nodiscard]] std::string label_of(std::string_view secret);

/// Reads US dollars ("12.5", at most 9 decimals, no sign) exactly into nano-USD.
[[nodiscard]] Result<std::int64_t> parse_usd(std::string_view text);

/// Writes nano-USD as dollars with all decimals that are not zero, at least two: "12.50".
[[nodiscard]] std::string usd_text(std::int64_t nano_usd);

}  // namespace orrery::ledger
