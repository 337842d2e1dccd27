#pragma once

#include <vector>

#include "labelling/limits/pace.h"

namespace orrery::test_support {

/// Time that passes only when a test says so, and when something waits: then at once.
class FakePace final : public labelling::Pace {
public:
    [[nodiscard]] net::Clock::time_point now() const override { return start_ + passed; }
    [[nodiscard]] std::chrono::system_clock::time_point utc() const override {
        return utc_start + std::chrono::duration_cast<std::chrono::system_clock::duration>(passed);
    }
    net::Task<void> pause(net::Loop&, net::Clock::duration time) override {
        pauses.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(time));
        passed += time;
        co_return;
    }
    [[nodiscard]] double jitter() override { return 1; }

    net::Clock::duration passed{0};
    std::vector<std::chrono::milliseconds> pauses;
    /// 2026-11-26 12:00:00 UTC.
    std::chrono::system_clock::time_point utc_start{std::chrono::seconds(1'795'694'400)};

private:
    net::Clock::time_point start_ = net::Clock::now();
};

}  // namespace orrery::test_support
