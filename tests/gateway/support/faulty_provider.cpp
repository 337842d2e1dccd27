#include "gateway/support/faulty_provider.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <utility>

#include "base/format/json.h"
#include "gateway/support/faulty_answers.h"

namespace orrery::test_support {

/// One answer that is being given.
struct FaultyProvider::Answer {
    Wire wire = Wire::openai;
    FaultPlan plan;
    std::string id;
    std::string model;
};

namespace {

constexpr std::array<http::Field, 1> json_fields{{{"Content-Type", "application/json"}}};
constexpr std::array<http::Field, 1> event_fields{{{"Content-Type", "text/event-stream"}}};

Wire wire_of(std::string_view path) {
    if (path.ends_with("/messages")) {
        return Wire::anthropic;
    }
    return path.find("enerateContent") != std::string_view::npos ? Wire::gemini : Wire::openai;
}

int status_of(Fault fault) {
    switch (fault) {
        case Fault::status_429:
            return 429;
        case Fault::status_500:
            return 500;
        case Fault::status_502:
            return 502;
        case Fault::status_503:
            return 503;
        default:
            return 200;
    }
}

bool reports_usage(Fault fault) {
    return is_usable(fault) && fault != Fault::wrong_usage && fault != Fault::missing_usage &&
           fault != Fault::null_usage;
}

net::Task<bool> write(http::Exchange& exchange, std::string_view text, bool is_last) {
    const std::array<std::string_view, 1> parts{text};
    const net::Io io = co_await exchange.write(parts, is_last);
    co_return io == net::Io::done;
}

net::Task<bool> write_slowly(http::Exchange& exchange, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_taken = co_await write(exchange, text.substr(i, 1), i + 1 == text.size());
        if (!is_taken) {
            co_return false;
        }
    }
    co_return true;
}

std::string joined(const std::vector<std::string>& texts) {
    return fmt::format("{}", fmt::join(texts, ""));
}

/// An event, or a body, that is right but for its size.
std::string swollen(std::string text, const std::string& at, std::size_t bytes) {
    if (const auto found = text.find(at); found != std::string::npos) {
        text.insert(found, std::string(bytes, 'x'));
    }
    return text;
}

/// Changes what is sent as the fault wants it.
void spoil(FaultyScript& script, const FaultPlan& plan, std::size_t huge_bytes) {
    const std::size_t middle = script.pieces.size() / 2;
    if (plan.fault == Fault::broken_json) {
        std::string& piece = script.pieces[middle];
        piece = piece.substr(0, piece.size() / 2) + "\n\n";
    } else if (plan.fault == Fault::broken_events) {
        script.last_word.clear();
        std::string& last = script.closing.back();
        last.resize(last.size() / 2);
    } else if (plan.fault == Fault::ends_without_last_word) {
        script.closing.clear();
        script.last_word.clear();
    } else if (plan.fault == Fault::huge) {
        const std::string word = faulty_word(static_cast<std::int64_t>(middle));
        script.pieces[middle] = swollen(script.pieces[middle], word, huge_bytes);
    } else if (plan.fault == Fault::error_midway) {
        script.pieces.resize(middle);
        script.closing.clear();
        script.last_word = script.error;
    }
}

}  // namespace

http::Handler FaultyProvider::handler() {
    return [this](http::Exchange& exchange) { return serve(exchange); };
}

std::vector<Served> FaultyProvider::ledger() const {
    const std::lock_guard lock(mutex_);
    return ledger_;
}

std::vector<Served> FaultyProvider::ledger_of(std::size_t count) const {
    std::unique_lock lock(mutex_);
    entered_.wait_for(lock, std::chrono::seconds(20), [&] { return ledger_.size() >= count; });
    return ledger_;
}

std::uint64_t FaultyProvider::number_of(const http::RequestHead& head) {
    const std::string_view text = head.field("x-request-number");
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : next_++;
}

net::Task<void> FaultyProvider::serve(http::Exchange& exchange) {
    const auto body = nlohmann::json::parse(exchange.body(), nullptr, false);
    const std::string_view path = exchange.head().path();
    Answer answer;
    answer.wire = wire_of(path);
    const std::uint64_t number = number_of(exchange.head());
    answer.plan = make_fault_plan(options_.seed, number, options_.good_percent);
    answer.plan.fault = options_.only.value_or(answer.plan.fault);
    answer.id = fmt::format("faulty-{}-{}", options_.seed, number);
    answer.model = body.is_object() ? body.value("model", "faulty") : "faulty";
    const bool is_stream = path.ends_with(":streamGenerateContent") ||
                           (body.is_object() && body.value("stream", false));
    bool went_out = false;
    const int status = status_of(answer.plan.fault);
    if (status != 200) {
        co_await refuse(exchange, answer.wire, status);
    } else if (answer.plan.fault == Fault::stalls_before_head) {
        co_await stall(exchange);
    } else if (answer.plan.fault == Fault::resets && answer.plan.is_early) {
        exchange.stream().reset_on_close();
        exchange.abort();
    } else if (is_stream) {
        went_out = co_await stream(exchange, answer);
    } else {
        went_out = co_await whole(exchange, answer);
    }
    Served served;
    served.number = number;
    served.id = answer.id;
    served.wire = answer.wire;
    served.is_stream = is_stream;
    served.plan = answer.plan;
    served.went_out_whole = went_out && is_usable(answer.plan.fault);
    served.reported_usage = went_out && reports_usage(answer.plan.fault);
    {
        const std::lock_guard lock(mutex_);
        ledger_.push_back(std::move(served));
    }
    entered_.notify_all();
}

net::Task<bool> FaultyProvider::stream(http::Exchange& exchange, const Answer& answer) {
    const Fault fault = answer.plan.fault;
    FaultyScript script = faulty_script(answer.wire, answer.plan, answer.id, answer.model);
    spoil(script, answer.plan, options_.huge_bytes);
    exchange.begin(200, event_fields);
    if (fault == Fault::slow_bytes) {
        const std::string all = joined(script.opening) + joined(script.pieces) +
                                joined(script.closing) + script.last_word;
        const bool is_taken = co_await write_slowly(exchange, all);
        co_return is_taken;
    }
    std::vector<std::string> events = script.opening;
    const std::size_t half = events.size() + script.pieces.size() / 2;
    events.insert(events.end(), script.pieces.begin(), script.pieces.end());
    events.insert(events.end(), script.closing.begin(), script.closing.end());
    const bool breaks =
        fault == Fault::stalls_midway || fault == Fault::cuts_midway || fault == Fault::resets;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (breaks && i == half) {
            if (fault == Fault::stalls_midway) {
                co_await stall(exchange);
            } else if (fault == Fault::resets) {
                exchange.stream().reset_on_close();
            }
            exchange.abort();
            co_return false;
        }
        const bool is_taken = co_await write(exchange, events[i], false);
        if (!is_taken) {
            co_return false;
        }
    }
    bool is_taken = true;
    if (script.last_word.empty()) {
        const net::Io io = co_await exchange.finish();
        is_taken = io == net::Io::done;
    } else {
        is_taken = co_await write(exchange, script.last_word, true);
    }
    co_return is_taken;
}

net::Task<bool> FaultyProvider::whole(http::Exchange& exchange, const Answer& answer) {
    const Fault fault = answer.plan.fault;
    std::string body = fault == Fault::error_midway
                           ? faulty_error(answer.wire, 502)
                           : faulty_body(answer.wire, answer.plan, answer.id, answer.model);
    const std::size_t half = body.size() / 2;
    if (fault == Fault::huge) {
        body = swollen(body, faulty_word(0), options_.huge_bytes);
    }
    if (fault == Fault::broken_json || fault == Fault::broken_events) {
        body.resize(half);
    }
    if (fault == Fault::slow_bytes) {
        exchange.begin(200, json_fields);
        const bool is_taken = co_await write_slowly(exchange, body);
        co_return is_taken;
    }
    if (fault == Fault::stalls_midway || fault == Fault::cuts_midway || fault == Fault::resets) {
        exchange.begin(200, json_fields);
        const bool is_taken =
            co_await write(exchange, std::string_view(body).substr(0, half), false);
        if (is_taken && fault == Fault::stalls_midway) {
            co_await stall(exchange);
        } else if (fault == Fault::resets) {
            exchange.stream().reset_on_close();
        }
        exchange.abort();
        co_return false;
    }
    const std::array<std::string_view, 1> parts{body};
    const net::Io io = co_await exchange.respond(200, json_fields, parts);
    co_return io == net::Io::done;
}

net::Task<void> FaultyProvider::refuse(http::Exchange& exchange, Wire wire, int status) {
    const std::string body = faulty_error(wire, status);
    const std::string seconds = std::to_string(options_.retry_after_s);
    std::vector<http::Field> fields(json_fields.begin(), json_fields.end());
    if (status == 429) {
        fields.push_back({"Retry-After", seconds});
    }
    const std::array<std::string_view, 1> parts{body};
    const net::Io io = co_await exchange.respond(status, fields, parts);
    static_cast<void>(io);
}

/// Is silent until the client leaves or the time is over, and cuts the connection.
net::Task<void> FaultyProvider::stall(http::Exchange& exchange) {
    net::Stream& client = exchange.stream();
    const net::Deadline deadline = client.loop().in(options_.stall);
    while (!client.is_gone()) {
        const net::Wake wake = co_await client.readable(deadline);
        if (wake != net::Wake::ready || client.has_input()) {
            break;
        }
    }
    exchange.abort();
}

std::uint16_t unused_port() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    std::uint16_t port = 0;
    if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), length) == 0 &&
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
        port = ntohs(address.sin_port);
    }
    ::close(descriptor);
    return port;
}

}  // namespace orrery::test_support
