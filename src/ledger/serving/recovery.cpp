#include "ledger/serving/recovery.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "base/file.h"

namespace orrery::ledger {
namespace {

Result<std::vector<std::filesystem::path>> journals_in(const std::filesystem::path& directory) {
    if (auto made = make_directory(directory); !made) {
        return std::unexpected(made.error());
    }
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
        if (entry.path().extension() == Segment::ending) {
            files.push_back(entry.path());
        }
    }
    if (error) {
        return fail(ErrorKind::unavailable, "cannot read the journals: " + error.message(),
                    directory.string());
    }
    std::ranges::sort(files);  // Names begin with the sequence.
    return files;
}

}  // namespace

Result<Recovered> recover(const std::filesystem::path& directory, const Database& database,
                          Applier& applier) {
    auto files = journals_in(directory);
    if (!files) {
        return std::unexpected(files.error());
    }
    const auto first = database.number("SELECT value FROM marks WHERE name = 'recovered'");
    const auto applied = database.number("SELECT coalesce(max(sequence), 0) FROM positions");
    if (!first || !applied) {
        return std::unexpected(!first ? first.error() : applied.error());
    }
    Recovered recovered;
    recovered.next_sequence =
        std::max<std::uint64_t>(static_cast<std::uint64_t>(std::max(*first, *applied + 1)), 1);
    std::map<std::size_t, Source> by_loop;
    for (const auto& file : *files) {
        auto segment = Segment::open(file);
        if (!segment && segment.error().kind != ErrorKind::bad_input) {
            return std::unexpected(segment.error());
        }
        if (!segment) {
            // Its process died before anything was written to it. Removed at once, not with the
            // others: its sequence was not used, so that the next journal may get this very name.
            std::error_code ignored;
            std::filesystem::remove(file, ignored);
            continue;
        }
        recovered.done_with.push_back(file);
        const SegmentName name = (*segment)->name();
        recovered.next_sequence = std::max(recovered.next_sequence, name.sequence + 1);
        if (name.sequence >= static_cast<std::uint64_t>(*first)) {
            by_loop[name.loop].segments.push_back(std::move(*segment));
        }
    }
    std::vector<Source> sources;
    for (auto& [loop, source] : by_loop) {
        source.loop = loop;
        applier.scan(source);
        sources.push_back(std::move(source));
    }
    auto more = applier.apply(sources);
    while (more && *more) {
        more = applier.apply(sources);
    }
    if (!more) {
        return std::unexpected(more.error());
    }
    if (auto finished = applier.finish_recovery(recovered.next_sequence); !finished) {
        return std::unexpected(finished.error());
    }
    return recovered;
}

}  // namespace orrery::ledger
