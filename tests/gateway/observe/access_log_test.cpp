#include "gateway/observe/access_log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/format/json.h"
#include "gateway/support/reports.h"
#include "support/temporary_directory.h"

namespace orrery::gateway {
namespace {

using nlohmann::json;
using test_support::Reported;

std::vector<json> lines_of(const std::filesystem::path& file) {
    std::vector<json> lines;
    std::istringstream text(read_file(file).value_or(""));
    for (std::string line; std::getline(text, line);) {
        lines.push_back(json::parse(line, nullptr, false));
        EXPECT_FALSE(lines.back().is_discarded()) << line;
    }
    return lines;
}

TEST(access_log, a_line_tells_the_request_and_its_generation) {
    const Reported good;
    const json line = json::parse(access_line(good.report), nullptr, false);
    EXPECT_EQ(line["time"], "2023-11-14T22:13:20.000000Z");
    EXPECT_EQ(line["method"], "POST");
    EXPECT_EQ(line["path"], "/api/v1/chat/completions");
    EXPECT_EQ(line["status"], 200);
    EXPECT_EQ(line["ms"], 501.5);
    EXPECT_EQ(line["bytes"], 4096);
    EXPECT_EQ(line["client"], "192.0.2.7");
    EXPECT_EQ(line["trace_id"], "0123456789abcdef0123456789abcdef");
    EXPECT_EQ(line["account"], "team");
    EXPECT_EQ(line["key"], "laptop");
    EXPECT_EQ(line["id"], "gen-1");
    EXPECT_EQ(line["terminal_state"], "done");
    EXPECT_EQ(line["streamed"], true);
    EXPECT_EQ(line["prompt_tokens"], 100);
    EXPECT_EQ(line["cost_nano_usd"], 12'345);
}

TEST(access_log, what_is_unknown_is_no_member) {
    Reported page;
    page.report.generation = nullptr;
    page.report.trace_parent = {};
    page.report.account = {};
    const json line = json::parse(access_line(page.report), nullptr, false);
    for (const char* name : {"id", "model", "prompt_tokens", "trace_id", "account"}) {
        EXPECT_FALSE(line.contains(name)) << name;
    }
    Reported vague;
    vague.generation.prompt_tokens.reset();
    vague.generation.completion_tokens = 0;
    const json known = json::parse(access_line(vague.report), nullptr, false);
    EXPECT_FALSE(known.contains("prompt_tokens"));
    EXPECT_EQ(known["completion_tokens"], 0);
}

TEST(access_log, whatever_a_client_sends_is_one_line_of_json) {
    Reported odd;
    odd.report.path = "/a\"b\\c\nd\xff\x01";
    odd.report.account = "Zo\xc3\xab";
    const std::string text = access_line(odd.report);
    EXPECT_EQ(std::ranges::count(text, '\n'), 1);
    const json line = json::parse(text, nullptr, false);
    ASSERT_FALSE(line.is_discarded()) << text;
    EXPECT_EQ(line["account"], "Zo\xc3\xab");
}

TEST(access_log, a_query_is_not_logged) {
    Reported careless;
    careless.report.path = "/api/v1/generation?key=sk-canary";
    EXPECT_EQ(access_line(careless.report).find("canary"), std::string::npos);
}

TEST(access_log, all_lines_are_in_the_file_once_it_is_closed) {
    const test_support::TemporaryDirectory directory;
    const auto file = directory / "access.log";
    {
        auto log = AccessLog::open(file.string());
        ASSERT_TRUE(log);
        Reported report;
        for (int i = 0; i < 5000; ++i) {
            report.report.status = 200 + i % 2;
            (*log)->note(report.report);
        }
        EXPECT_EQ((*log)->dropped(), 0U);
    }
    EXPECT_EQ(lines_of(file).size(), 5000U);
}

TEST(access_log, a_log_that_was_moved_goes_on_in_a_new_file) {
    const test_support::TemporaryDirectory directory;
    const auto file = directory / "access.log";
    const auto moved = directory / "access.log.1";
    {
        auto log = AccessLog::open(file.string());
        ASSERT_TRUE(log);
        const Reported report;
        (*log)->note(report.report);
        std::filesystem::rename(file, moved);
        (*log)->reopen();
        while (!std::filesystem::exists(file)) {
            std::this_thread::yield();
        }
        (*log)->note(report.report);
    }
    EXPECT_EQ(lines_of(moved).size(), 1U);
    EXPECT_EQ(lines_of(file).size(), 1U);
}

TEST(access_log, lines_that_cannot_be_written_are_dropped_and_counted) {
    auto log = AccessLog::open("/dev/full");
    ASSERT_TRUE(log);
    const Reported report;
    for (int i = 0; i < 10; ++i) {
        (*log)->note(report.report);
    }
    while ((*log)->dropped() < 10) {
        std::this_thread::yield();
    }
    EXPECT_EQ((*log)->dropped(), 10U);
}

TEST(access_log, a_reader_that_stops_reading_costs_lines_and_no_memory) {
    const test_support::TemporaryDirectory directory;
    const auto pipe = (directory / "pipe").string();
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    ASSERT_GE(reader, 0);
    auto log = AccessLog::open(pipe);
    ASSERT_TRUE(log);
    const Reported report;
    const std::size_t line = access_line(report.report).size();
    const std::size_t lines = 3 * AccessLog::waiting_bytes_max / line;
    for (std::size_t i = 0; i < lines; ++i) {
        (*log)->note(report.report);
    }
    EXPECT_GT((*log)->dropped(), lines / 4);
    ::close(reader);  // The writer's write fails, so that it can end.
}

TEST(access_log, a_file_that_cannot_be_opened_is_named) {
    const auto log = AccessLog::open("/nowhere/access.log");
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().where, "/nowhere/access.log");
}

}  // namespace
}  // namespace orrery::gateway
