// What becomes of prompts in a serving process: labels, and nothing else anywhere.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "base/format/json.h"
#include "dashboard/access/tokens.h"
#include "gateway/support/served_handler.h"
#include "ledger/registry.h"
#include "support/plain_call.h"
#include "support/served_process.h"

namespace orrery {
namespace {

namespace fs = std::filesystem;
using test_support::run_orrery;
using test_support::ServedProcess;

constexpr std::string_view canary = "quetzalcanary7731";

/// Keeps what an OpenTelemetry collector would get, and answers models' requests with an error.
class Sink {
public:
    [[nodiscard]] std::uint16_t port() const { return served_.port(); }
    /// Waits for spans that tell of a text; returns all there are.
    [[nodiscard]] std::string spans_with(std::string_view text) {
        std::unique_lock lock(mutex_);
        EXPECT_TRUE(arrived_.wait_for(lock, test_support::patience,
                                      [&] { return spans_.find(text) != std::string::npos; }));
        return spans_;
    }

private:
    net::Task<void> serve(http::Exchange& exchange) {
        const bool is_spans = exchange.head().path() == "/v1/traces";
        if (is_spans) {
            const std::scoped_lock lock(mutex_);
            spans_ += exchange.body();
            arrived_.notify_all();
        }
        const int status = is_spans ? 200 : 400;
        const std::array<http::Field, 1> fields = {http::Field{"content-type", "application/json"}};
        // A provider that quotes the request in its error.
        const nlohmann::json error = {{"message", "cannot do " + std::string(exchange.body())}};
        const nlohmann::json answer = {{"error", error}};
        const std::string body = answer.dump();
        const std::array<std::string_view, 1> parts = {body};
        (void)co_await exchange.respond(status, fields, parts);
    }

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::string spans_;
    test_support::ServedHandler served_{[this](net::Loop&) {
        return [this](http::Exchange& exchange) { return serve(exchange); };
    }};
};

class Labels : public testing::Test {
protected:
    void SetUp() override {
        const auto registry = ledger::Registry::open(store_ / "ledger");
        ASSERT_TRUE(registry) << describe(registry.error());
        ledger::NewAccount account;
        account.name = "acme";
        account.is_unlimited = true;
        ledger::NewKey key;
        key.account = (*registry)->create_account(account).value();
        key.name = "tests";
        secret_ = (*registry)->create_key(key).value().secret;
        ASSERT_TRUE(write_file(config_, fmt::format(R"toml(
[observe]
access_log = "access.log"
spans_url = "http://127.0.0.1:{0}/v1/traces"

[classifier]
sample = 1

[[providers]]
slug = "echo"
dialect = "echo"

[[providers]]
slug = "broken"
dialect = "openai"
base_url = "http://127.0.0.1:{0}/v1"

[[models]]
slug = "orrery/echo"
endpoints = [{{ provider = "echo", free = true }}]

[[models]]
slug = "orrery/broken"
endpoints = [{{ provider = "broken", free = true }}]
)toml",
                                                    sink_.port())));
    }

    /// Reads /metrics with the admin's token.
    std::string metrics_page(std::uint16_t port) const {
        const auto token = dashboard::token_of(store_, dashboard::Role::admin);
        EXPECT_TRUE(token) << describe(token.error());
        return test_support::plain_call(port, "GET", "/metrics", *token, {});
    }

    std::string post(std::uint16_t port, const std::string& path, const nlohmann::json& body) {
        return test_support::plain_call(port, "POST", "/api/v1" + path, secret_, body.dump());
    }
    [[nodiscard]] std::string sql(const std::string& query) const {
        const auto ending =
            run_orrery({"--store", store_.string(), "sql", "--format", "csv", query});
        EXPECT_EQ(ending.code, 0) << ending.err;
        return ending.out;
    }
    /// Fails for every file below a folder that holds the canary.
    static void expect_no_canary(const fs::path& folder) {
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            if (entry.is_regular_file()) {
                EXPECT_EQ(read_file(entry.path()).value_or("").find(canary), std::string::npos)
                    << entry.path();
            }
        }
    }

    test_support::TemporaryDirectory room_;
    const fs::path store_ = room_ / "store";
    const fs::path config_ = room_ / "orrery.toml";
    Sink sink_;
    std::string secret_;
};

const std::string programming =
    "Write a Python function that parses a CSV file, handles exceptions and returns a list of "
    "dictionaries. Add unit tests with pytest and explain the stack trace below. ";

nlohmann::json chat(const std::string& model, const std::string& text, bool is_stream) {
    const nlohmann::json message = {{"role", "user"}, {"content", text}};
    return {{"model", model},
            {"stream", is_stream},
            {"max_tokens", 5},
            {"messages", nlohmann::json::array({message})}};
}

TEST_F(Labels, of_prompts_come_into_the_study_and_their_texts_nowhere) {
    ServedProcess served(store_, room_.path(), config_);
    const std::uint16_t port = served.port();
    ASSERT_NE(port, 0) << served.errors();
    const std::string text = programming + std::string(canary);
    for (const bool is_stream : {false, true}) {
        for (int i = 0; i < 3; ++i) {
            const auto answer =
                post(port, "/chat/completions", chat("orrery/echo", text, is_stream));
            ASSERT_NE(answer.find(" 200 "), std::string::npos) << answer;
        }
    }
    EXPECT_NE(post(port, "/messages", chat("orrery/echo", text, false)).find(" 200 "),
              std::string::npos);
    EXPECT_NE(post(port, "/responses", {{"model", "orrery/echo"}, {"input", text}}).find(" 200 "),
              std::string::npos);
    EXPECT_NE(
        post(port, "/completions", {{"model", "orrery/echo"}, {"prompt", text}}).find(" 200 "),
        std::string::npos);
    // What fails: at the provider, and before it for its model, its shape and its bytes.
    EXPECT_NE(post(port, "/chat/completions", chat("orrery/broken", text, false)).find(" 400 "),
              std::string::npos);
    post(port, "/chat/completions", chat("orrery/none", text, false));
    post(port, "/chat/completions", {{"model", "orrery/echo"}, {"messages", text}});
    test_support::plain_call(port, "POST", "/api/v1/chat/completions", secret_,
                             R"({"model":"orrery/echo","messages":[)" + text);
    const std::string metrics = metrics_page(port);
    EXPECT_NE(metrics.find("orrery_labelled_total{result=\"tagged\"}"), std::string::npos);
    EXPECT_EQ(metrics.find(canary), std::string::npos);
    expect_no_canary(room_.path());
    EXPECT_EQ(sink_.spans_with("orrery/echo").find(canary), std::string::npos);
    EXPECT_EQ(served.end(), 0) << served.errors();

    EXPECT_EQ(served.errors().find(canary), std::string::npos) << served.errors();
    EXPECT_NE(read_file(room_ / "access.log").value_or("").find("/chat/completions"),
              std::string::npos);
    expect_no_canary(room_.path());
    EXPECT_EQ(sql("SELECT category, count(*) AS n, min(language) AS language FROM labels WHERE "
                  "category IS NOT NULL GROUP BY ALL"),
              "category,n,language\nprogramming,10,en\n");
    EXPECT_EQ(sql("SELECT category, sum(n) AS n FROM mart_tags GROUP BY ALL"),
              "category,n\nprogramming,10\n");
}

TEST_F(Labels, fill_the_study_s_figures_on_categories) {
    {
        ServedProcess served(store_, room_.path(), config_);
        const std::uint16_t port = served.port();
        ASSERT_NE(port, 0) << served.errors();
        for (int i = 0; i < 5; ++i) {
            post(port, "/chat/completions", chat("orrery/echo", programming, false));
        }
        ASSERT_EQ(served.end(), 0) << served.errors();
    }
    const auto ending = run_orrery(
        {"--store", store_.string(), "study", "fig18", "--out", (room_ / "report").string()});
    EXPECT_EQ(ending.code, 0) << ending.err;
    EXPECT_NE(read_file(room_ / "report/figures/fig18.csv").value_or("").find("programming"),
              std::string::npos)
        << ending.out;
}

TEST_F(Labels, are_kept_from_accounts_that_say_so) {
    ASSERT_EQ(run_orrery({"--store", store_.string(), "accounts", "sampling", "acme", "off"}).code,
              0);
    ServedProcess served(store_, room_.path(), config_);
    const std::uint16_t port = served.port();
    ASSERT_NE(port, 0) << served.errors();
    post(port, "/chat/completions", chat("orrery/echo", programming, false));
    EXPECT_EQ(served.end(), 0) << served.errors();
    EXPECT_EQ(sql("SELECT (SELECT count(*) FROM generations) AS g, (SELECT count(*) FROM labels) "
                  "AS l"),
              "g,l\n1,0\n");
}

TEST_F(Labels, of_answers_before_a_crash_come_with_the_next_start) {
    {
        ServedProcess served(store_, room_.path(), config_);
        const std::uint16_t port = served.port();
        ASSERT_NE(port, 0) << served.errors();
        post(port, "/chat/completions", chat("orrery/echo", programming, false));
        const auto is_labelled = [&] {
            return metrics_page(port).find("orrery_labelled_total{result=\"tagged\"} 1\n") !=
                   std::string::npos;
        };
        const auto until = std::chrono::steady_clock::now() + test_support::patience;
        while (!is_labelled() && std::chrono::steady_clock::now() < until) {
        }
        EXPECT_TRUE(served.kill_after(std::chrono::milliseconds(0)));
    }
    ServedProcess served(store_, room_.path(), config_);
    ASSERT_NE(served.port(), 0) << served.errors();
    EXPECT_EQ(served.end(), 0) << served.errors();
    EXPECT_EQ(sql("SELECT category FROM mart_tags"), "category\nprogramming\n");
}

/// A crash may not write prompts down.
TEST_F(Labels, leave_no_core_dump) {
    ServedProcess served(store_, room_.path(), config_);
    ASSERT_NE(served.port(), 0) << served.errors();
    const auto limits =
        read_file(fmt::format("/proc/{}/limits", served.pid())).value_or("not readable");
    EXPECT_EQ(limits.find("Max core file size        0                    0"),
              limits.find("Max core file size"))
        << limits;
    EXPECT_EQ(served.end(), 0);
}

}  // namespace
}  // namespace orrery
