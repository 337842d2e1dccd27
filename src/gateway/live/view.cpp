#include "gateway/live/view.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include "base/process/priority.h"

namespace orrery::gateway {
namespace {

constexpr std::chrono::seconds step{1};
constexpr int background_nice = 10;

}  // namespace

LiveView::LiveView(const std::vector<std::unique_ptr<Station>>& stations)
    : stations_(stations),
      running_(std::make_shared<Running>(stations.size())),
      thread_([this] { run(); }) {}

LiveView::~LiveView() {
    {
        const std::scoped_lock lock(mutex_);
        is_ending_ = true;
    }
    ending_.notify_all();
    thread_.join();
}

void LiveView::run() {
    step_back(background_nice);
    std::vector<const Metrics*> loops;
    for (const auto& station : stations_) {
        loops.push_back(&station->metrics);
    }
    std::unique_lock lock(mutex_);
    while (!is_ending_) {
        rates_.note(live_sums(loops));
        ask_loops();
        ending_.wait_for(lock, step, [this] { return is_ending_; });
    }
}

/// What a loop is answering only its own thread may read.
void LiveView::ask_loops() {
    for (std::size_t i = 0; i < stations_.size(); ++i) {
        const Station* station = stations_[i].get();
        stations_[i]->loop.post(
            [running = running_, station, i] { running->at(i).store(station->running); });
    }
}

LiveRates LiveView::rates() const {
    LiveRates rates = rates_.rates();
    for (const auto& running : *running_) {
        rates.running += running.load();
    }
    return rates;
}

std::vector<RecentGeneration> LiveView::recent(std::size_t most) const {
    std::vector<RecentGeneration> found;
    for (const auto& station : stations_) {
        station->recent.collect(most, found);
    }
    std::ranges::stable_sort(found, std::greater(), [](const RecentGeneration& generation) {
        return generation.record.created_at.value_or(0);
    });
    if (found.size() > most) {
        found.resize(most);
    }
    return found;
}

std::optional<RecentGeneration> LiveView::find(std::string_view generation_id) const {
    for (const auto& station : stations_) {
        if (auto found = station->recent.find(generation_id)) {
            return found;
        }
    }
    return std::nullopt;
}

}  // namespace orrery::gateway
