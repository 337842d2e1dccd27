#include "ledger/ledger.h"

#include <algorithm>

#include "base/check.h"
#include "ledger/labels/labels.h"
#include "ledger/serving/state.h"

namespace orrery::ledger {
namespace {

/// Counts one more; only one thread writes.
void count(std::atomic<std::uint64_t>& counter) {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

/// Says why the key may not be used at all.
std::optional<Refusal> refusal_of(const Key& key, std::int64_t now_us) {
    if (key.owner->is_disabled) {
        return Refusal::account_disabled;
    }
    if (key.is_disabled) {
        return Refusal::key_disabled;
    }
    if (key.expires_at_us && *key.expires_at_us <= now_us) {
        return Refusal::key_expired;
    }
    return std::nullopt;
}

/// Reserves with the account, then with the key; both or none.
std::optional<Refusal> reserve(const Key& key, std::int64_t bound, std::int64_t now_us) {
    const Account& account = *key.owner;
    if (bound == 0 || account.is_unlimited) {
        key.account_balance->reserve(bound);
    } else if (!key.account_balance->reserve(bound, account.granted_nano_usd, Reset::never,
                                             now_us)) {
        return Refusal::no_credits;
    }
    if (bound == 0 || !key.limit_nano_usd) {
        key.balance->reserve(bound);
    } else if (!key.balance->reserve(bound, *key.limit_nano_usd, reset_of(key.limit_reset),
                                     now_us)) {
        key.account_balance->release(bound);
        return Refusal::key_limit;
    }
    return std::nullopt;
}

Settled settled_by(const Charge& charge, std::uint64_t id, std::int64_t account, std::int64_t key) {
    return {id, charge.created_at_us, account, key, charge.cost_nano_usd, charge.byok_nano_usd, {}};
}

Charge charge_of(const record::Generation& generation, std::int64_t created_at_us) {
    const bool is_byok = generation.is_byok.value_or(false);
    return {created_at_us, generation.cost_nano_usd.value_or(0),
            is_byok ? generation.upstream_cost_nano_usd.value_or(0) : 0};
}

}  // namespace

Ticket::Ticket(Ticket&& other) noexcept {
    *this = std::move(other);
}

Ticket& Ticket::operator=(Ticket&& other) noexcept {
    if (this != &other) {
        if (ledger_ != nullptr) {
            ledger_->abandon(*this);
        }
        ledger_ = std::exchange(other.ledger_, nullptr);
        loop_ = other.loop_;
        generation_id_ = other.generation_id_;
        created_at_us_ = other.created_at_us_;
        bound_nano_usd_ = other.bound_nano_usd_;
        key_ = other.key_;
        account_ = other.account_;
        key_balance_ = other.key_balance_;
        account_balance_ = other.account_balance_;
    }
    return *this;
}

Ticket::~Ticket() {
    if (ledger_ != nullptr) {
        ledger_->abandon(*this);
    }
}

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}

Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::open(const Options& options) {
    auto state = std::make_unique<State>();
    state->options = options;
    if (auto opened = state->open(); !opened) {
        return std::unexpected(opened.error());
    }
    state->start();
    return std::unique_ptr<Ledger>(new Ledger(std::move(state)));
}

std::shared_ptr<const Directory> Ledger::directory() const {
    const std::scoped_lock reading(state_->directory_mutex);
    return state_->directory;
}

std::uint64_t Ledger::directory_version() const {
    return state_->directory_version.load(std::memory_order_acquire);
}

std::expected<Ticket, Refusal> Ledger::open_generation(std::size_t loop, const Key& key,
                                                       const Opening& opening) {
    LoopCounts& counts = state_->loop_counts[loop];
    const auto refuse = [&](Refusal refusal) {
        count(counts.refused);
        return std::unexpected(refusal);
    };
    const std::int64_t bound = std::max<std::int64_t>(opening.bound_nano_usd, 0);
    if (const auto refusal = refusal_of(key, opening.created_at_us)) {
        return refuse(*refusal);
    }
    if (const auto refusal = reserve(key, bound, opening.created_at_us)) {
        return refuse(*refusal);
    }
    const Opened opened{
        opening.generation_id,   opening.created_at_us, key.account,     key.id, bound,
        opening.model_requested, opening.app,           opening.api_type};
    if (!state_->is_accepting.load(std::memory_order_relaxed) ||
        !state_->journals[loop]->open(opened)) {
        key.balance->release(bound);
        key.account_balance->release(bound);
        count(counts.refused_recording);
        return refuse(Refusal::not_recording);
    }
    count(counts.opened);
    Ticket ticket;
    ticket.ledger_ = this;
    ticket.loop_ = loop;
    ticket.generation_id_ = opening.generation_id;
    ticket.created_at_us_ = opening.created_at_us;
    ticket.bound_nano_usd_ = bound;
    ticket.key_ = key.id;
    ticket.account_ = key.account;
    ticket.key_balance_ = key.balance;
    ticket.account_balance_ = key.account_balance;
    return ticket;
}

void Ledger::settle(Ticket&& ticket, const record::Generation& generation) {
    Ticket taken = std::move(ticket);
    ORRERY_CHECK(taken.ledger_ == this, "a ticket is settled once, by its own ledger");
    taken.ledger_ = nullptr;
    const Charge charge = charge_of(generation, taken.created_at_us_);
    state_->journals[taken.loop_]->settle(
        settled_by(charge, taken.generation_id_, taken.account_, taken.key_), generation);
    taken.key_balance_->settle(taken.bound_nano_usd_, charge);
    taken.account_balance_->settle(taken.bound_nano_usd_, charge);
    count(state_->loop_counts[taken.loop_].settled);
}

void Ledger::abandon(Ticket& ticket) {
    ticket.ledger_ = nullptr;
    state_->journals[ticket.loop_]->abandon(
        settled_by({ticket.created_at_us_}, ticket.generation_id_, ticket.account_, ticket.key_));
    ticket.key_balance_->release(ticket.bound_nano_usd_);
    ticket.account_balance_->release(ticket.bound_nano_usd_);
}

void Ledger::record_refusal(std::size_t loop, const Key& key,
                            const record::Generation& generation) {
    LoopCounts& counts = state_->loop_counts[loop];
    const auto id = parse_generation_id(generation.generation_id.value_or(""));
    const Charge charge = charge_of(generation, generation.created_at.value_or(0));
    if (!id ||
        !state_->journals[loop]->note(settled_by(charge, *id, key.account, key.id), generation)) {
        count(counts.refusals_dropped);
        return;
    }
    if (charge.cost_nano_usd != 0 || charge.byok_nano_usd != 0) {
        key.balance->add(charge);
        key.account_balance->add(charge);
    }
    count(counts.refusals_recorded);
}

Result<std::optional<record::Generation>> Ledger::generation(std::uint64_t id,
                                                             std::optional<std::int64_t> account) {
    if (auto applied = apply_pending(); !applied) {
        return std::unexpected(applied.error());
    }
    Result<std::optional<Row>> row;
    {
        const std::scoped_lock applying(state_->apply_mutex);
        row = row_of(*state_->database, id);
    }
    if (!row) {
        return std::unexpected(row.error());
    }
    if (!*row || (account && (*row)->account != *account)) {
        return std::nullopt;
    }
    state_->complete(**row);
    return std::optional(std::move((*row)->record));
}

Status Ledger::add_labels(std::span<const record::Label> labels) {
    const std::scoped_lock applying(state_->apply_mutex);
    return insert_labels(*state_->database, labels);
}

Status Ledger::apply_pending() {
    return state_->apply_all();
}

Status Ledger::refresh_directory() {
    return state_->refresh_directory();
}

Registry& Ledger::registry() {
    return *state_->registry;
}

std::uint64_t Ledger::last_generation_id() const {
    return state_->last_generation_id;
}

Readiness Ledger::readiness() const {
    const std::scoped_lock reading(state_->readiness_mutex);
    return state_->readiness;
}

void Ledger::note_store_holder(const std::string& holder) {
    const std::scoped_lock changing(state_->readiness_mutex);
    state_->readiness.store_holder = holder;
    state_->readiness.store_held_since_us = holder.empty() ? 0 : state_->options.clock();
}

Counts Ledger::counts() const {
    Counts counts;
    for (std::size_t loop = 0; loop < state_->options.loops; ++loop) {
        const LoopCounts& one = state_->loop_counts[loop];
        counts.opened += one.opened.load(std::memory_order_relaxed);
        counts.refused += one.refused.load(std::memory_order_relaxed);
        counts.refused_recording += one.refused_recording.load(std::memory_order_relaxed);
        counts.settled += one.settled.load(std::memory_order_relaxed);
        counts.refusals_recorded += one.refusals_recorded.load(std::memory_order_relaxed);
        counts.refusals_dropped += one.refusals_dropped.load(std::memory_order_relaxed);
    }
    counts.syncs = state_->syncs.load(std::memory_order_relaxed);
    const std::scoped_lock reading(state_->readiness_mutex);
    counts.applied = state_->applied.records;
    counts.duplicates = state_->applied.duplicates;
    counts.lost = state_->applied.lost;
    counts.damaged = state_->applied.damaged;
    return counts;
}

}  // namespace orrery::ledger
