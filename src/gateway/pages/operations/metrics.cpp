#include <chrono>
#include <memory>
#include <utility>

#include "gateway/pages/operations/operations.h"
#include "gateway/pages/pages.h"
#include "net/signal.h"

namespace orrery::gateway {
namespace {

/// A loop that is busy for longer is left out of the page.
constexpr std::chrono::milliseconds silence_max{1'000};

/// What loops hand in for one request to /metrics. Touched on the asking loop's thread only; the
/// asking coroutine may be gone before the last has answered.
struct Gathering {
    std::vector<std::optional<LoopFigures>> found;
    std::size_t missing = 0;
    net::Signal* changed = nullptr;
};

/// Forgets the signal when the frame that it lives in ends.
struct Leave {
    Gathering& gathering;
    ~Leave() { gathering.changed = nullptr; }
};

LoopFigures figures_of(const Station& station, const ServerCountsOf& server_counts) {
    LoopFigures figures;
    figures.running = station.running;
    figures.queued = station.queued;
    figures.refused_busy = station.refused_busy;
    figures.pool = station.pool.counts();
    if (server_counts) {
        figures.server = server_counts(station.index);
    }
    return figures;
}

}  // namespace

net::Task<Answer> Pages::write_metrics_page() {
    auto gathering = std::make_shared<Gathering>();
    net::Signal changed(station_.loop);
    const Leave leave{*gathering};
    gathering->changed = &changed;
    gathering->found.resize(stations_.size());
    gathering->missing = stations_.size();
    net::Loop* home = &station_.loop;
    for (std::size_t i = 0; i < stations_.size(); ++i) {
        const Station* station = stations_[i].get();
        stations_[i]->loop.post([gathering, home, station, i, counts = server_counts_] {
            home->post([gathering, i, figures = figures_of(*station, counts)] {
                gathering->found[i] = figures;
                --gathering->missing;
                if (gathering->changed != nullptr) {
                    gathering->changed->notify_all();
                }
            });
        });
    }
    const net::Deadline deadline = station_.loop.in(silence_max);
    while (gathering->missing > 0) {
        const net::Wake wake = co_await changed.wait(deadline);
        if (wake != net::Wake::ready) {
            break;
        }
    }
    std::vector<const Metrics*> metrics;
    for (const auto& station : stations_) {
        metrics.push_back(&station->metrics);
    }
    std::vector<Gauge> beside =
        gauges(gathering->found, station_.shared.ledger, *station_.serving, is_draining_());
    if (station_.shared.labeller != nullptr) {
        add_labeller(station_.shared.labeller->counts(), beside);
    }
    Answer answer;
    answer.body = write_metrics(metrics, beside);
    answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
    co_return answer;
}

}  // namespace orrery::gateway
