#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"

namespace orrery::ledger {

/// The right to serve from a ledger's directory: one process has it at a time, and loses it when it
/// ends, however it ends.
class ServingLock {
public:
    /// Fails where another process serves.
    [[nodiscard]] static Result<std::unique_ptr<ServingLock>> take(
        const std::filesystem::path& directory);
    ~ServingLock();
    ServingLock(const ServingLock&) = delete;
    ServingLock& operator=(const ServingLock&) = delete;

private:
    explicit ServingLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
};

}  // namespace orrery::ledger
