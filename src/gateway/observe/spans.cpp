#include "gateway/observe/spans.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <coroutine>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

#include "base/format/json.h"
#include "gateway/observe/span_json.h"

namespace orrery::gateway {
namespace {

constexpr std::size_t answer_bytes_max = 64 * 1024;

/// What a try to send a batch came to.
struct Sent {
    bool is_taken = false;
    bool is_worth_retrying = false;
    std::chrono::milliseconds asked_pause{0};  ///< Of Retry-After; 0: none.
    std::uint64_t rejected_spans = 0;
};

bool is_worth_retrying(int status) {
    return status == 429 || status == 502 || status == 503 || status == 504;
}

/// Reads the seconds of Retry-After; a date, which hardly any collector sends, is not heeded.
std::chrono::milliseconds retry_after(const http::ResponseHead& head) {
    const std::string_view text = head.field("retry-after");
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || seconds < 0) {
        return {};
    }
    return std::chrono::seconds(std::min(seconds, 3600));
}

/// Reads `partialSuccess.rejectedSpans`, a number or, as 64-bit numbers are, a text.
std::uint64_t rejected_spans(std::string_view body) {
    const auto json = nlohmann::json::parse(body, nullptr, false);
    const nlohmann::json::json_pointer path("/partialSuccess/rejectedSpans");
    if (json.is_discarded() || !json.is_object() || !json.contains(path)) {
        return 0;
    }
    const auto& count = json[path];
    if (count.is_number_unsigned()) {
        return count.get<std::uint64_t>();
    }
    std::uint64_t number = 0;
    if (count.is_string()) {
        const auto& text = count.get_ref<const std::string&>();
        std::from_chars(text.data(), text.data() + text.size(), number);
    }
    return number;
}

}  // namespace

class Spans::State {
public:
    State(net::Loop& loop, http::Pool& pool, http::Origin collector, std::string service_name,
          SpansOptions options)
        : loop_(loop),
          pool_(pool),
          collector_(std::move(collector)),
          service_name_(std::move(service_name)),
          options_(options) {
        if (!collector_.path.ends_with("/v1/traces")) {
            collector_.path += "/v1/traces";
        }
    }

    void add(SpanSource source, const std::shared_ptr<State>& self) {
        bool is_full_batch = false;
        {
            const std::lock_guard lock(mutex_);
            if (waiting_.size() >= options_.waiting_max || is_stopping_) {
                dropped_.fetch_add(1, std::memory_order_relaxed);
                return;
            }
            waiting_.push_back(std::move(source));
            is_full_batch = waiting_.size() == options_.batch_max;
        }
        if (is_full_batch) {
            loop_.post([self] { self->wake(); });
        }
    }

    void stop(const std::shared_ptr<State>& self) {
        {
            const std::lock_guard lock(mutex_);
            is_stopping_ = true;
        }
        loop_.post([self] { self->wake(); });
    }

    [[nodiscard]] bool is_stopping() {
        const std::lock_guard lock(mutex_);
        return is_stopping_;
    }
    [[nodiscard]] std::size_t waiting() {
        const std::lock_guard lock(mutex_);
        return waiting_.size();
    }
    [[nodiscard]] std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }
    [[nodiscard]] const SpansOptions& options() const { return options_; }
    [[nodiscard]] net::Loop& loop() { return loop_; }

    /// Waits until the deadline, or until there is a full batch or the end has come.
    class Pause;
    std::vector<SpanSource> take_batch();
    net::Task<Sent> send_once(const std::string& body, net::Deadline deadline);
    net::Task<void> send(std::vector<SpanSource> batch, net::Deadline last);
    void wake();

private:
    net::Loop& loop_;
    http::Pool& pool_;
    http::Origin collector_;
    std::string service_name_;
    SpansOptions options_;
    Pause* pause_ = nullptr;  ///< Touched on the loop's thread only.
    std::atomic<std::uint64_t> dropped_ = 0;
    std::mutex mutex_;
    std::deque<SpanSource> waiting_;
    bool is_stopping_ = false;
};

class Spans::State::Pause final : net::Timer {
public:
    Pause(State& state, net::Deadline deadline) : state_(state), deadline_(deadline) {
        state_.pause_ = this;
    }
    ~Pause() override { state_.pause_ = nullptr; }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

    [[nodiscard]] bool await_ready() const { return deadline_ <= state_.loop_.now(); }
    void await_suspend(std::coroutine_handle<> coroutine) {
        coroutine_ = coroutine;
        state_.loop_.timers().arm(*this, deadline_);
    }
    void await_resume() {}
    void end() {
        disarm();
        fire();
    }

private:
    void fire() override {
        if (const auto coroutine = std::exchange(coroutine_, {})) {
            coroutine.resume();
        }
    }

    State& state_;
    net::Deadline deadline_;
    std::coroutine_handle<> coroutine_;
};

void Spans::State::wake() {
    if (pause_ != nullptr) {
        pause_->end();
    }
}

std::vector<SpanSource> Spans::State::take_batch() {
    const std::lock_guard lock(mutex_);
    const std::size_t count = std::min(waiting_.size(), options_.batch_max);
    std::vector<SpanSource> batch;
    batch.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        batch.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return batch;
}

net::Task<Sent> Spans::State::send_once(const std::string& body, net::Deadline deadline) {
    const std::string head = fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n"
        "Content-Length: {}\r\n\r\n",
        collector_.path, collector_.authority, body.size());
    const std::array<std::string_view, 2> parts{head, body};
    http::Call call(pool_, collector_);
    Sent sent;
    const auto answer = co_await call.send(parts, deadline, deadline);
    if (!answer) {
        sent.is_worth_retrying = true;
        co_return sent;
    }
    const int status = (*answer)->status;
    sent.is_taken = status >= 200 && status < 300;
    sent.is_worth_retrying = is_worth_retrying(status);
    sent.asked_pause = retry_after(**answer);
    std::string text;
    const auto read = co_await call.read_all(text, answer_bytes_max, deadline);
    if (read && sent.is_taken) {
        sent.rejected_spans = rejected_spans(text);
    }
    co_return sent;
}

net::Task<void> Spans::State::send(std::vector<SpanSource> batch, net::Deadline last) {
    const std::string body = otlp_json(batch, service_name_);
    std::chrono::milliseconds pause = options_.first_pause;
    for (int tried = 1; tried <= options_.tries_max; ++tried) {
        const net::Deadline deadline = std::min(loop_.in(options_.request_time), last);
        const Sent sent = co_await send_once(body, deadline);
        if (sent.is_taken) {
            const std::uint64_t lost = std::min<std::uint64_t>(sent.rejected_spans, batch.size());
            dropped_.fetch_add(lost, std::memory_order_relaxed);
            co_return;
        }
        if (!sent.is_worth_retrying || tried == options_.tries_max || loop_.now() >= last) {
            break;
        }
        const auto asked = std::min(sent.asked_pause, options_.pause_max);
        const net::Deadline again = std::min(loop_.in(std::max(pause, asked)), last);
        pause = std::min(pause * 2, options_.pause_max);
        // A full batch wakes too, but the collector asked for rest: wait on.
        while (loop_.now() < again && !(last == net::no_deadline && is_stopping())) {
            co_await Pause(*this, again);
        }
        if (last == net::no_deadline && is_stopping()) {
            last = loop_.in(options_.flush_time);
        }
    }
    dropped_.fetch_add(batch.size(), std::memory_order_relaxed);
}

Spans::Spans(net::Loop& loop, http::Pool& pool, http::Origin collector, std::string service_name,
             SpansOptions options)
    : state_(std::make_shared<State>(loop, pool, std::move(collector), std::move(service_name),
                                     options)) {}
Spans::~Spans() = default;

void Spans::note(const RequestReport& report) {
    if (auto source = SpanSource::of(report)) {
        state_->add(*std::move(source), state_);
    }
}

net::Task<void> Spans::run() {
    const std::shared_ptr<State> state = state_;
    while (!state->is_stopping()) {
        if (state->waiting() < state->options().batch_max) {
            const net::Deadline deadline = state->loop().in(state->options().batch_time);
            co_await State::Pause(*state, deadline);
        }
        if (state->waiting() > 0 && !state->is_stopping()) {
            std::vector<SpanSource> batch = state->take_batch();
            co_await state->send(std::move(batch), net::no_deadline);
        }
    }
    const net::Deadline last = state->loop().in(state->options().flush_time);
    while (state->waiting() > 0) {
        std::vector<SpanSource> batch = state->take_batch();
        co_await state->send(std::move(batch), last);
    }
}

void Spans::stop() {
    state_->stop(state_);
}

std::uint64_t Spans::dropped() const {
    return state_->dropped();
}

}  // namespace orrery::gateway
