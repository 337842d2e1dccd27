#include <gtest/gtest.h>

#include "workbench.h"

namespace orrery::warehouse {
namespace {

Mapping parsed(const std::string& head) {
    auto mapping = parse_mapping(
        "-- source: s\n-- title: t\n-- format: csv\n" + head + "\nSELECT 1 FROM source\n", "s");
    EXPECT_TRUE(mapping) << describe(mapping.error());
    return mapping ? *mapping : Mapping();
}

TEST(MappingForm, column_may_have_spaces_other_names_and_a_type_of_several_words) {
    const Mapping mapping = parsed(
        "-- columns:\n"
        "--   \"Session ID|SessionID\" VARCHAR personal\n"
        "--   a|b\n"
        "--     |c TIMESTAMP WITH TIME ZONE required\n");
    ASSERT_EQ(mapping.columns.size(), 2U);
    EXPECT_EQ(mapping.columns[0].name, "Session ID");
    EXPECT_EQ(mapping.columns[0].names, (std::vector<std::string>{"Session ID", "SessionID"}));
    EXPECT_TRUE(mapping.columns[0].is_personal);
    EXPECT_EQ(mapping.columns[1].names, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(mapping.columns[1].type, "TIMESTAMP WITH TIME ZONE");
    EXPECT_TRUE(mapping.columns[1].is_required);
}

TEST(MappingForm, prefix_adds_a_name_to_each_name) {
    const Mapping mapping = parsed("-- prefix: x.\n-- columns:\n--   a|b BIGINT\n");
    EXPECT_EQ(mapping.columns.front().names, (std::vector<std::string>{"a", "b", "x.a", "x.b"}));
}

TEST(MappingForm, records_stand_at_the_top_level_or_where_it_says) {
    EXPECT_EQ(parsed("-- columns:\n--   a BIGINT\n").records, (std::vector<std::string>{""}));
    EXPECT_EQ(parsed("-- records: data, .\n-- columns:\n--   a BIGINT\n").records,
              (std::vector<std::string>{"data", ""}));
}

TEST(MappingForm, column_without_a_type_names_the_line) {
    const auto mapping = parse_mapping(
        "-- source: s\n-- title: t\n-- format: csv\n-- columns:\n--   lonely required\nSELECT 1\n",
        "s");
    ASSERT_FALSE(mapping);
    EXPECT_EQ(mapping.error().what, "a column needs a name and a type: 'lonely required'");
}

TEST(OtherNames, of_one_column_are_read_row_by_row) {
    const Workbench bench;
    EXPECT_EQ(outcome(bench.import_text(
                  "langfuse", "mixed.jsonl",
                  R"({"id":"a","type":"GENERATION","start_time":"2026-01-01 00:00:00","model":"m"})"
                  "\n"
                  R"({"id":"b","type":"GENERATION","startTime":"2026-01-02T00:00:00Z",)"
                  R"("provided_model_name":"n"})"
                  "\n")),
              "2 new, 0 duplicate, 0 quarantined");
    EXPECT_EQ(bench.rows("SELECT created_at, model FROM generations ORDER BY 1"),
              (std::vector<std::string>{"2026-01-01 00:00:00|m", "2026-01-02 00:00:00|n"}));
}

TEST(LeftOutRows, are_neither_taken_nor_quarantined) {
    const Workbench bench;
    std::string text =
        "request_id,request_created_at,status,prompt_tokens,completion_tokens,model,"
        "cost,cache_reference_id\n";
    for (int row = 0; row < 5000; ++row) {
        // Every second answer came from Helicone's cache; its cost would be a reason to reject it.
        text += "r" + std::to_string(row) + ",2026-01-01,200,1,1,m," +
                (row % 2 == 0 ? "0,\n" : "0.5,22222222-0000-4000-8000-000000000001\n");
    }
    EXPECT_EQ(outcome(bench.import_text("helicone", "cached.csv", text)),
              "2500 new, 0 duplicate, 0 quarantined");
}

}  // namespace
}  // namespace orrery::warehouse
