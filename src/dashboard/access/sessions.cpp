#include "dashboard/access/sessions.h"

#include <algorithm>
#include <utility>

#include "base/file.h"
#include "ledger/identity.h"

namespace orrery::dashboard {
namespace {

constexpr std::size_t id_bytes = 32;

}  // namespace

std::string Sessions::open(std::string credential_hash, std::int64_t now_us) {
    std::string id = random_hex(id_bytes);
    const std::scoped_lock lock(mutex_);
    std::erase_if(by_hash_, [now_us](const auto& item) {
        return now_us - item.second.used_us > idle_us || now_us - item.second.opened_us > whole_us;
    });
    if (by_hash_.size() >= most) {
        by_hash_.erase(std::ranges::min_element(
            by_hash_, {}, [](const auto& item) { return item.second.used_us; }));
    }
    by_hash_[ledger::sha256_hex(id)] = {std::move(credential_hash), now_us, now_us};
    return id;
}

std::optional<std::string> Sessions::find(std::string_view id, std::int64_t now_us) {
    const std::scoped_lock lock(mutex_);
    const auto found = by_hash_.find(ledger::sha256_hex(id));
    if (found == by_hash_.end()) {
        return std::nullopt;
    }
    Session& session = found->second;
    if (now_us - session.used_us > idle_us || now_us - session.opened_us > whole_us) {
        by_hash_.erase(found);
        return std::nullopt;
    }
    session.used_us = now_us;
    return session.credential_hash;
}

void Sessions::close(std::string_view id) {
    const std::scoped_lock lock(mutex_);
    by_hash_.erase(ledger::sha256_hex(id));
}

}  // namespace orrery::dashboard
