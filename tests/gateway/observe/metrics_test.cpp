#include "gateway/observe/metrics.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <map>
#include <regex>
#include <sstream>
#include <thread>

#include "gateway/support/reports.h"

namespace orrery::gateway {
namespace {

using test_support::Reported;

/// The samples of a page by name and labels. Fails the test on what the text format does not allow:
/// a sample before its TYPE, a family told twice, a line of neither kind, buckets that fall.
std::map<std::string, double> samples_of(const std::string& page) {
    static const std::regex sample_line(
        R"re(([a-zA-Z_:][a-zA-Z0-9_:]*))re"
        R"re((\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)+\})? (\S+))re");
    static const std::regex type_line(R"(# TYPE (\S+) (counter|gauge|histogram))");
    std::map<std::string, double> samples;
    std::map<std::string, std::string> types;
    std::string family;
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (line.starts_with("# HELP ")) {
            continue;
        }
        if (std::regex_match(line, match, type_line)) {
            family = match[1];
            EXPECT_TRUE(types.emplace(match[1], match[2]).second) << line;
            continue;
        }
        if (!std::regex_match(line, match, sample_line)) {
            ADD_FAILURE() << "neither comment nor sample: " << line;
            continue;
        }
        EXPECT_TRUE(match[1].str().starts_with(family)) << line;
        EXPECT_TRUE(samples.emplace(match[1].str() + match[2].str(), std::stod(match[3])).second)
            << line;
    }
    EXPECT_TRUE(page.empty() || page.back() == '\n');
    return samples;
}

std::map<std::string, double> samples_of(const Metrics& metrics) {
    const std::array loops{&metrics};
    return samples_of(write_metrics(loops, {}));
}

TEST(metrics, a_generation_is_counted_in_every_family) {
    Metrics metrics;
    const Reported good;
    metrics.note(good.report);
    auto samples = samples_of(metrics);
    EXPECT_EQ(samples.at(R"(orrery_requests_total{api="chat",status="200"})"), 1);
    const std::string where = R"(model="acme/chat",provider="Acme")";
    EXPECT_EQ(samples.at("orrery_generations_total{" + where + R"(,terminal_state="done"})"), 1);
    EXPECT_EQ(samples.at("orrery_tokens_total{" + where + R"(,class="uncached_in"})"), 40);
    EXPECT_EQ(samples.at("orrery_tokens_total{" + where + R"(,class="cache_read"})"), 60);
    EXPECT_EQ(samples.at("orrery_tokens_total{" + where + R"(,class="text_out"})"), 30);
    EXPECT_EQ(samples.at("orrery_tokens_total{" + where + R"(,class="reasoning_out"})"), 10);
    EXPECT_EQ(samples.at("orrery_cost_nano_usd_total{" + where + "}"), 12'345);
    EXPECT_EQ(samples.at(R"(orrery_attempts_total{provider="Slow",result="timeout"})"), 1);
    EXPECT_EQ(samples.at(R"(orrery_attempts_total{provider="Acme",result="2xx"})"), 1);
    EXPECT_EQ(samples.at(R"(orrery_request_seconds_count{api="chat"})"), 1);
    EXPECT_EQ(samples.at("orrery_ttft_seconds_count{" + where + "}"), 1);
    EXPECT_EQ(samples.at(R"(orrery_gateway_seconds_count{api="chat"})"), 1);
}

TEST(metrics, a_histogram_s_buckets_hold_all_that_is_at_most_their_bound) {
    Metrics metrics;
    Reported good;
    for (const std::int64_t took_us : {9'999, 10'000, 10'001, 81'920'000, 100'000'000}) {
        good.report.took_us = took_us;
        metrics.note(good.report);
    }
    auto samples = samples_of(metrics);
    const auto bucket = [&](std::string_view bound) {
        return samples.at(
            fmt::format(R"(orrery_request_seconds_bucket{{api="chat",le="{}"}})", bound));
    };
    EXPECT_EQ(bucket("0.01"), 2);
    EXPECT_EQ(bucket("0.02"), 3);
    EXPECT_EQ(bucket("81.92"), 4);
    EXPECT_EQ(bucket("+Inf"), 5);
    EXPECT_EQ(samples.at(R"(orrery_request_seconds_count{api="chat"})"), 5);
    EXPECT_DOUBLE_EQ(samples.at(R"(orrery_request_seconds_sum{api="chat"})"), 181.95);
}

TEST(metrics, what_is_unknown_is_left_out) {
    Metrics metrics;
    Reported vague;
    vague.generation.prompt_tokens.reset();
    vague.generation.cache_read_tokens.reset();
    vague.generation.ttft_ms.reset();
    vague.generation.gateway_us.reset();
    metrics.note(vague.report);
    for (const auto& [name, value] : samples_of(metrics)) {
        EXPECT_EQ(name.find("_in\""), std::string::npos) << name;
        EXPECT_EQ(name.find("ttft_seconds_"), std::string::npos) << name;
        EXPECT_EQ(name.find("gateway_seconds_"), std::string::npos) << name;
    }
    EXPECT_EQ(samples_of(metrics).at(
                  R"(orrery_tokens_total{model="acme/chat",provider="Acme",class="whole_out"})"),
              40);
}

TEST(metrics, a_client_cannot_make_labels_up) {
    Metrics metrics;
    Reported refused;
    refused.generation.provider.reset();
    refused.generation.terminal_state = "rejected";
    for (int i = 0; i < 2000; ++i) {
        refused.generation.model = fmt::format("made-up-{}", i);
        const std::string path = fmt::format("/made/up/{}", i);
        refused.report.path = path;
        metrics.note(refused.report);
    }
    const auto samples = samples_of(metrics);
    EXPECT_EQ(
        samples.at(
            R"(orrery_generations_total{model="none",provider="none",terminal_state="rejected"})"),
        2000);
    EXPECT_EQ(samples.at(R"(orrery_requests_total{api="other",status="200"})"), 2000);
    EXPECT_LT(samples.size(), 100U);
}

TEST(metrics, label_sets_are_bounded_and_the_rest_is_counted_together) {
    Metrics metrics;
    Reported many;
    const int sets = static_cast<int>(Metrics::label_sets_max) + 100;
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < sets; ++i) {
            many.generation.model = fmt::format("model-{}", i);
            metrics.note(many.report);
        }
    }
    double all = 0;
    double others = 0;
    std::size_t labels = 0;
    for (const auto& [name, value] : samples_of(metrics)) {
        if (name.starts_with("orrery_generations_total")) {
            all += value;
            ++labels;
            others += name.find(R"(model="other")") != std::string::npos ? value : 0;
        }
    }
    EXPECT_EQ(all, 2 * sets);
    EXPECT_EQ(labels, Metrics::label_sets_max);
    EXPECT_EQ(others, 2 * 101);
}

TEST(metrics, loops_are_added_up) {
    Metrics first;
    Metrics second;
    const Reported good;
    first.note(good.report);
    second.note(good.report);
    const std::array loops{&first, &second};
    const auto samples = samples_of(write_metrics(loops, {}));
    EXPECT_EQ(samples.at(R"(orrery_requests_total{api="chat",status="200"})"), 2);
    EXPECT_EQ(samples.at(R"(orrery_request_seconds_bucket{api="chat",le="+Inf"})"), 2);
}

TEST(metrics, values_of_labels_are_escaped) {
    Metrics metrics;
    Reported odd;
    odd.generation.provider = "a\"b\\c\nd";
    metrics.note(odd.report);
    EXPECT_EQ(samples_of(metrics).count(
                  R"(orrery_cost_nano_usd_total{model="acme/chat",provider="a\"b\\c\nd"})"),
              1U);
}

TEST(metrics, gauges_of_a_name_stand_together) {
    const std::array<Gauge, 3> gauges{
        {{"orrery_in_flight", "Requests in flight.", R"(provider="a")", 3, false},
         {"orrery_dropped_total", "Dropped.", "", 7, true},
         {"orrery_in_flight", "Requests in flight.", R"(provider="b")", 0.5, false}}};
    const std::string page = write_metrics({}, gauges);
    const auto samples = samples_of(page);
    EXPECT_EQ(samples.at(R"(orrery_in_flight{provider="a"})"), 3);
    EXPECT_EQ(samples.at(R"(orrery_in_flight{provider="b"})"), 0.5);
    EXPECT_EQ(samples.at("orrery_dropped_total"), 7);
    EXPECT_NE(page.find("# TYPE orrery_dropped_total counter\n"), std::string::npos);
    EXPECT_NE(page.find("# TYPE orrery_in_flight gauge\n"), std::string::npos);
}

TEST(metrics, a_page_may_be_written_while_a_loop_counts) {
    Metrics metrics;
    std::atomic<bool> is_over = false;
    std::thread loop([&] {
        Reported report;
        for (int i = 0; i < 20'000; ++i) {
            report.generation.model = fmt::format("model-{}", i % 700);
            metrics.note(report.report);
        }
        is_over = true;
    });
    double last = 0;
    while (!is_over) {
        const std::array loops{&metrics};
        const std::string page = write_metrics(loops, {});
        const auto at = page.find("orrery_requests_total{");
        const double count =
            at == std::string::npos ? 0 : std::stod(page.substr(page.find('}', at) + 2));
        EXPECT_GE(count, last);
        last = count;
    }
    loop.join();
    EXPECT_EQ(samples_of(metrics).at(R"(orrery_requests_total{api="chat",status="200"})"), 20'000);
}

}  // namespace
}  // namespace orrery::gateway
