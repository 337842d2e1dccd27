// What imports make of the texts in a file: labels and sizes, and nothing else.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/file.h"
#include "workbench.h"

namespace orrery::warehouse {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view canary = "canary-7c1f09-quetzal";

constexpr std::string_view programming_prompt =
    "Write a Python function that parses a CSV file with the csv module, returns a list of "
    "dictionaries and raises a ValueError when a row has too few columns. Add pytest unit tests.";

/// One record of a chat log.
std::string record(int number, std::string_view content) {
    return fmt::format(R"({{"id":"c{}","created_at":"2026-03-02T10:00:00Z","model":"gpt-4o-mini",)"
                       R"("messages":[{{"role":"user","content":"{}"}}]}})"
                       "\n",
                       number, content);
}

/// Every file below a directory in which the bytes of a text stand.
Lines files_with(const std::filesystem::path& directory, std::string_view text) {
    Lines found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (entry.is_regular_file()) {
            const auto bytes = read_file(entry.path());
            if (bytes && bytes->find(text) != std::string::npos) {
                found.push_back(entry.path().string());
            }
        }
    }
    return found;
}

Lines primaries(const Workbench& bench) {
    return bench.rows(
        "SELECT generation_id, category FROM labels WHERE category IS NOT NULL ORDER BY 1");
}

Result<ImportReport> import_sampled(const Workbench& bench, const std::filesystem::path& file,
                                    const std::string& sample) {
    ImportOptions options;
    options.source = "chatlog";
    options.parameters["sample"] = sample;
    return bench.import(file, options);
}

TEST(Labels, are_of_the_right_category_and_language) {
    const Workbench bench;
    ASSERT_TRUE(bench.import("chatlog", sample("chatlog.jsonl")));
    EXPECT_EQ(primaries(bench), (Lines{"chat-1|programming", "chat-2|translation"}));
    EXPECT_EQ(bench.row("SELECT DISTINCT language, inclusion_probability FROM labels"), "en|1.0");
    EXPECT_EQ(bench.row("SELECT count(*) FROM labels WHERE category = 'programming' AND "
                        "path LIKE '/Computers & Electronics/Programming%'"),
              "1");
    EXPECT_EQ(bench.row("SELECT count(DISTINCT classifier) FROM labels WHERE regexp_full_match("
                        "classifier, 'orrery \\S+ map [0-9a-f]{16} salt [0-9a-f]{8}')"),
              "1");
    EXPECT_EQ(bench.row("SELECT count(*) FROM labels AS l JOIN generations AS g "
                        "USING (generation_id) WHERE l.import_batch <> g.import_batch"),
              "0");
}

TEST(Labels, of_prompts_without_ids_come_from_csv) {
    const Workbench bench;
    ASSERT_TRUE(bench.import("chatlog", sample("chatlog_prompts.csv")));
    EXPECT_EQ(bench.rows("SELECT category, language FROM labels JOIN generations USING "
                         "(generation_id) WHERE category IS NOT NULL ORDER BY created_at"),
              (Lines{"programming|de", "roleplay|en"}));
    EXPECT_EQ(bench.rows("SELECT usage_provenance, prompt_tokens, completion_tokens FROM "
                         "generations ORDER BY created_at"),
              (Lines{"imported|30|12", "estimated|37|4"}));
}

TEST(Labels, of_a_second_import_change_nothing) {
    const Workbench bench;
    const std::string all = "SELECT * FROM labels ORDER BY ALL";
    for (const char* file : {"chatlog.jsonl", "chatlog_prompts.csv"}) {
        const auto first = bench.import("chatlog", sample(file));
        ASSERT_TRUE(first) << describe(first.error());
        EXPECT_GT(first->labelled, 0);
        const auto labels = bench.rows(all);
        const auto second = bench.import("chatlog", sample(file));
        ASSERT_TRUE(second);
        EXPECT_EQ(second->labelled, 0);
        EXPECT_EQ(bench.rows(all), labels);
    }
}

TEST(Labels, are_left_off_on_request_and_in_a_dry_run) {
    const Workbench bench;
    const auto dry = bench.import("chatlog", sample("chatlog.jsonl"), Commitment::dry_run);
    ASSERT_TRUE(dry);
    EXPECT_EQ(dry->labelled, 2);
    EXPECT_EQ(bench.row("SELECT count(*) FROM labels"), "0");
    ImportOptions options;
    options.source = "chatlog";
    options.labels = false;
    const auto without = bench.import(sample("chatlog.jsonl"), options);
    EXPECT_EQ(outcome(without), outcome(dry));
    EXPECT_EQ(bench.row("SELECT count(*) FROM labels"), "0");
}

TEST(Labels, of_samples_are_nested_and_carry_their_probability) {
    std::string text;
    for (int i = 0; i < 400; ++i) {
        text += record(i, programming_prompt);
    }
    const Workbench low;
    const Workbench high;
    const auto file = low.write("many.jsonl", text);
    ASSERT_TRUE(import_sampled(low, file, "0.1"));
    const auto report = import_sampled(high, file, "0.25");
    ASSERT_TRUE(report);
    const Lines few = low.rows("SELECT DISTINCT generation_id FROM labels ORDER BY 1");
    const Lines more = high.rows("SELECT DISTINCT generation_id FROM labels ORDER BY 1");
    EXPECT_EQ(static_cast<std::int64_t>(more.size()), report->labelled);
    EXPECT_TRUE(std::ranges::includes(more, few));
    EXPECT_NEAR(static_cast<double>(few.size()), 40, 30);
    EXPECT_NEAR(static_cast<double>(more.size()), 100, 45);
    EXPECT_EQ(high.row("SELECT DISTINCT inclusion_probability FROM labels"), "0.25");
    EXPECT_EQ(high.row("SELECT count(*) FROM generations"), "400");
    for (const char* bad : {"2", "-1", "'a lot'", "("}) {
        const auto refused = import_sampled(low, file, bad);
        ASSERT_FALSE(refused) << bad;
        EXPECT_EQ(refused.error().kind, ErrorKind::usage);
    }
}

TEST(Labels, come_from_the_texts_of_other_sources) {
    const std::string quoted =
        "Please debug this C++ code: the std::vector iterator is "
        "invalidated after push_back and the program crashes.";
    struct Input {
        const char* source;
        const char* file;
        std::string text;
    };
    const Input inputs[]{
        {"langfuse", "l.json",
         R"([{"id":"o","type":"GENERATION","startTime":"2026-03-02T10:00:00Z","model":"m",)"
         R"("input":{"messages":[{"role":"user","content":")" +
             quoted + R"("}]}}])"},
        {"litellm", "l.jsonl",
         R"({"request_id":"r","startTime":"2026-03-02T10:00:00Z","spend":0,"prompt_tokens":1,)"
         R"("completion_tokens":1,"model":"m","messages":[{"role":"user","content":")" +
             quoted + R"("}]})"},
        {"helicone", "h.jsonl",
         R"({"request_id":"r","request_created_at":"2026-03-02 10:00:00","status":200,)"
         R"("prompt_tokens":1,"completion_tokens":1,"model":"m","request_body":)"
         R"("{\"messages\":[{\"role\":\"user\",\"content\":\")" +
             quoted + R"(\"}]}"})"},
        {"otel", "s.jsonl",
         R"({"span_id":"s","start_time":"2026-03-02T10:00:00Z","gen_ai.request.model":"m",)"
         R"("gen_ai.usage.input_tokens":1,"gen_ai.input.messages":"[{\"role\":\"user\",)"
         R"(\"parts\":[{\"type\":\"text\",\"content\":\")" +
             quoted + R"(\"}]}]"})"},
        {"otel", "o.json",
         R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"s2","traceId":"t",)"
         R"("startTimeUnixNano":"1772445600000000000","attributes":[)"
         R"({"key":"gen_ai.request.model","value":{"stringValue":"m"}},)"
         R"({"key":"gen_ai.input.messages","value":{"stringValue":)"
         R"("[{\"role\":\"user\",\"content\":\")" +
             quoted + R"(\"}]"}}]}]}]}]})"},
    };
    for (const Input& input : inputs) {
        const Workbench bench;
        const auto report = bench.import_text(input.source, input.file, input.text);
        ASSERT_TRUE(report) << input.file << ": " << describe(report.error());
        EXPECT_EQ(report->labelled, 1) << input.file;
        EXPECT_EQ(bench.row("SELECT category FROM labels WHERE category IS NOT NULL"),
                  "programming")
            << input.file;
    }
}

TEST(Labels, come_from_nested_and_plain_columns_of_parquet) {
    for (const char* columns :
         {"[{'role': 'user', 'content': '{}'}] AS messages", "'{}' AS prompt"}) {
        const Workbench bench;
        const auto file = bench.directory() / "p.parquet";
        std::string column = columns;
        column.replace(column.find("{}"), 2, programming_prompt);
        ASSERT_TRUE(bench.store().execute(
            fmt::format("COPY (SELECT 'p1' AS id, TIMESTAMP '2026-03-02' AS created_at, {}) TO "
                        "'{}' (FORMAT parquet)",
                        column, file.string())));
        const auto report = bench.import("chatlog", file);
        ASSERT_TRUE(report) << describe(report.error());
        EXPECT_EQ(primaries(bench), (Lines{"p1|programming"})) << columns;
    }
}

TEST(Texts, that_cannot_be_read_are_quarantined_without_them) {
    const Workbench bench;
    const std::string text =
        record(1, programming_prompt) +
        fmt::format(R"({{"id":"c2","created_at":"2026-03-02","messages":"{}"}})"
                    "\n"
                    R"({{"id":"c3","created_at":"2026-03-02","messages":[]}})"
                    "\n"
                    R"({{"id":"c4","created_at":"soon","messages":[{{"content":"{}"}}]}})"
                    "\n"
                    R"({{"id":"c5","created_at":"2026-03-02","messages":[{{"role":"user",)"
                    R"("content":[{{"type":"image_url","image_url":{{"url":"{}"}}}}]}}]}})"
                    "\n"
                    R"({{"id":"c6","status_code":"{}","messages":[{{"content":"{}"}}]}})"
                    "\n"
                    R"({{"id":"c7","created_at":"2026-03-02","messages":[{{"content":"{})",
                    canary, canary, canary, canary, canary, canary);
    const auto report = bench.import_text("chatlog", "bad.jsonl", text);
    EXPECT_EQ(outcome(report), "2 new, 0 duplicate, 5 quarantined");
    EXPECT_EQ(bench.rows("SELECT reason FROM quarantine ORDER BY reason"),
              (Lines{"created_at is no time", "malformed JSON", "status_code is not a INTEGER",
                     "the messages cannot be read", "there is no prompt"}));
    EXPECT_EQ(bench.row("SELECT count(*) FROM quarantine WHERE contains(record, 'canary')"), "0");
    EXPECT_EQ(bench.row("SELECT media_prompt FROM generations WHERE generation_id = 'c5'"), "1");
    EXPECT_EQ(primaries(bench), (Lines{"c1|programming"}));
}

TEST(Texts, of_any_bytes_and_of_ten_megabytes_are_taken) {
    const Workbench bench;
    std::string text =
        record(1, std::string(10'000'000, 'x') + " " + std::string(canary)) +
        record(2, std::string("\xff\xfe caf\xe9 ") + std::string(programming_prompt)) +
        record(3, programming_prompt);
    const auto report = bench.import_text("chatlog", "odd.jsonl", text);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_EQ(report->read, 3);
    EXPECT_EQ(bench.row("SELECT category FROM labels WHERE generation_id = 'c3' AND "
                        "category IS NOT NULL"),
              "programming");
    std::string deep = R"({"id":"d1","created_at":"2026-03-02","messages":)";
    deep += std::string(2'000, '[') + std::string(2'000, ']') + "}\n";
    EXPECT_TRUE(bench.import_text("chatlog", "deep.jsonl", deep + record(4, programming_prompt)));
}

/// DuckDB spills pages as they lie in memory, with what is left of a reader's buffers: with little
/// memory an import succeeds or fails, but leaves no text.
TEST(Texts, stand_in_no_file_of_the_store_even_where_memory_is_short) {
    const Workbench bench;
    const auto catalog = catalog::Catalog::load({});
    const auto mappings = load_mappings({});
    ASSERT_TRUE(catalog && mappings);
    const std::string filler(2000, 'q');
    std::string json;
    std::string csv = "created_at,model,prompt,response\n";
    for (int i = 0; i < 4'000; ++i) {
        const std::string content = fmt::format("{} {} {}", canary, i, filler);
        csv += fmt::format("2026-03-02 10:00:00,m,\"{}\",\"{}\"\n", content, canary);
        json += record(i, content);
    }
    json += fmt::format(R"({{"id":"bad","created_at":"{}","messages":"{}"}})", canary, canary);
    ImportOptions options;
    options.source = "chatlog";
    for (const char* memory : {"60MB", "150MB", "600MB"}) {
        StoreOptions narrow;
        narrow.directory = bench.directory() / memory;
        narrow.memory_max = memory;
        narrow.threads_max = 2;
        auto store = Store::open(narrow, *catalog);
        ASSERT_TRUE(store) << describe(store.error());
        for (const auto& [name, text] : {std::pair("c.csv", &csv), std::pair("j.jsonl", &json)}) {
            const auto report = import_file(**store, *mappings, bench.write(name, *text), options);
            if (report) {
                EXPECT_EQ(report->fresh, 4'000) << name;
                EXPECT_GT(report->labelled, 0) << name;
            } else {
                EXPECT_EQ(report.error().kind, ErrorKind::unavailable) << describe(report.error());
            }
            EXPECT_TRUE(report || std::string(memory) != "600MB") << describe(report.error());
            EXPECT_EQ(files_with(narrow.directory, canary), Lines()) << name;
            EXPECT_EQ(files_with(narrow.directory, filler), Lines()) << name;
        }
        ASSERT_TRUE((*store)->execute("CHECKPOINT"));
        EXPECT_EQ(files_with(narrow.directory, canary), Lines());
    }
}

TEST(Texts, are_not_read_while_data_is_spilled) {
    const Workbench bench;
    ASSERT_TRUE(
        bench.store().execute("SET memory_limit = '60MB'; CREATE TEMP TABLE ballast AS SELECT "
                              "sha256(CAST(range AS VARCHAR)) AS text FROM range(2000000)"));
    const auto refused = bench.import("chatlog", sample("chatlog.jsonl"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
}

TEST(Texts, stand_in_no_error) {
    const Workbench bench;
    const auto file = bench.directory() / "bad.parquet";
    ASSERT_TRUE(bench.store().execute(
        fmt::format("COPY (SELECT 'p1' AS id, '{0}' AS created_at, '{0}' AS prompt) TO '{1}' "
                    "(FORMAT parquet)",
                    canary, file.string())));
    auto bytes = read_file(file);
    ASSERT_TRUE(bytes);
    for (auto at = bytes->find(canary); at != std::string::npos; at = bytes->find(canary, at + 1)) {
        (*bytes)[at + 6] = '\xff';
    }
    ASSERT_TRUE(write_file(file, *bytes));
    const auto report = bench.import("chatlog", file);
    if (!report) {
        EXPECT_EQ(describe(report.error()).find("quetzal"), std::string::npos)
            << describe(report.error());
    }
    EXPECT_EQ(files_with(bench.directory() / "store", "quetzal"), Lines());
}

TEST(TextDirective, names_a_text_column) {
    const std::string head = "-- source: s\n-- title: t\n-- format: csv\n-- columns:\n--   a ";
    const std::string body = "SELECT 1 AS generation_id";
    EXPECT_TRUE(parse_mapping(head + "VARCHAR\n-- text: a\n" + body, "m"));
    EXPECT_FALSE(parse_mapping(head + "VARCHAR\n-- text: b\n" + body, "m"));
    EXPECT_FALSE(parse_mapping(head + "BIGINT\n-- text: a\n" + body, "m"));
    EXPECT_FALSE(parse_mapping(head + "VARCHAR personal\n-- measured: a\n" + body, "m"));
}

}  // namespace
}  // namespace orrery::warehouse
