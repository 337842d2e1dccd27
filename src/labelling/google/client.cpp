#include "labelling/google/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/process/wiped_text.h"
#include "labelling/google/request.h"

namespace orrery::labelling::google {
namespace {

constexpr std::size_t answer_bytes_max = 256 * 1024;

Answer unsent(std::string reason) {
    Answer answer;
    answer.outcome = Outcome::unsent;
    answer.reason = std::move(reason);
    return answer;
}

/// Tells whether an outcome says that the service works, whatever it thinks of the text.
bool is_served(Outcome outcome) {
    return outcome == Outcome::labelled || outcome == Outcome::too_short ||
           outcome == Outcome::unsupported;
}

/// Tells whether no answer can have been made: the request did not get there.
bool is_before_sending(http::Failure failure) {
    return failure == http::Failure::unresolved || failure == http::Failure::refused;
}

}  // namespace

Client::Client(net::Loop& loop, http::Pool& pool, Pace& pace, BackendOptions options,
               http::Origin endpoint, std::unique_ptr<Credentials> credentials,
               std::unique_ptr<Budget> budget)
    : loop_(loop),
      pool_(pool),
      pace_(pace),
      options_(std::move(options)),
      endpoint_(std::move(endpoint)),
      credentials_(std::move(credentials)),
      budget_(std::move(budget)),
      quota_(options_.requests_per_minute),
      breaker_(options_.failures_max, options_.rest_time) {}

net::Task<Answer> Client::classify(std::string_view text) {
    if (!breaker_.pass(pace_.now())) {
        co_return unsent("the service rests after failures");
    }
    Answer answer = co_await try_often(text);
    if (is_served(answer.outcome)) {
        breaker_.succeed();
    } else if (answer.outcome == Outcome::unsent) {
        breaker_.abandon();
    } else {
        breaker_.fail(pace_.now());
    }
    co_return answer;
}

net::Task<Answer> Client::try_often(std::string_view text) {
    const std::int64_t cost = billed_units(text) * options_.unit_nano_usd;
    std::chrono::milliseconds pause = options_.first_pause;
    bool has_renewed = false;
    for (std::int64_t tried = 1;; ++tried) {
        Try one = co_await try_once(text, cost);
        // A token may be revoked before it expires: once, with another one.
        if (one.answer.outcome == Outcome::refused && !has_renewed && credentials_->forget()) {
            has_renewed = true;
            continue;
        }
        if (one.answer.outcome != Outcome::transient) {
            co_return std::move(one.answer);
        }
        one.answer.outcome = Outcome::failed;
        if (one.asked_pause > options_.pause_max) {
            breaker_.rest_until(pace_.now() + one.asked_pause);
            co_return std::move(one.answer);
        }
        if (tried >= options_.tries_max) {
            co_return std::move(one.answer);
        }
        // "Full jitter" over the upper half, so that those who failed together do not return so.
        const auto spread = std::chrono::duration_cast<std::chrono::milliseconds>(
            pause * (0.5 + 0.5 * pace_.jitter()));
        const std::chrono::milliseconds wait = std::max(spread, one.asked_pause);
        pause = std::min(pause * 2, options_.pause_max);
        co_await pace_.pause(loop_, wait);
    }
}

net::Task<Client::Try> Client::try_once(std::string_view text, std::int64_t cost) {
    Try one;
    const auto wait = quota_.take(pace_.now(), options_.quota_time);
    if (!wait) {
        one.answer = unsent("the quota has no room in time");
        co_return one;
    }
    if (*wait > net::Clock::duration::zero()) {
        co_await pace_.pause(loop_, *wait);
    }
    const Credentials::Field field = co_await credentials_->field(loop_, pool_, pace_);
    if (field.outcome != Outcome::labelled) {
        ++failures_;
        one.answer.outcome = field.outcome;
        one.answer.reason = field.reason;
        co_return one;
    }
    if (!budget_->reserve(cost, pace_.utc())) {
        one.answer = unsent("the budget is spent");
        co_return one;
    }
    one = co_await send(text, field.text);
    if (!one.may_be_billed) {
        budget_->give_back(cost, pace_.utc());
    }
    if (!is_served(one.answer.outcome)) {
        ++failures_;
    }
    co_return one;
}

net::Task<Client::Try> Client::send(std::string_view text, std::string_view authorization) {
    ++requests_;
    Try one;
    one.answer.outcome = Outcome::transient;
    WipedText body(body_bytes_max(text));
    append_body(body.text(), options_.google_api, text);
    const std::string head =
        request_head(endpoint_, options_.google_api, authorization, body.text().size());
    const std::array<std::string_view, 2> parts{head, body.text()};
    const net::Deadline start = net::Clock::now();
    const net::Deadline connected = start + std::min(options_.connect_time, options_.request_time);
    const net::Deadline deadline = start + options_.request_time;
    http::Call call(pool_, endpoint_);
    const auto answer = co_await call.send(parts, connected, deadline);
    if (!answer) {
        one.may_be_billed = !is_before_sending(answer.error());
        one.answer.reason = http::name_of(answer.error());
        co_return one;
    }
    const int status = (*answer)->status;
    one.asked_pause = retry_after((*answer)->field("retry-after"), pace_.utc());
    std::string answered;
    const auto read = co_await call.read_all(answered, answer_bytes_max, deadline);
    if (!read && status == 200) {
        one.answer.reason = http::name_of(read.error());
        co_return one;
    }
    // Google bills answers, not errors.
    one.may_be_billed = status == 200;
    one.answer = read_answer(status, answered);
    co_return one;
}

}  // namespace orrery::labelling::google
