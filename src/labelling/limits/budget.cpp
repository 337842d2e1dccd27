#include "labelling/limits/budget.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace orrery::labelling {
namespace {

constexpr std::size_t month_bytes = 7;  // "2026-11"
constexpr std::size_t line_bytes = 28;  // month, space, 19 digits, line feed

std::string month_of(Budget::Utc now) {
    return fmt::format("{:%Y-%m}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
}

/// Holds the lock of a file while it lives.
class Lock {
public:
    explicit Lock(int descriptor) : descriptor_(descriptor) {
        if (descriptor_ >= 0) {
            ::flock(descriptor_, LOCK_EX);
        }
    }
    ~Lock() {
        if (descriptor_ >= 0) {
            ::flock(descriptor_, LOCK_UN);
        }
    }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

private:
    int descriptor_;
};

}  // namespace

Result<std::unique_ptr<Budget>> Budget::open(const BackendOptions& options, Utc now) {
    const bool is_kept =
        options.budget_period == BudgetPeriod::month && !options.spend_file.empty();
    int descriptor = -1;
    if (is_kept) {
        descriptor = ::open(options.spend_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (descriptor < 0) {
            return fail(ErrorKind::unavailable,
                        fmt::format("the spend file cannot be opened: {}", std::strerror(errno)),
                        options.spend_file.string(), "it must be writable in an existing folder");
        }
    }
    auto budget = std::unique_ptr<Budget>(
        new Budget(options.budget_nano_usd, options.budget_period, descriptor));
    budget->month_ = month_of(now);
    const Lock lock(descriptor);
    if (is_kept && !budget->read(budget->month_)) {
        return fail(ErrorKind::bad_input, "this is no spend file", options.spend_file.string(),
                    "it holds one line, a month and nano-USD; remove it to begin at nothing");
    }
    return budget;
}

Budget::~Budget() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

bool Budget::read(const std::string& month) {
    std::array<char, line_bytes + 1> line{};
    const ssize_t size = ::pread(descriptor_, line.data(), line.size(), 0);
    if (size == 0) {
        spent_ = 0;
        return true;
    }
    std::int64_t sum = 0;
    const char* const digits = line.data() + month_bytes + 1;
    const char* const end = line.data() + line_bytes - 1;
    const auto [stop, error] = std::from_chars(digits, end, sum);
    if (size != static_cast<ssize_t>(line_bytes) || error != std::errc() || stop != end ||
        line[month_bytes] != ' ' || *end != '\n' || sum < 0) {
        return false;
    }
    spent_ = std::string_view(line.data(), month_bytes) == month ? sum : 0;
    return true;
}

bool Budget::write(const std::string& month) {
    const std::string line = fmt::format("{} {:019}\n", month, spent_.load());
    return ::pwrite(descriptor_, line.data(), line.size(), 0) == static_cast<ssize_t>(line_bytes);
}

bool Budget::add(std::int64_t nano_usd, Utc now) {
    const Lock lock(descriptor_);
    const std::string month = month_of(now);
    if (descriptor_ >= 0 && !read(month)) {
        return false;
    }
    if (period_ == BudgetPeriod::month && month != month_) {
        spent_ = descriptor_ >= 0 ? spent_.load() : 0;
        month_ = month;
    }
    const std::int64_t before = spent_.load();
    if (nano_usd > 0 && nano_usd > most_ - before) {
        return false;
    }
    spent_ = std::max<std::int64_t>(0, before + nano_usd);
    return descriptor_ < 0 || write(month);
}

bool Budget::reserve(std::int64_t nano_usd, Utc now) {
    return add(nano_usd, now);
}

void Budget::give_back(std::int64_t nano_usd, Utc now) {
    [[maybe_unused]] const bool is_written = add(-nano_usd, now);
}

}  // namespace orrery::labelling
