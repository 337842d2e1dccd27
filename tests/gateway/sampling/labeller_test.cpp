#include "gateway/sampling/labeller.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>

#include "classifier/sampling.h"
#include "gateway/support/one_model.h"
#include "ledger/drain.h"
#include "support/test_store.h"

namespace orrery::gateway::testing {
namespace {

/// What a test sees of its backends.
struct Script {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> texts;
    bool is_held = false;  ///< Nothing is answered while it is.
};

/// Says that everything is programming, in Swedish.
class ScriptedBackend final : public classifier::Backend {
public:
    explicit ScriptedBackend(Script& script) : script_(script) {}

    std::vector<classifier::Labelling> label(std::span<const std::string_view> texts) override {
        std::unique_lock lock(script_.mutex);
        script_.changed.wait(lock, [this] { return !script_.is_held; });
        std::vector<classifier::Labelling> all;
        for (const std::string_view text : texts) {
            script_.texts.emplace_back(text);
            classifier::Labelling one;
            one.tagged = text != "nothing";
            if (one.tagged) {
                one.path = "/Computers & Electronics/Programming";
                one.labels = {{"/Computers & Electronics", 0.9}, {one.path, 0.8}};
                one.tag = "Programming";
                one.category = "programming";
                one.confidence = 0.8;
            }
            one.language.code = "sv";
            one.language.confidence = 0.7;
            one.classifier = "script 1";
            all.push_back(std::move(one));
        }
        return all;
    }
    classifier::BackendCounts counts() const override { return {}; }

private:
    Script& script_;
};

class Labelling : public ::testing::Test {
protected:
    void SetUp() override {
        one_.gateway.config.classifier.sample = 1;
        one_.gateway.beside.make_backend =
            [this]() -> Result<std::unique_ptr<classifier::Backend>> {
            return std::make_unique<ScriptedBackend>(script_);
        };
    }
    void TearDown() override { hold(false); }

    void hold(bool is_held) {
        const std::scoped_lock lock(script_.mutex);
        script_.is_held = is_held;
        script_.changed.notify_all();
    }
    std::string ask(const std::string& text, const std::string& path = chat_path) {
        const std::string body = fmt::format(R"({{"model":"lab/model","max_tokens":9,)"
                                             R"("messages":[{{"role":"user","content":"{}"}}]}})",
                                             text);
        return TestClient::post(one_.gateway.port(), path, one_.gateway.key(), body)
            .fields["x-generation-id"];
    }
    [[nodiscard]] std::vector<std::string> seen() {
        const std::scoped_lock lock(script_.mutex);
        return script_.texts;
    }
    /// Ends the gateway's part that labels, then brings everything into a store.
    void drain() {
        one_.gateway.gateway().stop();
        ASSERT_TRUE(one_.gateway.ledger().apply_pending());
        ledger::Drain drain;
        ASSERT_TRUE(drain.drain(one_.gateway.ledger(), *store_, 1000));
        ASSERT_TRUE(drain.drain_labels(one_.gateway.ledger(), *store_, 1000));
        ASSERT_TRUE(store_->refresh_marts());
    }
    using Rows = std::vector<std::string>;

    Script script_;
    One one_{[](http::Exchange& exchange, int) {
        return answer_json(exchange, 200, whole(R"({"prompt_tokens":7,"completion_tokens":3})"));
    }};
    test_support::TestStore store_;
};

TEST_F(Labelling, brings_labels_and_marts_behind_their_generations) {
    one_.gateway.start();
    const std::string id = ask("write a loop");
    const std::string other = ask("nothing");
    drain();
    EXPECT_EQ(store_.rows("SELECT path, tag, category, confidence, inclusion_probability, "
                          "language, language_confidence FROM labels WHERE generation_id = '" +
                          id + "' ORDER BY category NULLS LAST"),
              (Rows{"/Computers & Electronics/Programming|Programming|programming|0.8|1.0|sv|0.7",
                    "/Computers & Electronics|NULL|NULL|0.9|1.0|sv|0.7"}));
    EXPECT_EQ(store_.rows("SELECT path, category, confidence, language FROM labels WHERE "
                          "generation_id = '" +
                          other + "'"),
              Rows{"NULL|NULL|NULL|sv"});
    EXPECT_EQ(store_.rows("SELECT DISTINCT classifier FROM labels"),
              Rows{"script 1 salt " + classifier::salt_version(classifier::default_salt)});
    EXPECT_EQ(store_.rows("SELECT category, tag, n, tokens FROM mart_tags"),
              Rows{"programming|Programming|1|10"});
    EXPECT_EQ(store_.rows("SELECT language, n FROM mart_languages"), Rows{"sv|2"});
}

TEST_F(Labelling, leaves_out_accounts_that_do_not_allow_it) {
    one_.gateway.allows_sampling = false;
    one_.gateway.start();
    EXPECT_NE(ask("mine alone"), "");
    drain();
    EXPECT_TRUE(seen().empty());
    EXPECT_EQ(store_.rows("SELECT count(*) FROM labels"), Rows{"0"});
}

TEST_F(Labelling, follows_an_account_that_changes_its_mind) {
    one_.gateway.start();
    ask("first");
    ledger::AccountChange change;
    change.allows_sampling = false;
    ASSERT_TRUE(one_.gateway.ledger().registry().update_account(one_.gateway.account(), change));
    ASSERT_TRUE(one_.gateway.ledger().refresh_directory());
    ask("second");
    drain();
    EXPECT_EQ(seen(), std::vector<std::string>{"first"});
}

TEST_F(Labelling, is_off_where_the_sample_is_none) {
    one_.gateway.config.classifier.sample = 0;
    one_.gateway.start();
    ask("anything");
    const auto page = TestClient::get(one_.gateway.port(), "/metrics").body;
    EXPECT_EQ(page.find("orrery_labelled_total"), std::string::npos);
    drain();
    EXPECT_TRUE(seen().empty());
}

TEST_F(Labelling, takes_exactly_the_sample) {
    one_.gateway.config.classifier.sample = 0.5;
    one_.gateway.config.classifier.salt = "a salt of the operator";
    one_.gateway.start();
    std::set<std::string> wanted;
    for (int i = 0; i < 60; ++i) {
        const std::string id = ask(fmt::format("text {}", i));
        if (classifier::is_sampled(id, "a salt of the operator", 0.5)) {
            wanted.insert(fmt::format("text {}", i));
        }
    }
    drain();
    const auto texts = seen();
    EXPECT_EQ(std::set<std::string>(texts.begin(), texts.end()), wanted);
    EXPECT_EQ(store_.rows("SELECT DISTINCT inclusion_probability FROM labels"), Rows{"0.5"});
}

TEST_F(Labelling, drops_what_its_queue_cannot_hold_and_answers_all_the_same) {
    one_.gateway.config.classifier.queue_max = 1;
    one_.gateway.start();
    hold(true);
    for (int i = 0; i < 30; ++i) {
        EXPECT_NE(ask(fmt::format("text {}", i)), "");
    }
    const auto figure = [&](const std::string& name) {
        const auto page = TestClient::get(one_.gateway.port(), "/metrics").body;
        const auto at = page.find("\n" + name + " ");
        return at == std::string::npos ? -1.0 : std::stod(page.substr(at + name.size() + 2));
    };
    const auto settles = [&] { return figure("orrery_label_queue_depth") == 1; };
    EXPECT_TRUE(comes_true(settles));
    const double dropped = figure("orrery_labelled_total{result=\"dropped\"}");
    EXPECT_GE(dropped, 10);
    EXPECT_EQ(TestClient::get(one_.gateway.port(), "/readyz").status, 200);
    hold(false);
    EXPECT_TRUE(comes_true(
        [&] { return figure("orrery_labelled_total{result=\"tagged\"}") + dropped == 30; }));
}

TEST_F(Labelling, reads_every_kind_of_request_but_embeddings) {
    one_.gateway.start();
    ask("of chat");
    ask("of messages", "/api/v1/messages");
    const auto post = [&](const std::string& path, const std::string& body) {
        EXPECT_NE(TestClient::post(one_.gateway.port(), path, one_.gateway.key(), body).status, 0);
    };
    post("/api/v1/responses", R"({"model":"lab/model","input":"of responses"})");
    post("/api/v1/completions", R"({"model":"lab/model","prompt":"of completions"})");
    post("/api/v1/embeddings", R"({"model":"lab/model","input":"of embeddings"})");
    drain();
    auto texts = seen();
    std::ranges::sort(texts);
    EXPECT_EQ(texts, (std::vector<std::string>{"of chat", "of completions", "of messages",
                                               "of responses"}));
}

TEST_F(Labelling, that_cannot_begin_keeps_the_gateway_from_starting) {
    test_support::TemporaryDirectory room;
    ClassifierConfig config;
    ledger::Options options;
    options.directory = room.path();
    const auto ledger = ledger::Ledger::open(options);
    ASSERT_TRUE(ledger);
    const auto started = Labeller::start(
        config,
        []() -> Result<std::unique_ptr<classifier::Backend>> {
            return fail(ErrorKind::bad_input, "no key");
        },
        **ledger);
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().what, "no key");
}

}  // namespace
}  // namespace orrery::gateway::testing
