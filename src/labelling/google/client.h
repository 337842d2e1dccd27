#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "http/client.h"
#include "labelling/google/answer.h"
#include "labelling/google/credentials.h"
#include "labelling/limits/breaker.h"
#include "labelling/limits/budget.h"
#include "labelling/limits/pace.h"
#include "labelling/limits/quota.h"
#include "labelling/options.h"

namespace orrery::labelling::google {

/// Asks Google to classify texts: within quota and budget, tries again where that may help, and
/// lets a service rest that keeps failing. Bounded in time by the options. For one loop.
class Client {
public:
    /// REQUIRES: loop, pool and pace outlive the client.
    Client(net::Loop& loop, http::Pool& pool, Pace& pace, BackendOptions options,
           http::Origin endpoint, std::unique_ptr<Credentials> credentials,
           std::unique_ptr<Budget> budget);

    /// Classifies one text, which must outlive the await. The outcome is never `transient`: what
    /// did not help after the last try has failed.
    [[nodiscard]] net::Task<Answer> classify(std::string_view text);

    /// The three may be asked from any thread.
    [[nodiscard]] std::uint64_t requests() const { return requests_.load(); }
    [[nodiscard]] std::uint64_t failures() const { return failures_.load(); }
    [[nodiscard]] std::int64_t spent_nano_usd() const { return budget_->spent_nano_usd(); }

private:
    /// One try: its answer, and how long the service wants to be left alone.
    struct Try {
        Answer answer;
        std::chrono::milliseconds asked_pause{0};
        bool may_be_billed = true;
    };
    [[nodiscard]] net::Task<Try> try_once(std::string_view text, std::int64_t cost);
    [[nodiscard]] net::Task<Try> send(std::string_view text, std::string_view authorization);
    [[nodiscard]] net::Task<Answer> try_often(std::string_view text);

    net::Loop& loop_;
    http::Pool& pool_;
    Pace& pace_;
    BackendOptions options_;
    http::Origin endpoint_;
    std::unique_ptr<Credentials> credentials_;
    std::unique_ptr<Budget> budget_;
    Quota quota_;
    Breaker breaker_;
    std::atomic<std::uint64_t> requests_ = 0;
    std::atomic<std::uint64_t> failures_ = 0;
};

}  // namespace orrery::labelling::google
