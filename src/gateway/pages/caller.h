#pragma once

#include <memory>

#include "ledger/directory.h"

namespace orrery::gateway {

/// Who asks: a key of the directory, or nobody (null).
struct Caller {
    std::shared_ptr<const ledger::Directory> directory;
    const ledger::Key* key = nullptr;
};

}  // namespace orrery::gateway
