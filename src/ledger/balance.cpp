#include "ledger/balance.h"

#include <algorithm>
#include <chrono>

#include "base/time.h"

namespace orrery::ledger {
namespace {

using std::chrono::sys_days;

sys_days day_of(std::int64_t moment_us) {
    const std::int64_t day = moment_us / day_us - (moment_us % day_us < 0 ? 1 : 0);
    return sys_days(std::chrono::days(day));
}

std::int64_t value_in(std::int64_t value, std::int64_t its_start, std::int64_t start) {
    return its_start >= start ? value : 0;
}

}  // namespace

Reset reset_of(std::string_view name) {
    return name == "daily"     ? Reset::daily
           : name == "weekly"  ? Reset::weekly
           : name == "monthly" ? Reset::monthly
                               : Reset::never;
}

std::int64_t period_start_day(Reset reset, std::int64_t moment_us) {
    if (reset == Reset::never) {
        return 0;
    }
    sys_days day = day_of(moment_us);
    if (reset == Reset::weekly) {
        day -= std::chrono::weekday(day) - std::chrono::Monday;
    } else if (reset == Reset::monthly) {
        const std::chrono::year_month_day date(day);
        day = sys_days(date.year() / date.month() / 1);
    }
    return day.time_since_epoch().count();
}

bool Balance::reserve(std::int64_t bound, std::int64_t allowed, Reset reset, std::int64_t now_us) {
    const std::int64_t start = period_start_day(reset, now_us);
    const std::scoped_lock lock(mutex_);
    const Period& period = periods_[static_cast<std::size_t>(reset)];
    const std::int64_t held = reserved.load(std::memory_order_relaxed);
    if (allowed - value_in(period.charged, period.start_day, start) - held < bound) {
        return false;
    }
    reserved.store(held + bound, std::memory_order_relaxed);
    return true;
}

void Balance::reserve(std::int64_t bound) {
    const std::scoped_lock lock(mutex_);
    reserved.store(reserved.load(std::memory_order_relaxed) + bound, std::memory_order_relaxed);
}

void Balance::release(std::int64_t bound) {
    reserve(-bound);
}

void Balance::settle(std::int64_t bound, const Charge& charge) {
    const std::scoped_lock lock(mutex_);
    add_locked(charge);
    reserved.store(reserved.load(std::memory_order_relaxed) - bound, std::memory_order_relaxed);
}

void Balance::add(const Charge& charge) {
    const std::scoped_lock lock(mutex_);
    add_locked(charge);
}

void Balance::add_locked(const Charge& charge) {
    for (std::size_t at = 0; at < periods_.size(); ++at) {
        const std::int64_t start = period_start_day(static_cast<Reset>(at), charge.created_at_us);
        Period& period = periods_[at];
        if (start > period.start_day) {
            period = {start, 0, 0};
        }
        if (start == period.start_day) {
            period.charged += charge.cost_nano_usd;
            period.byok += charge.byok_nano_usd;
        }
    }
    used.store(periods_[0].charged, std::memory_order_relaxed);
}

Usage Balance::usage(std::int64_t now_us) const {
    const std::scoped_lock lock(mutex_);
    Usage usage{{periods_[0].charged}, {periods_[0].byok}};
    const auto take = [&](Reset reset, std::int64_t& charged, std::int64_t& byok) {
        const Period& period = periods_[static_cast<std::size_t>(reset)];
        const std::int64_t start = period_start_day(reset, now_us);
        charged = value_in(period.charged, period.start_day, start);
        byok = value_in(period.byok, period.start_day, start);
    };
    take(Reset::daily, usage.charged.today, usage.byok.today);
    take(Reset::weekly, usage.charged.this_week, usage.byok.this_week);
    take(Reset::monthly, usage.charged.this_month, usage.byok.this_month);
    return usage;
}

}  // namespace orrery::ledger
