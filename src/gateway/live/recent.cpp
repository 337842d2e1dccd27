#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <span>
#include <utility>

#include "gateway/live/live.h"

namespace orrery::gateway {
namespace {

void fill(std::optional<std::string>& field, std::string_view value) {
    if (!field && !value.empty()) {
        field = value;
    }
}

}  // namespace

class Recent::State {
public:
    /// Where the newest of all stands, counted backwards.
    [[nodiscard]] const RecentGeneration& back(std::size_t steps) const {
        return kept_[(next_ + kept - 1 - steps) % kept];
    }

    mutable std::mutex mutex_;
    std::array<RecentGeneration, kept> kept_;
    std::size_t next_ = 0;
    std::size_t count_ = 0;
};

Recent::Recent() : state_(std::make_unique<State>()) {}
Recent::~Recent() = default;

void Recent::note(const RequestReport& report) {
    if (report.generation == nullptr) {
        return;
    }
    const std::scoped_lock lock(state_->mutex_);
    RecentGeneration& place = state_->kept_[state_->next_];
    state_->next_ = (state_->next_ + 1) % kept;
    state_->count_ = std::min(state_->count_ + 1, kept);
    // Assigned in place, so that texts keep the memory of those that they replace.
    place.record = *report.generation;
    fill(place.record.account_id, report.account_id);
    fill(place.record.api_key_id, report.api_key_id);
    fill(place.record.country, report.country);
    place.account = report.account;
    place.took_us = report.took_us;
    const auto attempts =
        report.attempts == nullptr ? std::span<const Attempt>() : std::span(*report.attempts);
    place.attempts.resize(attempts.size());
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        const Attempt& attempt = attempts[i];
        RecentAttempt& into = place.attempts[i];
        into.provider = attempt.provider;
        into.upstream_model = attempt.upstream_model;
        into.status = attempt.status;
        into.failure = attempt.failure;
        into.began_us = attempt.began_us;
        into.took_us = attempt.took_us;
        into.is_byok = attempt.is_byok;
    }
}

void Recent::collect(std::size_t most, std::vector<RecentGeneration>& into) const {
    const std::scoped_lock lock(state_->mutex_);
    for (std::size_t i = 0; i < std::min(most, state_->count_); ++i) {
        into.push_back(state_->back(i));
    }
}

std::optional<RecentGeneration> Recent::find(std::string_view generation_id) const {
    const std::scoped_lock lock(state_->mutex_);
    for (std::size_t i = 0; i < state_->count_; ++i) {
        const RecentGeneration& found = state_->back(i);
        if (found.record.generation_id == generation_id) {
            return found;
        }
    }
    return std::nullopt;
}

}  // namespace orrery::gateway
