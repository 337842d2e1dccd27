#pragma once

#include <cstdint>
#include <string_view>

#include "ledger/balance.h"

namespace orrery::ledger {

/// Why a generation may not begin.
enum class Refusal {
    no_credits,
    key_limit,
    key_disabled,
    key_expired,
    account_disabled,
    not_recording,  ///< The journal has no room: the generation could not be accounted for.
};

/// What is known of a generation before it is dispatched, and all that is left of a lost one.
struct Opening {
    std::uint64_t generation_id = 0;
    std::int64_t created_at_us = 0;   ///< Also the moment that expiry and limits are judged by.
    std::int64_t bound_nano_usd = 0;  ///< The most that it can cost; 0 where it is free.
    std::string_view model_requested;
    std::string_view app;
    std::string_view api_type;
};

class Ledger;

/// One open generation: its reservation, and the room for its record. A ticket that is dropped
/// settles its generation as lost. Belongs to the loop that opened it, and to a living ledger.
class Ticket {
public:
    Ticket(Ticket&& other) noexcept;
    Ticket& operator=(Ticket&& other) noexcept;
    ~Ticket();

    [[nodiscard]] std::uint64_t generation_id() const { return generation_id_; }
    [[nodiscard]] std::int64_t created_at_us() const { return created_at_us_; }
    [[nodiscard]] std::int64_t bound_nano_usd() const { return bound_nano_usd_; }

private:
    friend class Ledger;
    Ticket() = default;

    Ledger* ledger_ = nullptr;  ///< Null once settled or moved from.
    std::size_t loop_ = 0;
    std::uint64_t generation_id_ = 0;
    std::int64_t created_at_us_ = 0;
    std::int64_t bound_nano_usd_ = 0;
    std::int64_t key_ = 0;
    std::int64_t account_ = 0;
    Balance* key_balance_ = nullptr;
    Balance* account_balance_ = nullptr;
};

}  // namespace orrery::ledger
