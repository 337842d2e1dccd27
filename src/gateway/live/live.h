#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/observe/request_log.h"
#include "record/generation.h"

namespace orrery::gateway {

/// One try of a generation that was answered a moment ago.
struct RecentAttempt {
    std::string provider;
    std::string upstream_model;
    int status = 0;  ///< 0 where no head came.
    std::string failure;
    std::int64_t began_us = 0;  ///< Unix, UTC.
    std::int64_t took_us = 0;
    bool is_byok = false;
};

/// A generation of which this process still remembers more than its record.
struct RecentGeneration {
    record::Generation record;
    std::vector<RecentAttempt> attempts;
    std::string account;  ///< Name.
    std::int64_t took_us = 0;
};

/// The last generations of one loop, noted by its thread and read from any.
class Recent {
public:
    static constexpr std::size_t kept = 1024;

    Recent();
    ~Recent();
    Recent(const Recent&) = delete;
    Recent& operator=(const Recent&) = delete;

    void note(const RequestReport& report);
    /// Appends the newest, newest first, at most `most`.
    void collect(std::size_t most, std::vector<RecentGeneration>& into) const;
    [[nodiscard]] std::optional<RecentGeneration> find(std::string_view generation_id) const;

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace orrery::gateway
