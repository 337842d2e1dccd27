#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "workbench.h"

namespace orrery::warehouse {
namespace {

constexpr std::string_view header =
    "generation_id,created_at,tokens_prompt,tokens_completion,model_permaslug\n";

std::string csv(std::string_view rows) {
    return std::string(header) + std::string(rows);
}

/// What the quarantine holds: reason and row, in the order of the file.
std::vector<std::string> quarantined(const Workbench& bench) {
    return bench.rows("SELECT row_number, reason FROM quarantine ORDER BY row_number");
}

using Lines = std::vector<std::string>;

TEST(BadFile, cut_gzip_brings_nothing) {
    const Workbench bench;
    const auto file = bench.directory() / "cut.csv.gz";
    ASSERT_TRUE(bench.store().execute(fmt::format(
        "COPY (SELECT 'g' || range AS generation_id, TIMESTAMP '2026-01-01' AS created_at, "
        "hash(range) % 1000 AS tokens_prompt, 1 AS tokens_completion, 'm' AS model_permaslug "
        "FROM range(20000)) TO '{}' (HEADER)",
        file.string())));
    ASSERT_EQ(outcome(bench.import("openrouter", file)), "20000 new, 0 duplicate, 0 quarantined");
    const auto whole = read_file(file);
    ASSERT_TRUE(whole);
    const Workbench other;
    const auto cut =
        other.import_text("openrouter", "cut.csv.gz", whole->substr(0, whole->size() / 2));
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().kind, ErrorKind::bad_input);
    EXPECT_EQ(other.row("SELECT count(*) FROM generations"), "0");
}

TEST(BadFile, without_a_required_column_says_which) {
    const Workbench bench;
    const auto report = bench.import_text("azure-llm", "a.csv", "TIMESTAMP,ContextTokens\n1,2\n");
    EXPECT_EQ(outcome(report),
              "the file does not have the columns of azure-llm: azure_llm lacks GeneratedTokens");
    EXPECT_EQ(
        outcome(bench.import_text("langfuse", "a.json", R"({"data":[{"id":1,"type":2}]})")),
        "the file does not have the columns of langfuse: langfuse lacks start_time (or one of "
        "its other names), provided_model_name (or one of its other names)");
}

TEST(BadFile, of_another_source_is_refused) {
    const Workbench bench;
    for (const char* source :
         {"openrouter", "claude-code", "litellm", "langfuse", "helicone", "otel", "burstgpt"}) {
        EXPECT_FALSE(bench.import(source, sample("azure_llm.csv"))) << source;
        EXPECT_FALSE(bench.import(source, sample("mooncake.jsonl"))) << source;
    }
    EXPECT_FALSE(bench.import("mooncake", sample("azure_llm.csv")));
    EXPECT_FALSE(bench.import("nonesuch", sample("azure_llm.csv")));
    EXPECT_EQ(bench.row("SELECT count(*) FROM generations"), "0");
}

TEST(BadFile, empty_or_missing_is_refused_and_header_only_brings_nothing) {
    const Workbench bench;
    EXPECT_EQ(outcome(bench.import_text("openrouter", "empty.csv", "")), "the file is empty");
    EXPECT_FALSE(bench.import("openrouter", bench.directory() / "missing.csv"));
    EXPECT_EQ(outcome(bench.import_text("openrouter", "header.csv", header)),
              "0 new, 0 duplicate, 0 quarantined");
    for (const char* json : {"[]", "{\"data\":[]}"}) {
        EXPECT_EQ(outcome(bench.import_text("langfuse", "none.json", json)),
                  "0 new, 0 duplicate, 0 quarantined");
    }
    EXPECT_EQ(bench.row("SELECT count(*) FROM import_batches"), "0");
}

TEST(BadRow, in_csv_is_quarantined_with_its_reason_and_the_others_are_taken) {
    const Workbench bench;
    const std::string text =
        csv("g1,2026-01-01 00:00:00,1,2,openai/gpt-4o\n"
            "g2,2026-01-01 00:00:00,-1,2,openai/gpt-4o\n"
            "g3,1970-01-01 00:00:00,1,2,openai/gpt-4o\n"
            "g4,2026-01-01 00:00:00,many,2,openai/gpt-4o\n"
            "g5,2126-01-01 00:00:00,1,2,openai/gpt-4o\n"
            ",2026-01-01 00:00:00,1,2,openai/gpt-4o\n"
            "g7,2026-01-01 00:00:00,1\n"
            "g8,2026-01-01 00:00:00,1,2,openai/gpt-4o\n");
    EXPECT_EQ(outcome(bench.import_text("openrouter", "bad.csv", text)),
              "2 new, 0 duplicate, 6 quarantined");
    EXPECT_EQ(bench.rows("SELECT reason FROM quarantine ORDER BY reason"),
              (Lines{"created_at is before 2015-01-01", "created_at is in the future",
                     "generation_id is missing", "prompt_tokens is negative",
                     "the line has too few columns", "tokens_prompt is not a BIGINT"}));
    EXPECT_EQ(outcome(bench.import_text("openrouter", "bad.csv", text)),
              "0 new, 2 duplicate, 6 quarantined");
    EXPECT_EQ(bench.row("SELECT count(*) FROM quarantine"), "6");
}

TEST(BadRow, with_a_nul_byte_is_quarantined) {
    const Workbench bench;
    std::string text =
        csv("g1,2026-01-01 00:00:00,1,2,openai/gpt-4o\n"
            "g2,2026-01-01 00:00:00,1,2,openai/gpt#4o\n");
    text[text.find('#')] = '\0';
    EXPECT_EQ(outcome(bench.import_text("openrouter", "nul.csv", text)),
              "1 new, 0 duplicate, 1 quarantined");
    EXPECT_EQ(bench.row("SELECT reason FROM quarantine"), "model_requested holds a NUL byte");
}

TEST(LongLine, of_ten_megabytes_is_taken_and_a_longer_one_costs_one_row) {
    const Workbench bench;
    const std::string head =
        "generation_id,created_at,tokens_prompt,tokens_completion,"
        "model_permaslug,remark\n";
    const std::string row = ",2026-01-01 00:00:00,1,2,openai/gpt-4o,";
    const std::string text = head + "g1" + row + "short\ng2" + row + std::string(10'000'000, 'x') +
                             "\ng3" + row + "short\n";
    EXPECT_EQ(outcome(bench.import_text("openrouter", "long.csv", text)),
              "3 new, 0 duplicate, 0 quarantined");
    std::string json;
    for (const auto& [id, bytes] :
         {std::pair("j1", 1), std::pair("j2", 10'000'000), std::pair("j3", 1)}) {
        json += fmt::format(R"({{"id":"{}","created_at":"2026-01-01T00:00:00Z","model":"m",)"
                            R"("tokens_prompt":1,"tokens_completion":2,"remark":"{}"}})"
                            "\n",
                            id, std::string(bytes, 'x'));
    }
    EXPECT_EQ(outcome(bench.import_text("openrouter", "long.jsonl", json)),
              "3 new, 0 duplicate, 0 quarantined");
    const std::string longer = head + "h1" + row + "short\nh2" + row +
                               std::string(20'000'000, 'x') + "\nh3" + row + "short\n";
    EXPECT_EQ(outcome(bench.import_text("openrouter", "longer.csv", longer)),
              "2 new, 0 duplicate, 1 quarantined");
}

TEST(DuplicateRow, inside_one_file_counts_once_by_its_id) {
    const Workbench bench;
    const std::string row = "g1,2026-01-01 00:00:00,1,2,openai/gpt-4o\n";
    EXPECT_EQ(outcome(bench.import_text("openrouter", "twice.csv", csv(row + row))),
              "1 new, 1 duplicate, 0 quarantined");
}

constexpr std::string_view good_line =
    R"({"timestamp": 0, "input_length": 600, "output_length": 50})"
    "\n";

TEST(BadRow, in_json_lines_is_quarantined_and_the_others_are_taken) {
    const Workbench bench;
    const std::string text = std::string(good_line) +
                             "{\"timestamp\": 5, \"input_len\n"
                             R"({"timestamp": 7, "input_length": "long", "output_length": 50})"
                             "\n"
                             R"({"timestamp": 8, "input_length": -6, "output_length": 50})"
                             "\n"
                             R"({"timestamp": 9, "input_length": 6, "output_length": 50})"
                             "\n";
    for (const char* name : {"bad.jsonl", "bad.jsonl"}) {
        const auto report = bench.import_text("mooncake", name, text);
        ASSERT_TRUE(report) << describe(report.error());
        EXPECT_EQ(report->quarantined, 3);
        EXPECT_EQ(report->fresh + report->duplicate, 2);
        EXPECT_EQ(
            bench.rows("SELECT reason FROM quarantine ORDER BY reason"),
            (Lines{"input_length is not a BIGINT", "malformed JSON", "prompt_tokens is negative"}));
    }
    EXPECT_EQ(bench.row("SELECT count(*) FROM generations"), "2");
}

TEST(BadRow, in_an_array_or_under_a_key_is_quarantined_and_the_others_are_taken) {
    const std::string objects =
        R"({"id":"obs-1","type":"GENERATION","startTime":"2026-01-01T00:00:00Z","model":"m",
            "usageDetails":{"input":1,"output":2}},
           {"id":"obs-2","type":"GENERATION","startTime":"yesterday","model":"m",
            "usageDetails":{"input":1,"output":2}},
           {"id":"obs-3","type":"GENERATION","startTime":"2026-01-01T00:00:00Z","model":"m",
            "usageDetails":{"input":"some","output":2}})";
    for (const std::string& text : {"[" + objects + "]", "{\"data\":[" + objects + "]}"}) {
        const Workbench bench;
        EXPECT_EQ(outcome(bench.import_text("langfuse", "bad.json", text)),
                  "1 new, 0 duplicate, 2 quarantined");
        EXPECT_EQ(bench.rows("SELECT reason FROM quarantine ORDER BY reason"),
                  (Lines{"start_time is not a TIMESTAMPTZ",
                         "usage_details is not a set of token counts"}));
    }
}

TEST(BadRow, in_parquet_is_quarantined_and_the_others_are_taken) {
    const Workbench bench;
    const auto file = bench.directory() / "bad.parquet";
    ASSERT_TRUE(bench.store().execute(fmt::format(
        "COPY (SELECT 'g' || n AS generation_id, CASE n WHEN 2 THEN 'soon' ELSE '2026-01-01' END "
        "AS created_at, n AS prompt_tokens FROM range(4) AS numbers(n)) TO '{}' (FORMAT parquet)",
        file.string())));
    EXPECT_EQ(outcome(bench.import("orrery", file)), "3 new, 0 duplicate, 1 quarantined");
    EXPECT_EQ(quarantined(bench), (Lines{"3|created_at is not a TIMESTAMP"}));
}

TEST(BadRow, in_a_transcript_does_not_cost_the_answers_around_it) {
    const Workbench bench;
    const auto transcript = read_file(sample("claude_code_transcript.jsonl"));
    ASSERT_TRUE(transcript);
    EXPECT_EQ(outcome(bench.import_text("claude-code", "cut.jsonl",
                                        *transcript + R"({"type":"assistant","mess)")),
              "2 new, 0 duplicate, 1 quarantined");
    EXPECT_EQ(bench.records("claude-code"),
              *read_file(sample("claude_code_transcript.jsonl.expected")));
}

}  // namespace
}  // namespace orrery::warehouse
