#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "ledger/directory.h"
#include "ledger/identity.h"
#include "ledger/readiness.h"
#include "ledger/registry.h"
#include "ledger/ticket.h"
#include "record/generation.h"
#include "record/label.h"

namespace orrery::ledger {

struct Options {
    std::filesystem::path directory;
    std::size_t loops = 1;
    std::chrono::milliseconds sync_every{20};
    std::size_t segment_bytes = 64U << 20U;
    std::uint64_t disk_free_min = 256U << 20U;
    std::uint64_t unapplied_bytes_max = 1U << 30U;  ///< Beyond it nothing new is begun.
    std::chrono::milliseconds apply_every{200};
    std::string hash_key;  ///< Store::secret_key(); without it records name no account and no key.
    Clock clock = system_clock_us;
};

/// Accounts, keys, budgets, and the generations that are open or settled. A journal for each loop
/// takes records without a system call; a thread moves them into SQLite. What settle() was given
/// survives the end of the process, and a loss of power from `sync_every` on.
class Ledger {
public:
    /// Opens the ledger for serving and settles what an earlier process left open as lost. Fails
    /// where another process serves from the directory.
    [[nodiscard]] static Result<std::unique_ptr<Ledger>> open(const Options& options);
    ~Ledger();
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    /// Returns the present accounts and keys; follows other processes' changes within a second.
    [[nodiscard]] std::shared_ptr<const Directory> directory() const;
    /// Changes with the directory, so that a loop can keep one. Reads one atomic.
    [[nodiscard]] std::uint64_t directory_version() const;

    /// Reserves the bound, then journals the opening. Makes no system call.
    /// REQUIRES: called on the thread of `loop`, and no other generation had this id.
    [[nodiscard]] std::expected<Ticket, Refusal> open_generation(std::size_t loop, const Key& key,
                                                                 const Opening& opening);

    /// Journals the record, debits its cost_nano_usd (none: 0) and gives the reservation back.
    /// Never fails and makes no system call. Where the record does not say them, generation_id,
    /// created_at, source, account_id, api_key_id and country are filled in; texts are cut after
    /// 256 bytes. REQUIRES: called on the thread of the ticket's loop.
    void settle(Ticket&& ticket, const record::Generation& generation);

    /// Journals a generation that was never dispatched; its generation_id must be one of ours.
    /// Dropped and counted when there is no room. REQUIRES: called on the thread of `loop`.
    void record_refusal(std::size_t loop, const Key& key, const record::Generation& generation);

    /// Keeps labels of prompts until their generations are in the warehouse, all of them in one
    /// transaction; what it returned from survives the end of the process. Blocks.
    /// REQUIRES: each generation was opened here and all of its labels come in one call.
    [[nodiscard]] Status add_labels(std::span<const record::Label> labels);

    /// Returns a settled generation of the account, or of any where none is said. Blocks: applies
    /// what is pending first.
    [[nodiscard]] Result<std::optional<record::Generation>> generation(
        std::uint64_t id, std::optional<std::int64_t> account);
    /// Moves everything settled so far into SQLite. Blocks.
    [[nodiscard]] Status apply_pending();
    /// Reads the directory again after a change made through registry(). Blocks.
    [[nodiscard]] Status refresh_directory();
    /// Creates and changes accounts and keys; call refresh_directory() after it. Blocks.
    [[nodiscard]] Registry& registry();

    /// Returns the highest id that the ledger held when it was opened; for GenerationIds.
    [[nodiscard]] std::uint64_t last_generation_id() const;
    [[nodiscard]] Readiness readiness() const;
    /// Says in readiness() who has the warehouse's store, so that records wait; empty: nobody.
    void note_store_holder(const std::string& holder);
    [[nodiscard]] Counts counts() const;

private:
    friend class Ticket;
    friend class Drain;
    struct State;
    explicit Ledger(std::unique_ptr<State> state);
    void abandon(Ticket& ticket);

    std::unique_ptr<State> state_;
};

}  // namespace orrery::ledger
