#include "gateway/observe/spans.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/format/json.h"
#include "gateway/observe/span_json.h"
#include "gateway/support/reports.h"
#include "gateway/support/served_handler.h"

namespace orrery::gateway {
namespace {

using nlohmann::json;
using test_support::Reported;

/// A collector that answers each request with the next of some statuses, the last one for ever.
class Collector {
public:
    explicit Collector(std::vector<int> statuses, std::string body = "{}")
        : statuses_(std::move(statuses)), answer_(std::move(body)), served_([this](net::Loop&) {
              return [this](http::Exchange& exchange) { return serve(exchange); };
          }) {}

    [[nodiscard]] std::uint16_t port() const { return served_.port(); }

    /// Waits until so many requests have come.
    std::vector<json> wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        EXPECT_TRUE(arrived_.wait_for(lock, std::chrono::seconds(20),
                                      [&] { return bodies_.size() >= count; }));
        return bodies_;
    }
    std::string last_target() {
        const std::lock_guard lock(mutex_);
        return target_;
    }

private:
    net::Task<void> serve(http::Exchange& exchange) {
        int status = 0;
        {
            const std::lock_guard lock(mutex_);
            target_ = std::string(exchange.head().target);
            EXPECT_EQ(exchange.head().field("content-type"), "application/json");
            status = statuses_[std::min(bodies_.size(), statuses_.size() - 1)];
            bodies_.push_back(json::parse(exchange.body(), nullptr, false));
            EXPECT_FALSE(bodies_.back().is_discarded());
        }
        arrived_.notify_all();
        const std::array<http::Field, 1> fields{{{"Content-Type", "application/json"}}};
        const std::array<std::string_view, 1> parts{answer_};
        const net::Io io = co_await exchange.respond(status, fields, parts);
        EXPECT_EQ(io, net::Io::done);
    }

    std::vector<int> statuses_;
    std::string answer_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<json> bodies_;
    std::string target_;
    test_support::ServedHandler served_;
};

/// Spans on a loop and a thread of their own.
class Sender {
public:
    explicit Sender(std::uint16_t port, SpansOptions options, const std::string& path = "") {
        loop_ = net::Loop::open().value();
        resolver_ = std::make_unique<net::Resolver>(*loop_, workers_, std::chrono::seconds(60));
        pool_ = std::make_unique<http::Pool>(*loop_, *resolver_, nullptr, http::PoolOptions{});
        auto origin = http::Origin::parse(fmt::format("http://127.0.0.1:{}{}", port, path)).value();
        spans_ = std::make_unique<Spans>(*loop_, *pool_, std::move(origin), "tested", options);
        loop_->spawn(run());
        thread_ = std::thread([this] { loop_->run(); });
    }
    ~Sender() { end(); }
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    Spans& spans() { return *spans_; }
    /// Flushes and joins.
    void end() {
        if (thread_.joinable()) {
            spans_->stop();
            thread_.join();
        }
    }

private:
    net::Task<void> run() {
        co_await spans_->run();
        loop_->stop();
    }

    net::Workers workers_;
    std::unique_ptr<net::Loop> loop_;
    std::unique_ptr<net::Resolver> resolver_;
    std::unique_ptr<http::Pool> pool_;
    std::unique_ptr<Spans> spans_;
    std::thread thread_;
};

SpansOptions quick() {
    SpansOptions options;
    options.batch_time = std::chrono::milliseconds(10);
    options.first_pause = std::chrono::milliseconds(5);
    options.pause_max = std::chrono::milliseconds(20);
    return options;
}

json spans_in(const json& body) {
    return body["resourceSpans"][0]["scopeSpans"][0]["spans"];
}

json attributes_of(const json& span) {
    json attributes;
    for (const auto& one : span["attributes"]) {
        attributes[one["key"].get<std::string>()] = one["value"].front();
    }
    return attributes;
}

json written(const RequestReport& report) {
    const std::array sources{SpanSource::of(report).value()};
    return json::parse(otlp_json(sources, "tested"), nullptr, false);
}

TEST(spans, a_generation_is_a_span_by_the_genai_conventions) {
    const Reported good;
    const json body = written(good.report);
    EXPECT_EQ(body["resourceSpans"][0]["resource"]["attributes"][0]["value"]["stringValue"],
              "tested");
    const json span = spans_in(body)[0];
    EXPECT_EQ(span["traceId"], "0123456789abcdef0123456789abcdef");
    EXPECT_EQ(span["spanId"], "00000000000000bb");
    EXPECT_EQ(span["parentSpanId"], "00000000000000aa");
    EXPECT_EQ(span["name"], "chat acme/chat:nitro");
    EXPECT_EQ(span["kind"], 3);
    EXPECT_EQ(span["startTimeUnixNano"], "1700000000000000000");
    EXPECT_EQ(span["endTimeUnixNano"], "1700000000501500000");
    EXPECT_FALSE(span.contains("status"));
    const json attributes = attributes_of(span);
    EXPECT_EQ(attributes["gen_ai.operation.name"], "chat");
    EXPECT_EQ(attributes["gen_ai.provider.name"], "acme");
    EXPECT_EQ(attributes["gen_ai.request.model"], "acme/chat:nitro");
    EXPECT_EQ(attributes["gen_ai.response.model"], "acme/chat");
    EXPECT_EQ(attributes["gen_ai.response.id"], "gen-1");
    EXPECT_EQ(attributes["gen_ai.response.finish_reasons"]["values"][0]["stringValue"], "stop");
    EXPECT_EQ(attributes["gen_ai.usage.input_tokens"], "100");
    EXPECT_EQ(attributes["gen_ai.usage.output_tokens"], "40");
    EXPECT_EQ(attributes["gen_ai.usage.cache_read.input_tokens"], "60");
    EXPECT_EQ(attributes["gen_ai.usage.reasoning.output_tokens"], "10");
    EXPECT_FALSE(attributes.contains("gen_ai.usage.cache_creation.input_tokens"));
    EXPECT_FALSE(attributes.contains("error.type"));
}

TEST(spans, each_attempt_is_a_child) {
    const Reported good;
    const json body = written(good.report);
    ASSERT_EQ(spans_in(body).size(), 3U);
    const json failed = spans_in(body)[1];
    EXPECT_EQ(failed["parentSpanId"], "00000000000000bb");
    EXPECT_EQ(failed["status"]["code"], 2);
    EXPECT_EQ(attributes_of(failed)["error.type"], "timeout");
    EXPECT_FALSE(attributes_of(failed).contains("http.response.status_code"));
    const json second = spans_in(body)[2];
    EXPECT_EQ(attributes_of(second)["http.response.status_code"], "200");
    EXPECT_EQ(attributes_of(second)["http.request.resend_count"], "1");
    EXPECT_EQ(attributes_of(second)["gen_ai.request.model"], "acme-chat");
    EXPECT_NE(second["spanId"], failed["spanId"]);
}

TEST(spans, what_did_not_end_well_is_an_error) {
    Reported cut;
    cut.generation.terminal_state = "upstream_cut";
    const json span = spans_in(written(cut.report))[0];
    EXPECT_EQ(span["status"]["code"], 2);
    EXPECT_EQ(attributes_of(span)["error.type"], "upstream_cut");
}

TEST(spans, a_trace_of_ours_has_no_parent_and_an_unsampled_one_no_span) {
    Reported ours;
    ours.report.trace_parent = "00-0123456789abcdef0123456789abcdef-00000000000000bb-01";
    EXPECT_FALSE(spans_in(written(ours.report))[0].contains("parentSpanId"));
    ours.report.trace_parent = "";
    EXPECT_FALSE(spans_in(written(ours.report))[0].contains("parentSpanId"));
    ours.report.trace_parent = "00-0123456789abcdef0123456789abcdef-00000000000000aa-00";
    EXPECT_FALSE(SpanSource::of(ours.report));
    ours.report.generation = nullptr;
    EXPECT_FALSE(SpanSource::of(ours.report));
}

TEST(spans, providers_have_the_conventions_names) {
    EXPECT_EQ(conventional_provider("OpenAI"), "openai");
    EXPECT_EQ(conventional_provider("Google Vertex"), "gcp.vertex_ai");
    EXPECT_EQ(conventional_provider("Together"), "together");
}

TEST(spans, nothing_that_was_said_or_is_secret_is_written) {
    // Whatever the client sent beside the trace is no part of a report: what is there is listed.
    const Reported good;
    const json spans = spans_in(written(good.report));
    for (const json& span : spans) {
        const json attributes = attributes_of(span);
        for (const auto& [key, value] : attributes.items()) {
            EXPECT_TRUE(key.starts_with("gen_ai.") || key.starts_with("orrery.") ||
                        key.starts_with("http.") || key == "error.type")
                << key;
            for (const char* word :
                 {"message", "prompt", "content", "tool.call", "authorization"}) {
                EXPECT_EQ(key.find(word), std::string::npos) << key;
            }
        }
    }
    const std::string text = written(good.report).dump();
    for (const char* personal : {"laptop", "team", "192.0.2.7"}) {
        EXPECT_EQ(text.find(personal), std::string::npos) << personal;
    }
}

TEST(spans, batches_are_sent_by_time_and_what_is_left_at_the_end) {
    Collector collector({200});
    Sender sender(collector.port(), quick());
    const Reported good;
    sender.spans().note(good.report);
    EXPECT_EQ(spans_in(collector.wait_for(1).front()).size(), 3U);
    EXPECT_EQ(collector.last_target(), "/v1/traces");
    SpansOptions rarely;
    rarely.batch_time = std::chrono::hours(1);
    Sender last(collector.port(), rarely, "/otlp/v1/traces");
    last.spans().note(good.report);
    last.end();
    EXPECT_EQ(collector.wait_for(2).size(), 2U);
    EXPECT_EQ(collector.last_target(), "/otlp/v1/traces");
    EXPECT_EQ(last.spans().dropped(), 0U);
}

TEST(spans, a_full_batch_does_not_wait_for_its_time) {
    Collector collector({200});
    SpansOptions options = quick();
    options.batch_time = std::chrono::hours(1);
    options.batch_max = 10;
    Sender sender(collector.port(), options);
    const Reported good;
    for (int i = 0; i < 10; ++i) {
        sender.spans().note(good.report);
    }
    EXPECT_EQ(spans_in(collector.wait_for(1).front()).size(), 30U);
}

TEST(spans, a_batch_is_sent_again_while_the_collector_is_busy) {
    Collector collector({503, 429, 200});
    Sender sender(collector.port(), quick());
    const Reported good;
    sender.spans().note(good.report);
    const auto bodies = collector.wait_for(3);
    EXPECT_EQ(bodies[0], bodies[2]) << "the ids of spans must not change from try to try";
    sender.end();
    EXPECT_EQ(sender.spans().dropped(), 0U);
}

TEST(spans, what_a_collector_refuses_is_dropped_and_counted) {
    Collector collector({400});
    Sender sender(collector.port(), quick());
    const Reported good;
    sender.spans().note(good.report);
    sender.end();
    EXPECT_EQ(collector.wait_for(1).size(), 1U);
    EXPECT_EQ(sender.spans().dropped(), 1U);
}

TEST(spans, what_a_collector_takes_in_part_is_counted) {
    Collector collector({200}, R"({"partialSuccess":{"rejectedSpans":"3"}})");
    Sender sender(collector.port(), quick());
    const Reported good;
    sender.spans().note(good.report);
    sender.end();
    EXPECT_EQ(sender.spans().dropped(), 1U);
}

TEST(spans, tries_end) {
    Collector collector({503});
    SpansOptions options = quick();
    options.tries_max = 3;
    Sender sender(collector.port(), options);
    const Reported good;
    sender.spans().note(good.report);
    EXPECT_EQ(collector.wait_for(3).size(), 3U);
    while (sender.spans().dropped() == 0) {
        std::this_thread::yield();
    }
    sender.end();
    EXPECT_EQ(sender.spans().dropped(), 1U);
    EXPECT_EQ(collector.wait_for(3).size(), 3U);
}

TEST(spans, what_waits_is_bounded_and_an_absent_collector_does_not_hold_the_end_up) {
    SpansOptions options = quick();
    options.waiting_max = 20;
    options.batch_max = 100;
    options.batch_time = std::chrono::hours(1);
    options.flush_time = std::chrono::milliseconds(200);
    std::uint16_t port = 0;
    {
        const Collector gone({200});
        port = gone.port();
    }
    Sender sender(port, options);
    const Reported good;
    for (int i = 0; i < 50; ++i) {
        sender.spans().note(good.report);
    }
    EXPECT_EQ(sender.spans().dropped(), 30U);
    sender.end();
    EXPECT_EQ(sender.spans().dropped(), 50U);
}

}  // namespace
}  // namespace orrery::gateway
