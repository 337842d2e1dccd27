#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "base/file.h"
#include "cli/lease/admin_socket.h"
#include "cli/session.h"
#include "cli/store/copy.h"
#include "cli/terminal/progress.h"
#include "gateway/pages/moment.h"
#include "ledger/registry.h"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view draft_name = "restoring";
constexpr std::string_view replaced_prefix = "replaced-";

struct RestoreArguments {
    fs::path from;
    bool force = false;
};

/// What in the store's directory a restore would take the place of.
std::vector<fs::path> present_in(const fs::path& store) {
    std::vector<fs::path> present;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(store, error)) {
        const std::string name = entry.path().filename().string();
        if (name != draft_name && name != "admin.sock" && !name.starts_with(replaced_prefix)) {
            present.push_back(entry.path());
        }
    }
    return present;
}

/// Root's files would be closed to a server of the user whom the directory belongs to.
Status check_user(const Session& session) {
    struct stat status{};
    if (::geteuid() == 0 && ::stat(session.store.directory.c_str(), &status) == 0 &&
        status.st_uid != 0) {
        return fail(ErrorKind::unavailable, "the directory belongs to another user than root",
                    session.store.directory.string(),
                    fmt::format("sudo -u '#{}' {} …", status.st_uid, session.command));
    }
    return session.check_owner();
}

Status check_free(const fs::path& store, bool force) {
    if (!force && !present_in(store).empty()) {
        return fail(ErrorKind::usage, "there is a store here already", store.string(),
                    "--force moves it aside, or name another directory with --store");
    }
    if (fs::exists(store / "orrery.duckdb")) {
        const auto opened =
            warehouse::Connection::open(store / "orrery.duckdb", warehouse::Access::read_write);
        if (!opened && warehouse::is_in_use(opened.error())) {
            return std::unexpected(opened.error());
        }
    }
    return {};
}

Status verify(const fs::path& from, const std::vector<CopiedFile>& files) {
    for (const CopiedFile& file : files) {
        const auto sum = sum_of(from / file.name, file.name);
        if (!sum) {
            return std::unexpected(sum.error());
        }
        if (*sum != file) {
            return fail(ErrorKind::bad_input, "the file is not what the backup's manifest says",
                        (from / file.name).string(), "take another backup; nothing was restored");
        }
    }
    return {};
}

/// Checks all sums, then copies and checks again what was copied.
Status copy_all(const fs::path& from, const fs::path& to, const std::vector<CopiedFile>& files) {
    if (auto verified = verify(from, files); !verified) {
        return verified;
    }
    std::error_code ignored;
    fs::remove_all(to, ignored);
    for (const CopiedFile& file : files) {
        const auto copied = copy_file(from / file.name, to / file.name, file.name);
        if (!copied) {
            return std::unexpected(copied.error());
        }
        if (*copied != file) {
            return fail(ErrorKind::bad_input, "the backup has changed while it was read",
                        (from / file.name).string());
        }
    }
    return {};
}

/// Puts the restored files in the place of those that are there.
Status exchange(const fs::path& store, const fs::path& draft, const fs::path& aside) {
    std::error_code error;
    for (const fs::path& old : present_in(store)) {
        fs::create_directories(aside, error);
        fs::rename(old, aside / old.filename(), error);
        if (error) {
            return fail(ErrorKind::unavailable, error.message(), old.string());
        }
    }
    for (const auto& entry : fs::directory_iterator(draft)) {
        fs::rename(entry.path(), store / entry.path().filename(), error);
        if (error) {
            return fail(ErrorKind::unavailable, error.message(), entry.path().string());
        }
    }
    fs::remove(draft, error);
    return {};
}

Status restore(const Session& session, const RestoreArguments& arguments) {
    const fs::path& store = session.store.directory;
    const auto files = read_manifest(arguments.from);
    if (!files) {
        return std::unexpected(files.error());
    }
    auto ready = check_user(session);
    if (ready) {
        ready = make_directory(store);
    }
    // Held until the end: no server begins meanwhile, and none may run.
    const auto serving = ready ? AdminSocket::listen(store) : std::unexpected(ready.error());
    if (!serving) {
        return std::unexpected(serving.error());
    }
    const fs::path draft = store / draft_name;
    auto done = check_free(store, arguments.force);
    if (done) {
        const Progress progress("restoring " + store.string(), [] { return -1.0; });
        done = copy_all(arguments.from, draft, *files);
    }
    if (!done) {
        std::error_code ignored;
        fs::remove_all(draft, ignored);
        return done;
    }
    std::string moment = gateway::moment_text(ledger::system_clock_us());
    std::ranges::replace(moment, ':', '-');
    const fs::path aside = store / (std::string(replaced_prefix) + moment);
    if (auto exchanged = exchange(store, draft, aside); !exchanged) {
        exchanged.error().hint =
            fmt::format("what was there is in {}, the rest of the backup in {}", aside.string(),
                        draft.string());
        return exchanged;
    }
    fmt::print("restored {} files into {}\n", files->size(), store.string());
    if (fs::exists(aside)) {
        fmt::print("what was there before: {}\n", aside.string());
    }
    return {};
}

}  // namespace

void add_restore(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<RestoreArguments>();
    CLI::App* command =
        app.add_subcommand("restore", "Bring a backup back into a store, while no server runs");
    command->add_option("directory", arguments->from, "Directory that orrery backup has written")
        ->required()
        ->type_name("DIR");
    command->add_flag("--force", arguments->force, "Move a store that is there aside");
    command->callback([arguments, &session] {
        session.work = [arguments, &session] { return restore(session, *arguments); };
    });
}

}  // namespace orrery::cli
