#include "ledger/journal/segment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

namespace orrery::ledger {
namespace {

/// So far ahead of the writer pages are made ready: what a busy loop writes until the next sync.
constexpr std::size_t ready_bytes = 512 * 1024;

/// Returns where the page begins that an offset of a mapped file lies in.
std::size_t page_of(std::size_t offset) {
    static const auto page_bytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return offset / page_bytes * page_bytes;
}

/// The head of a segment; the rest of its 64 bytes is zero. Another form gets another number.
constexpr std::string_view magic = "ORRJNL02";
static_assert(magic.size() <= Segment::head_bytes);

/// Reads the number that begins a text and takes it off with the character behind it.
std::optional<std::uint64_t> take_number(std::string_view& text, char behind) {
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    if (read.ec != std::errc() || text.empty() || text.front() != behind) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    return number;
}

std::optional<SegmentName> name_of(const std::filesystem::path& file) {
    const std::string text = file.filename().string();
    std::string_view rest = text;
    const auto sequence = take_number(rest, '-');
    const auto loop = sequence ? take_number(rest, '.') : std::nullopt;
    if (!loop || rest != Segment::ending.substr(1)) {
        return std::nullopt;
    }
    return SegmentName{*loop, *sequence};
}

std::unexpected<Error> failure(std::string_view action, const std::filesystem::path& file,
                               int error_number) {
    return fail(ErrorKind::unavailable,
                fmt::format("cannot {} the journal: {}", action, std::strerror(error_number)),
                file.string(), "check that the disk has space left and may be written to");
}

}  // namespace

Segment::Segment(std::filesystem::path file, SegmentName name, int descriptor)
    : file_(std::move(file)), name_(name), descriptor_(descriptor) {}

Segment::~Segment() {
    if (data_ != nullptr) {
        ::munmap(data_, bytes_);
    }
    ::close(descriptor_);
}

Status Segment::map(std::size_t bytes) {
    void* mapped = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
    if (mapped == MAP_FAILED) {
        return failure("map", file_, errno);
    }
    data_ = static_cast<char*>(mapped);
    bytes_ = bytes;
    return {};
}

Result<std::unique_ptr<Segment>> Segment::create(const std::filesystem::path& directory,
                                                 SegmentName name, std::size_t bytes) {
    const auto file = directory / fmt::format("{:010}-{:03}{}", name.sequence, name.loop, ending);
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return failure("create", file, errno);
    }
    std::unique_ptr<Segment> segment(new Segment(file, name, descriptor));
    const int allocated = ::posix_fallocate(descriptor, 0, static_cast<off_t>(bytes));
    Status made = allocated == 0 ? segment->map(bytes) : failure("allocate", file, allocated);
    if (made) {
        std::memcpy(segment->data_, magic.data(), magic.size());
        made = ::fsync(descriptor) == 0 ? sync_directory(directory) : failure("write", file, errno);
        segment->make_ready(0);
    }
    if (!made) {
        ::unlink(file.c_str());
        return std::unexpected(made.error());
    }
    return segment;
}

Result<std::unique_ptr<Segment>> Segment::open(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) {
        return failure("open", file, errno);
    }
    std::unique_ptr<Segment> segment(new Segment(file, {}, descriptor));
    const auto name = name_of(file);
    struct stat status{};
    if (::fstat(descriptor, &status) != 0) {
        return failure("open", file, errno);
    }
    const auto bytes = static_cast<std::size_t>(status.st_size);
    if (!name || bytes < head_bytes) {
        return fail(ErrorKind::bad_input, "the journal was never begun", file.string());
    }
    if (auto mapped = segment->map(bytes); !mapped) {
        return std::unexpected(mapped.error());
    }
    const std::string_view head = segment->bytes().substr(0, magic.size());
    if (head == std::string_view("\0\0\0\0\0\0\0\0", magic.size())) {
        return fail(ErrorKind::bad_input, "the journal was never begun", file.string());
    }
    if (head != magic) {
        return fail(ErrorKind::unavailable, "the journal is damaged or of another version",
                    file.string(), "use the Orrery that wrote it, or move the file away");
    }
    segment->name_ = *name;
    segment->written = bytes;
    segment->is_finished = true;
    return segment;
}

Result<bool> Segment::sync() {
    const std::size_t until = written.load(std::memory_order_acquire);
    if (until == synced_) {
        return false;
    }
    const std::size_t from = page_of(synced_);
    // A page is write-protected before it is brought, which interrupts the writer's core for each
    // that is mapped. All are taken out of the mapping by one interrupt instead; they stay in the
    // page cache, from which who applies maps them anew, sixteen at a time.
    ::madvise(data_ + from, until - from, MADV_DONTNEED);
    // Of the file's other pages, those that are only made ready, nothing is to be brought.
    if (::msync(data_ + from, until - from, MS_SYNC) != 0) {
        return failure("write", file_, errno);
    }
    synced_ = until;
    make_ready(until);
    return true;
}

void Segment::make_ready(std::size_t offset) {
    const std::size_t from = page_of(offset);
    // Older kernels cannot; the writer then waits for its pages itself.
    ::madvise(data_ + from, std::min(ready_bytes, bytes_ - from), MADV_POPULATE_WRITE);
}

Status sync_directory(const std::filesystem::path& directory) {
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return failure("open", directory, errno);
    }
    const bool is_synced = ::fsync(descriptor) == 0;
    const int error = errno;
    ::close(descriptor);
    return is_synced ? Status{} : Status(failure("write", directory, error));
}

}  // namespace orrery::ledger
