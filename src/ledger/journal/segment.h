#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace orrery::ledger {

/// Which segment: the loop that wrote it, and its number among all segments of the ledger.
struct SegmentName {
    std::size_t loop = 0;
    std::uint64_t sequence = 0;

    bool operator==(const SegmentName&) const = default;
};

/// One file of a journal, mapped into memory with all its blocks allocated, so that writing to it
/// can neither fail nor block. A head of 64 bytes says what it is; frames follow, then zeros.
class Segment {
public:
    static constexpr std::size_t head_bytes = 64;
    static constexpr std::string_view ending = ".journal";

    /// Makes a new file of `bytes` and brings it to the disk. Fails where the disk has no room.
    [[nodiscard]] static Result<std::unique_ptr<Segment>> create(
        const std::filesystem::path& directory, SegmentName name, std::size_t bytes);
    /// Opens a file that an earlier process left, to read it. Fails with `bad_input` on a file
    /// whose head was never written: nothing is in it.
    [[nodiscard]] static Result<std::unique_ptr<Segment>> open(const std::filesystem::path& file);
    ~Segment();
    Segment(const Segment&) = delete;
    Segment& operator=(const Segment&) = delete;

    [[nodiscard]] char* data() { return data_; }
    [[nodiscard]] std::string_view bytes() const { return {data_, bytes_}; }
    [[nodiscard]] const SegmentName& name() const { return name_; }
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

    /// How far frames are complete. The writer moves it on; others read up to it.
    std::atomic<std::size_t> written = head_bytes;
    /// Whether the writer has gone on to the next segment.
    std::atomic<bool> is_finished = false;

    /// Brings what is written to the disk; says whether there was anything. One thread only.
    [[nodiscard]] Result<bool> sync();

private:
    Segment(std::filesystem::path file, SegmentName name, int descriptor);
    [[nodiscard]] Status map(std::size_t bytes);
    /// Makes the pages from `offset` on writable, so that the writer's thread need not wait for the
    /// file system: a page that was synced, or never touched, is a fault otherwise.
    void make_ready(std::size_t offset);

    std::filesystem::path file_;
    SegmentName name_;
    int descriptor_;
    char* data_ = nullptr;
    std::size_t bytes_ = 0;
    std::size_t synced_ = head_bytes;
};

/// Brings the entries of a directory to the disk: files that were made or removed.
[[nodiscard]] Status sync_directory(const std::filesystem::path& directory);

}  // namespace orrery::ledger
