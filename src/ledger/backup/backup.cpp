#include "ledger/backup/backup.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <memory>

#include "ledger/ledger.h"

namespace orrery::ledger {
namespace {

struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
using Handle = std::unique_ptr<sqlite3, Close>;

constexpr int busy_ms_max = 10'000;

Result<Handle> open(const std::filesystem::path& file, int flags) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Handle handle(opened);
    if (code != SQLITE_OK) {
        return fail(ErrorKind::unavailable,
                    fmt::format("cannot open the ledger: {}", sqlite3_errstr(code)), file.string(),
                    "check that the file exists, and its permissions");
    }
    sqlite3_busy_timeout(handle.get(), busy_ms_max);
    return handle;
}

}  // namespace

/// All pages in one step: a reader's view of one moment, which no writer has to wait for.
Status copy_database(const std::filesystem::path& directory, const std::filesystem::path& to) {
    const auto from = open(directory / "ledger.sqlite", SQLITE_OPEN_READWRITE);
    const auto copy =
        from ? open(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) : std::unexpected(from.error());
    if (!copy) {
        return std::unexpected(copy.error());
    }
    sqlite3_backup* backup = sqlite3_backup_init(copy->get(), "main", from->get(), "main");
    const int stepped = backup == nullptr ? SQLITE_ERROR : sqlite3_backup_step(backup, -1);
    const int finished = sqlite3_backup_finish(backup);
    if (stepped != SQLITE_DONE || finished != SQLITE_OK) {
        return fail(ErrorKind::unavailable,
                    fmt::format("cannot copy the ledger: {}", sqlite3_errmsg(copy->get())),
                    to.string(), "check the space and the permissions there");
    }
    return {};
}

Status settle_journals(const std::filesystem::path& directory) {
    Options options;
    options.directory = directory;
    auto ledger = Ledger::open(options);
    return ledger ? (*ledger)->apply_pending() : std::unexpected(ledger.error());
}

}  // namespace orrery::ledger
