#include <gtest/gtest.h>

#include "workbench.h"

namespace orrery::warehouse {
namespace {

/// Real traces that do not travel with the project; without them these tests skip.
class Traces : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(folder())) {
            GTEST_SKIP() << "no real traces at " << folder();
        }
    }

    static std::filesystem::path folder() {
        return std::filesystem::path(ORRERY_SOURCE_DIR) / "../shared/data/traces";
    }

    std::string imported(const std::string& source, const std::string& file) const {
        return outcome(bench_.import(source, folder() / file));
    }

    Workbench bench_;
};

TEST_F(Traces, ignisbenchmark_keeps_its_reasoning_and_its_costs) {
    const std::string file = "openrouter-activity/ignisbenchmark_2025-10-17.csv.gz";
    EXPECT_EQ(imported("openrouter", file), "4741 new, 0 duplicate, 0 quarantined");
    EXPECT_EQ(imported("openrouter", file), "0 new, 4741 duplicate, 0 quarantined");
    EXPECT_EQ(bench_.row("SELECT count(DISTINCT model), "
                         "round(sum(prompt_tokens + completion_tokens) / 1e6, 1), "
                         "round(sum(reasoning_tokens) / 1e6, 1), "
                         "round(sum(cost_nano_usd) / 1e9, 2) FROM generations"),
              "5|16.2|6.7|102.31");
    EXPECT_EQ(bench_.row("SELECT count(*) FROM generations WHERE model IS NULL"), "0");
}

TEST_F(Traces, overlapping_exports_bring_each_generation_once) {
    const std::string thesis = "openrouter-activity/thesis_2025-08-";
    EXPECT_EQ(imported("openrouter", thesis + "20.csv"), "686 new, 0 duplicate, 0 quarantined");
    EXPECT_EQ(imported("openrouter", thesis + "21_corpus2+3.csv"),
              "242 new, 0 duplicate, 0 quarantined");
    EXPECT_EQ(imported("openrouter", thesis + "21_corpus2.csv"),
              "0 new, 139 duplicate, 0 quarantined");
    EXPECT_EQ(bench_.row("SELECT count(*), count(DISTINCT generation_id) FROM generations"),
              "928|928");
}

TEST_F(Traces, rows_without_an_id_are_told_apart_and_recognised_again) {
    const std::string file = "openrouter-activity/arbiter_costs.csv";
    EXPECT_EQ(imported("openrouter", file), "81 new, 0 duplicate, 0 quarantined");
    EXPECT_EQ(imported("openrouter", file), "0 new, 81 duplicate, 0 quarantined");
    EXPECT_EQ(bench_.row("SELECT count(DISTINCT model), count(DISTINCT provider), "
                         "sum(cache_read_tokens) FROM generations"),
              "15|16|2485");
}

TEST_F(Traces, azure_keeps_every_request_of_both_files) {
    const std::string azure = "azure-llm-2023/AzureLLMInferenceTrace_";
    EXPECT_EQ(imported("azure-llm", azure + "code.csv.gz"), "8819 new, 0 duplicate, 0 quarantined");
    EXPECT_EQ(imported("azure-llm", azure + "conv.csv.gz"),
              "19366 new, 0 duplicate, 0 quarantined");
    EXPECT_EQ(imported("azure-llm", azure + "code.csv.gz"), "0 new, 8819 duplicate, 0 quarantined");
    EXPECT_EQ(bench_.row("SELECT sum(prompt_tokens), sum(completion_tokens), min(created_at) "
                         "FROM generations"),
              "40421844|4334561|2023-11-16 18:15:46.68059");
}

TEST_F(Traces, mooncake_spans_an_hour) {
    const std::string file = "mooncake/conversation_trace.jsonl.gz";
    EXPECT_EQ(imported("mooncake", file), "12031 new, 0 duplicate, 0 quarantined");
    EXPECT_EQ(imported("mooncake", file), "0 new, 12031 duplicate, 0 quarantined");
    EXPECT_EQ(bench_.row("SELECT sum(prompt_tokens), sum(completion_tokens), "
                         "date_diff('minute', min(created_at), max(created_at)) FROM generations"),
              "144793823|4122048|58");
}

TEST_F(Traces, claude_code_keeps_its_cache_reads_inside_the_prompt) {
    const std::string file = "claude-code-spotter/requests.csv";
    EXPECT_EQ(imported("claude-code", file), "899 new, 0 duplicate, 0 quarantined");
    EXPECT_EQ(imported("claude-code", file), "0 new, 899 duplicate, 0 quarantined");
    EXPECT_EQ(bench_.row("SELECT count(DISTINCT model), sum(cache_read_tokens), "
                         "count(*) FILTER (tool_calls > 0), count(*) FILTER (prompt_tokens < "
                         "cache_read_tokens + cache_write_tokens) FROM generations"),
              "3|77328535|874|0");
}

TEST_F(Traces, otel_embeddings_keep_their_completion_unknown) {
    const std::string file = "otel-phoenix-thesis/llm_spans.csv";
    EXPECT_EQ(imported("otel", file), "343 new, 0 duplicate, 0 quarantined");
    EXPECT_EQ(imported("otel", file), "0 new, 343 duplicate, 0 quarantined");
    EXPECT_EQ(bench_.row("SELECT count(*), count(completion_tokens), count(prompt_tokens) "
                         "FROM generations WHERE api_type = 'embeddings'"),
              "38|0|38");
}

}  // namespace
}  // namespace orrery::warehouse
