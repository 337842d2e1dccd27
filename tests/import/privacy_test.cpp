#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "workbench.h"

namespace orrery::warehouse {
namespace {

struct Input {
    const char* source;
    const char* file;
};

/// Samples that between them hold every kind of name and some text.
const Input inputs[]{
    {"openrouter", "openrouter.csv"},
    {"openrouter", "openrouter_generation.json"},
    {"burstgpt", "burstgpt_sessions.csv"},
    {"chatlog", "chatlog.jsonl"},
    {"chatlog", "chatlog_prompts.csv"},
    {"claude-code", "claude_code.csv"},
    {"litellm", "litellm.csv"},
    {"claude-code", "claude_code_transcript.jsonl"},
    {"litellm", "litellm.json"},
    {"langfuse", "langfuse.csv"},
    {"langfuse", "langfuse_api.json"},
    {"helicone", "helicone.csv"},
    {"helicone", "helicone.json"},
    {"otel", "otel_genai.csv"},
    {"otel", "otel_old_names.jsonl"},
    {"otel", "otel_openinference.csv"},
    {"otel", "otel_otlp.json"},
};

const char* const clear_values[]{"user-amber",  "key-amber",        "hash-of-key", "team-blue",
                                 "session-",    "conversation-elm", "trace-",      "10.0.0.7",
                                 "secret rope", "mooring"};

/// Every stored record and quarantined row as one text.
std::string everything(const Workbench& bench) {
    std::string text;
    for (const char* table : {"generations", "quarantine"}) {
        for (const std::string& row : bench.rows(fmt::format("SELECT * FROM {}", table))) {
            text += row + "\n";
        }
    }
    return text;
}

TEST(Personal, values_and_texts_never_reach_the_store) {
    const Workbench bench;
    for (const Input& input : inputs) {
        ASSERT_TRUE(bench.import(input.source, sample(input.file))) << input.file;
    }
    ASSERT_TRUE(bench.store().execute("CHECKPOINT"));
    const std::string stored = everything(bench);
    const auto database = read_file(bench.directory() / "store" / "orrery.duckdb");
    ASSERT_TRUE(database);
    for (const char* value : clear_values) {
        EXPECT_EQ(stored.find(value), std::string::npos) << value;
        EXPECT_EQ(database->find(value), std::string::npos) << value;
    }
}

TEST(Personal, texts_of_unreadable_rows_are_not_quarantined_with_them) {
    const Workbench bench;
    EXPECT_EQ(outcome(bench.import_text(
                  "claude-code", "odd.jsonl",
                  R"({"type":"assistant","timestamp":"2026-01-01T00:00:00Z","requestId":"r1",)"
                  R"("message":{"id":"m","usage":{"input_tokens":1,"output_tokens":1}}})"
                  "\n"
                  R"({"type":"assistant","timestamp":"noon","sessionId":"session-birch",)"
                  R"("message":{"content":[{"type":"text","text":"a secret rope"}]}})"
                  "\n")),
              "1 new, 0 duplicate, 1 quarantined");
    const std::string row = bench.row("SELECT reason, record FROM quarantine");
    EXPECT_TRUE(row.starts_with("timestamp is not a TIMESTAMPTZ|")) << row;
    EXPECT_EQ(row.find("rope"), std::string::npos) << row;
    EXPECT_EQ(row.find("session-birch"), std::string::npos) << row;
}

TEST(Personal, hashes_agree_within_a_store_and_differ_between_stores) {
    const Workbench one;
    const Workbench other;
    const std::string hashes =
        "SELECT DISTINCT account_id FROM generations "
        "WHERE account_id <> coalesce(api_key_id, '')";
    for (const Workbench* bench : {&one, &other}) {
        ASSERT_TRUE(bench->import("openrouter", sample("openrouter.csv")));
        ASSERT_TRUE(bench->import("openrouter", sample("openrouter_generation.json")));
        ASSERT_TRUE(bench->import("helicone", sample("helicone.csv")));
        ASSERT_TRUE(bench->import("otel", sample("otel_otlp.json")));
        EXPECT_EQ(bench->rows(hashes).size(), 1U);
    }
    EXPECT_NE(one.row(hashes), other.row(hashes));
}

TEST(SecretKey, does_not_stay_in_the_session) {
    const Workbench bench;
    const auto key = bench.store().secret_key();
    ASSERT_TRUE(key);
    ASSERT_TRUE(bench.import("openrouter", sample("openrouter.csv")));
    ASSERT_TRUE(bench.import("openrouter", sample("openrouter.csv"), Commitment::dry_run));
    ASSERT_FALSE(bench.import("openrouter", sample("mooncake.jsonl")));
    EXPECT_EQ(
        bench.row("SELECT count(*) FROM duckdb_functions() WHERE contains(macro_definition, '" +
                  *key + "')"),
        "0");
}

TEST(DryRun, reports_and_writes_nothing) {
    const Workbench bench;
    for (const Input& input : inputs) {
        const auto dry = bench.import(input.source, sample(input.file), Commitment::dry_run);
        ASSERT_TRUE(dry) << describe(dry.error());
        EXPECT_GT(dry->fresh, 0) << input.file;
    }
    for (const char* table : {"generations", "quarantine", "import_batches"}) {
        EXPECT_EQ(bench.row(fmt::format("SELECT count(*) FROM {}", table)), "0") << table;
    }
}

}  // namespace
}  // namespace orrery::warehouse
