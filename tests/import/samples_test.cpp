#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "base/file.h"
#include "workbench.h"

namespace orrery::warehouse {
namespace {

/// A written sample of a source; the records it must become stand in <file>.expected beside it.
struct Sample {
    const char* source;
    const char* file;
    const char* mapping;
    const char* outcome;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.file;
}

const Sample samples[]{
    {"azure-llm", "azure_llm.csv", "azure_llm", "3 new, 0 duplicate, 0 quarantined"},
    {"azure-llm", "azure_llm_2024.csv", "azure_llm", "1 new, 0 duplicate, 0 quarantined"},
    {"burstgpt", "burstgpt.csv", "burstgpt", "2 new, 0 duplicate, 1 quarantined"},
    {"burstgpt", "burstgpt_sessions.csv", "burstgpt", "2 new, 0 duplicate, 0 quarantined"},
    {"chatlog", "chatlog.jsonl", "chatlog", "3 new, 0 duplicate, 1 quarantined"},
    {"claude-code", "claude_code.csv", "claude_code", "2 new, 0 duplicate, 0 quarantined"},
    {"claude-code", "claude_code_transcript.jsonl", "claude_code_transcript",
     "2 new, 0 duplicate, 0 quarantined"},
    {"helicone", "helicone.csv", "helicone", "2 new, 0 duplicate, 0 quarantined"},
    {"helicone", "helicone.json", "helicone", "1 new, 0 duplicate, 1 quarantined"},
    {"langfuse", "langfuse.csv", "langfuse", "3 new, 0 duplicate, 1 quarantined"},
    {"langfuse", "langfuse_api.json", "langfuse", "2 new, 0 duplicate, 0 quarantined"},
    {"litellm", "litellm.csv", "litellm", "2 new, 0 duplicate, 1 quarantined"},
    {"litellm", "litellm.json", "litellm", "1 new, 0 duplicate, 1 quarantined"},
    {"mooncake", "mooncake.jsonl", "mooncake", "3 new, 0 duplicate, 0 quarantined"},
    {"openrouter", "openrouter.csv", "openrouter", "2 new, 0 duplicate, 0 quarantined"},
    {"openrouter", "openrouter_old.csv", "openrouter", "2 new, 0 duplicate, 0 quarantined"},
    {"openrouter", "openrouter_activity.json", "openrouter_activity",
     "4 new, 0 duplicate, 2 quarantined"},
    {"openrouter", "openrouter_generation.json", "openrouter_generation",
     "1 new, 0 duplicate, 0 quarantined"},
    {"openrouter", "openrouter_generation_bare.jsonl", "openrouter_generation",
     "3 new, 0 duplicate, 0 quarantined"},
    {"orrery", "orrery.jsonl", "orrery", "1 new, 0 duplicate, 0 quarantined"},
    {"otel", "otel_genai.csv", "otel_spans", "2 new, 0 duplicate, 0 quarantined"},
    {"otel", "otel_old_names.jsonl", "otel_spans", "1 new, 0 duplicate, 1 quarantined"},
    {"otel", "otel_openinference.csv", "otel_spans", "1 new, 0 duplicate, 0 quarantined"},
    {"otel", "otel_otlp.json", "otel_otlp", "2 new, 0 duplicate, 0 quarantined"},
    {"otel", "otel_plain.csv", "otel_spans", "2 new, 0 duplicate, 0 quarantined"},
};

class Samples : public ::testing::TestWithParam<Sample> {};

/// Our own records keep the source they name; all others have the importer's.
std::string recorded_source(const Sample& sample) {
    return std::string(sample.source) == "orrery" ? "gateway" : sample.source;
}

/// Compares with the expected records, or with ORRERY_APPROVE set writes them anew.
void expect_records(const std::string& actual, const std::filesystem::path& expected) {
    if (std::getenv("ORRERY_APPROVE") != nullptr) {
        ASSERT_TRUE(write_file(expected, actual));
    }
    const auto text = read_file(expected);
    ASSERT_TRUE(text) << expected;
    EXPECT_EQ(actual, *text);
}

TEST_P(Samples, become_the_expected_records_and_a_second_import_changes_nothing) {
    const Sample& one = GetParam();
    const Workbench bench;
    const auto first = bench.import(one.source, sample(one.file));
    ASSERT_TRUE(first) << describe(first.error());
    EXPECT_EQ(outcome(first), one.outcome);
    EXPECT_EQ(first->mapping, one.mapping);
    const std::string records = bench.records(recorded_source(one));
    expect_records(records, sample(std::string(one.file) + ".expected"));

    const std::string quarantined = bench.row("SELECT count(*) FROM quarantine");
    const auto second = bench.import(one.source, sample(one.file));
    EXPECT_EQ(outcome(second),
              fmt::format("0 new, {} duplicate, {} quarantined", first->fresh, first->quarantined));
    EXPECT_EQ(bench.records(recorded_source(one)), records);
    EXPECT_EQ(bench.row("SELECT count(*) FROM quarantine"), quarantined);
    EXPECT_EQ(bench.row("SELECT count(*) FROM import_batches"), "1");
}

INSTANTIATE_TEST_SUITE_P(Import, Samples, ::testing::ValuesIn(samples), [](const auto& name) {
    std::string text = name.param.file;
    std::ranges::replace(text, '.', '_');
    return text;
});

/// Copies a sample to Parquet by `reader` and checks that it brings the records of the sample.
void expect_same_from_parquet(const std::string& source, const std::string& file,
                              const std::string& reader) {
    const Workbench bench;
    const auto parquet = bench.directory() / "sample.parquet";
    ASSERT_TRUE(
        bench.store().execute(fmt::format("COPY (SELECT * FROM {}('{}')) TO '{}' (FORMAT parquet)",
                                          reader, sample(file).string(), parquet.string())));
    const auto report = bench.import(source, parquet);
    ASSERT_TRUE(report) << describe(report.error());
    const auto expected = read_file(sample(file + ".expected"));
    ASSERT_TRUE(expected);
    EXPECT_EQ(bench.records(source), *expected);
}

TEST(Parquet, brings_the_same_records_as_csv_and_json) {
    expect_same_from_parquet("langfuse", "langfuse.csv", "read_csv");
    expect_same_from_parquet("litellm", "litellm.json", "read_json");
    expect_same_from_parquet("litellm", "litellm.csv", "read_csv");
    expect_same_from_parquet("helicone", "helicone.json", "read_json");
    expect_same_from_parquet("otel", "otel_genai.csv", "read_csv");
}

TEST(Sources, are_each_covered_by_a_sample) {
    const auto mappings = load_mappings({});
    ASSERT_TRUE(mappings) << describe(mappings.error());
    for (const Mapping& mapping : *mappings) {
        EXPECT_TRUE(std::ranges::any_of(samples, [&](const Sample& one) {
            return mapping.name == one.mapping;
        })) << mapping.name;
    }
}

TEST(Activity, sums_are_kept_to_the_token_and_the_nano_dollar) {
    const Workbench bench;
    const auto report = bench.import_text("openrouter", "activity.json", R"({"data":[
        {"date":"2026-03-02","model":"openai/gpt-4o-mini","model_permaslug":"openai/gpt-4o-mini",
         "endpoint_id":"e","provider_name":"Azure","usage":12.345678901,"byok_usage_inference":0,
         "requests":9973,"prompt_tokens":123456789,"completion_tokens":7654321,
         "reasoning_tokens":4000001}]})");
    EXPECT_EQ(outcome(report), "9973 new, 0 duplicate, 0 quarantined");
    EXPECT_EQ(bench.row("SELECT sum(prompt_tokens), sum(completion_tokens), sum(reasoning_tokens), "
                        "sum(cost_nano_usd), max(prompt_tokens) - min(prompt_tokens), "
                        "count(*) FILTER (reasoning_tokens > completion_tokens), "
                        "count(DISTINCT CAST(created_at AS DATE)) FROM generations"),
              "123456789|7654321|4000001|12345678901|1|0|1");
}

}  // namespace
}  // namespace orrery::warehouse
