#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "base/file.h"
#include "cli/session.h"
#include "cli/store/copy.h"
#include "cli/terminal/progress.h"
#include "ledger/backup/backup.h"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

/// Copies a store's files into a directory, one part after the other.
class Backup {
public:
    Backup(const Session& session, fs::path to)
        : session_(session), store_(session.store.directory), to_(std::move(to)) {}

    /// The order matters: while the store is borrowed nothing is drained, so that the ledger, which
    /// is copied last, says of each record rightly whether the store has it.
    Status run() {
        Status done;
        if (fs::exists(store_ / "orrery.duckdb")) {
            done = copy_warehouse();
        }
        if (done && fs::exists(store_ / "ledger" / "ledger.sqlite")) {
            done = copy_ledger();
        }
        if (done) {
            done = take_if_there("secret.key");
        }
        return done ? write_manifest(to_, files_) : done;
    }

    [[nodiscard]] const std::vector<CopiedFile>& files() const { return files_; }

private:
    Status take(const fs::path& from, const std::string& name) {
        auto copied = copy_file(from, to_ / name, name);
        if (!copied) {
            return std::unexpected(copied.error());
        }
        files_.push_back(std::move(*copied));
        return {};
    }
    Status take_if_there(const std::string& name) {
        return fs::exists(store_ / name) ? take(store_ / name, name) : Status();
    }

    /// Folds the log into the file, then copies it; reading keeps writers out meanwhile.
    Status copy_warehouse() {
        auto open = session_.open(warehouse::Access::read_write);
        if (!open) {
            return std::unexpected(open.error());
        }
        if (auto folded = open->store->execute("CHECKPOINT"); !folded) {
            return folded;
        }
        open->store.reset();
        lease_ = std::move(open->lease);
        const auto reading =
            warehouse::Connection::open(store_ / "orrery.duckdb", warehouse::Access::read_only);
        if (!reading) {
            return std::unexpected(reading.error());
        }
        auto done = take_if_there("orrery.duckdb");
        return done ? take_if_there("orrery.duckdb.wal") : done;
    }

    Status copy_ledger() {
        const fs::path ledger = store_ / "ledger";
        if (!lease_.is_borrowed()) {
            // A server has applied its journals before it lent the store.
            if (auto settled = ledger::settle_journals(ledger); !settled) {
                return settled;
            }
        }
        const fs::path draft = to_ / "ledger.draft";
        auto done = ledger::copy_database(ledger, draft);
        if (done) {
            done = take(draft, "ledger/ledger.sqlite");
        }
        std::error_code ignored;
        fs::remove(draft, ignored);
        return done ? take_if_there("ledger/provider_keys.key") : done;
    }

    const Session& session_;
    fs::path store_;
    fs::path to_;
    Lease lease_;
    std::vector<CopiedFile> files_;
};

Status check_target(const fs::path& to) {
    std::error_code error;
    if (fs::exists(to, error) && !(fs::is_directory(to, error) && fs::is_empty(to, error))) {
        return fail(ErrorKind::usage, "the backup would overwrite what is there", to.string(),
                    "name a directory that does not exist yet");
    }
    return {};
}

Status backup(const Session& session, const fs::path& to) {
    const fs::path& store = session.store.directory;
    auto ready = session.check_owner();
    if (ready) {
        ready = check_target(to);
    }
    if (!ready) {
        return ready;
    }
    if (!fs::exists(store / "orrery.duckdb") && !fs::exists(store / "ledger" / "ledger.sqlite")) {
        return fail(ErrorKind::not_found, "there is no store here", store.string(),
                    "name the store directory with --store");
    }
    fs::path partial = fs::absolute(to).lexically_normal();
    if (!partial.has_filename()) {
        partial = partial.parent_path();  // DIR/ is DIR.
    }
    const fs::path target = partial;
    partial += ".partial";
    std::error_code error;
    fs::remove_all(partial, error);
    if (auto made = make_directory(target.parent_path()); !made) {
        return made;
    }
    if (::mkdir(partial.c_str(), 0700) != 0) {
        return fail(ErrorKind::unavailable, std::strerror(errno), partial.string());
    }
    Backup work(session, partial);
    Status done;
    {
        const Progress progress("copying " + store.string(), [] { return -1.0; });
        done = work.run();
    }
    if (done) {
        fs::rename(partial, target, error);
        if (error) {
            done = fail(ErrorKind::unavailable, error.message(), target.string());
        }
    }
    if (!done) {
        fs::remove_all(partial, error);
        return done;
    }
    for (const CopiedFile& file : work.files()) {
        fmt::print("{:>14}  {}\n", file.bytes, file.name);
    }
    fmt::print("backup: {}; it holds the store's secrets\n", target.string());
    return {};
}

}  // namespace

void add_backup(CLI::App& app, Session& session) {
    auto to = std::make_shared<fs::path>();
    CLI::App* command = app.add_subcommand(
        "backup", "Copy store, ledger and keys as they are at one moment, beside a server too");
    command->add_option("directory", *to, "Directory to make")->required()->type_name("DIR");
    command->callback(
        [to, &session] { session.work = [to, &session] { return backup(session, *to); }; });
}

}  // namespace orrery::cli
