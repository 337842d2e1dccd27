#include "cli/serve/archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "base/process/priority.h"
#include "gateway/pages/moment.h"

namespace orrery::cli {
namespace {

using std::chrono::steady_clock;

/// Who asked for a panel waits for it, so that it takes its share of busy cores in the end.
constexpr int reading_nice = 10;
constexpr std::chrono::milliseconds reading_patience{250};
constexpr int background_nice = 5;
constexpr std::chrono::seconds open_again_after{1};
constexpr std::chrono::seconds watched_every{1};
constexpr std::chrono::seconds watched_for{10};
constexpr int rest_for_work = 9;  ///< Times as long as a drain took.

/// Drains run where a core is idle, and panels as long as that can be ended.
void step_back_to_read() {
    step_back(reading_nice);
    if (can_take_share()) {
        run_when_idle();
    }
}

/// For whoever asks: why a store could not be opened stays with the operator.
std::string text_of(const StoreState& state) {
    const std::string since = gateway::moment_text(state.since_us);
    return state.place == StoreState::Place::lent
               ? fmt::format("the store is lent to {} since {}", state.holder, since)
               : fmt::format("the store is not open since {}", since);
}

}  // namespace

class Archive::Awaited {
public:
    explicit Awaited(Archive& archive) : archive_(archive) {
        ++archive_.awaited_;
        set(true);
    }
    ~Awaited() { set(--archive_.awaited_ > 0); }
    Awaited(const Awaited&) = delete;
    Awaited& operator=(const Awaited&) = delete;

private:
    /// A drain ends with what it prepares for readers.
    void set(bool is_awaited) {
        archive_.draining_.set_awaited(is_awaited);
        archive_.reading_.set_awaited(is_awaited);
    }

    Archive& archive_;
};

Archive::Archive(ledger::Ledger& ledger, Open open, std::unique_ptr<warehouse::Store> store,
                 const ArchiveOptions& options)
    : ledger_(ledger),
      open_(std::move(open)),
      options_(options),
      draining_(run_when_idle),
      reading_(step_back_to_read),
      store_(std::move(store)),
      ended_(steady_clock::now()),
      took_(0) {
    if (store_ == nullptr) {
        enter(StoreState::Place::away, "another process");
    }
    thread_ = std::thread([this] { run(); });
}

Archive::~Archive() {
    stop();
}

Result<Table> Archive::ask(const std::string& sql) {
    Result<Table> answer;
    const Status asked = use(readers_[0], [&](warehouse::Store& store) -> Status {
        answer = store.query(sql);
        return answer ? Status() : std::unexpected(answer.error());
    });
    return asked ? std::move(answer) : std::unexpected(asked.error());
}

Status Archive::read(const Work& work) {
    Status done;
    reading_.run([&] { done = use(readers_[1], work); }, reading_patience);
    return done;
}

/// Who closes the store changes the state first and then takes the readers' mutexes: so whoever
/// finds it here under one of them has it until he leaves.
Status Archive::use(Reader& reader, const Work& work) {
    const std::scoped_lock reading(reader.mutex);
    if (const StoreState now = state(); now.place != StoreState::Place::here) {
        return fail(ErrorKind::unavailable, text_of(now), {}, "try again later");
    }
    const std::uint64_t folds = folds_;
    if (reader.session == nullptr) {
        auto session = store_->session();
        if (!session) {
            return std::unexpected(session.error());
        }
        reader.session = std::move(*session);
    } else if (reader.folds != folds || folds % 2 == 1) {
        if (auto refreshed = reader.session->refresh_resolution(); !refreshed) {
            return refreshed;
        }
    }
    reader.folds = folds;
    return work(*reader.session);
}

void Archive::after_folds(Work work) {
    const std::scoped_lock reading(readers_[1].mutex);
    after_fold_ = std::move(work);
}

/// What fails here fails again for the next who reads, and is his to know. Nobody waits for it,
/// but for who reads meanwhile.
void Archive::prepare_reader() {
    Work work;
    if (const std::scoped_lock reading(readers_[1].mutex); readers_[1].session != nullptr) {
        work = after_fold_;
    }
    if (work) {
        reading_.run([&] { (void)use(readers_[1], work); });
    }
}

void Archive::hasten() {
    const std::scoped_lock lock(mutex_);
    const Moment now = steady_clock::now();
    const bool is_new = watched_until_ < now;
    watched_until_ = now + watched_for;
    if (is_new) {
        changed_.notify_all();
    }
}

StoreState Archive::state() const {
    const std::scoped_lock lock(mutex_);
    return state_;
}

void Archive::lend(const std::string& holder) {
    const Awaited awaited(*this);
    const std::scoped_lock draining(drain_mutex_);
    if (store_ != nullptr) {
        report(drain_all());
    }
    enter(StoreState::Place::lent, holder);
    close();
    fmt::print(stderr, "orrery: the store is lent to {}\n", holder);
}

void Archive::take_back() {
    const std::scoped_lock draining(drain_mutex_);
    const StoreState was = state();
    const std::int64_t lent_us = ledger::system_clock_us() - was.since_us;
    fmt::print(stderr, "orrery: the store is back from {} after {:.1f} s\n", was.holder,
               static_cast<double>(lent_us) / 1e6);
    enter(StoreState::Place::away, "it is being opened");
    tend();
}

void Archive::stop() {
    const Awaited awaited(*this);
    {
        const std::scoped_lock lock(mutex_);
        is_ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
    const std::scoped_lock draining(drain_mutex_);
    if (store_ != nullptr) {
        enter(StoreState::Place::away, "the server has ended");
        close();
    }
}

void Archive::run() {
    step_back(background_nice);
    for (bool is_last = false; !is_last;) {
        {
            std::unique_lock lock(mutex_);
            while (!is_ending_ && steady_clock::now() < due()) {
                // Who watches may come to be hastened, as requests become fewer.
                const Moment now = steady_clock::now();
                const Moment next =
                    std::min(due(), now < watched_until_ ? now + watched_every : Moment::max());
                if (next == Moment::max()) {
                    changed_.wait(lock);
                } else {
                    changed_.wait_until(lock, next);
                }
            }
            is_last = is_ending_;
        }
        const std::scoped_lock draining(drain_mutex_);
        if (const StoreState now = state(); now.place != StoreState::Place::lent) {
            tend();
        } else if (is_last) {
            fmt::print(stderr, "orrery: {}: what it has not got stays in the ledger\n",
                       text_of(now));
        }
    }
}

Archive::Moment Archive::due() const {
    if (state_.place == StoreState::Place::lent) {
        return Moment::max();
    }
    if (state_.place == StoreState::Place::away) {
        return ended_ + open_again_after;
    }
    if (options_.every.count() == 0) {
        return Moment::max();
    }
    const steady_clock::duration usual = options_.every;
    if (!is_hastened()) {
        return ended_ + usual;
    }
    return ended_ +
           std::min(usual, std::max<steady_clock::duration>(watched_every, rest_for_work * took_));
}

bool Archive::is_hastened() const {
    const Moment now = steady_clock::now();
    const auto waiting = static_cast<double>(ledger_.readiness().undrained_rows);
    const double came = waiting - static_cast<double>(left_);
    return now < watched_until_ && !is_busy(came, now - ended_);
}

void Archive::tend() {
    const Moment began = steady_clock::now();
    const Status opened = store_ == nullptr ? reopen() : Status();
    Status done = opened ? drain_all() : opened;
    if (done) {
        done = prune_daily();
    }
    report(done);
    const std::scoped_lock lock(mutex_);
    ended_ = steady_clock::now();
    took_ = ended_ - began;
    changed_.notify_all();
}

Status Archive::reopen() {
    auto opened = open_();
    if (!opened) {
        if (state().holder != opened.error().what) {
            enter(StoreState::Place::away, opened.error().what);
        }
        return std::unexpected(opened.error());
    }
    store_ = std::move(*opened);
    is_to_fold_ = true;
    enter(StoreState::Place::here, {});
    return {};
}

void Archive::close() {
    std::scoped_lock reading(readers_[0].mutex, readers_[1].mutex);
    for (Reader& reader : readers_) {
        reader.session.reset();
    }
    store_.reset();
}

void Archive::enter(StoreState::Place place, const std::string& holder) {
    ledger_.note_store_holder(holder);
    const std::scoped_lock lock(mutex_);
    state_ = {place, holder, ledger::system_clock_us()};
}

void Archive::report(const Status& done) {
    std::string error = done ? std::string() : describe(done.error());
    if (!error.empty() && error != last_error_) {
        fmt::print(stderr, "orrery: the ledger waits for the warehouse: {}\n", error);
    }
    last_error_ = std::move(error);
}

}  // namespace orrery::cli
