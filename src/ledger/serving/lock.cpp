#include "ledger/serving/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace orrery::ledger {

Result<std::unique_ptr<ServingLock>> ServingLock::take(const std::filesystem::path& directory) {
    const auto file = directory / "serving.lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return fail(ErrorKind::unavailable,
                    fmt::format("cannot lock the ledger: {}", std::strerror(errno)), file.string(),
                    "check that the directory exists and may be written to");
    }
    std::unique_ptr<ServingLock> lock(new ServingLock(descriptor));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return fail(ErrorKind::unavailable, "another process serves from this ledger",
                    file.string(), "stop it first, or name another directory with --store");
    }
    return lock;
}

ServingLock::~ServingLock() {
    ::close(descriptor_);
}

}  // namespace orrery::ledger
