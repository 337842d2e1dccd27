#include "catalog/catalog.h"

#include <gtest/gtest.h>

#include "overlay.h"

namespace orrery::catalog {
namespace {

const Catalog& shipped() {
    static const Catalog catalog = *Catalog::load();
    return catalog;
}

Table table(const Catalog& catalog, std::string_view name) {
    for (auto& [each, contents] : catalog.tables()) {
        if (each == name) {
            return contents;
        }
    }
    return {};
}

std::string cell(const Table& table, const std::string& key, const std::string& column) {
    for (const auto& row : table.rows) {
        if (to_text(row[0]) == key) {
            return to_text(row[table.column(column)]);
        }
    }
    return "no such row";
}

TEST(ShippedCatalog, is_clean) {
    for (const auto& problem : shipped().check()) {
        ADD_FAILURE() << problem.file << ":" << problem.line << ": " << problem.what;
    }
    EXPECT_GT(shipped().models().size(), 500u);
}

TEST(ShippedCatalog, holds_the_releases_that_the_study_marks) {
    const std::pair<const char*, const char*> releases[]{
        {"llama_3_3_70b", "2024-12-06"}, {"deepseek_v3", "2024-12-26"},
        {"deepseek_r1", "2025-01-20"},   {"kimi_k2", "2025-07-11"},
        {"gpt_oss", "2025-08-05"},       {"qwen3_coder", "2025-07-22"}};
    for (const auto& [id, date] : releases) {
        ASSERT_NE(shipped().event(id), nullptr) << id;
        EXPECT_EQ(shipped().event(id)->date, date);
    }
    EXPECT_EQ(shipped().model("google/gemma-3-12b-it")->release_date, "2025-03-12");
    EXPECT_EQ(shipped().event("grok_code_fast_1_free")->kind, EventKind::free_launch);
}

TEST(ShippedCatalog, tells_namibia_from_north_america) {
    ASSERT_NE(shipped().country("NA"), nullptr);
    EXPECT_EQ(shipped().country("NA")->name, "Namibia");
    EXPECT_EQ(shipped().country("NA")->continent_code, "AF");
    EXPECT_EQ(shipped().country("US")->continent_code, "NA");
    EXPECT_EQ(shipped().country("TW")->continent_code, "AS");
    EXPECT_EQ(shipped().country("XK")->continent_code, "EU");
}

TEST(Catalog, puts_each_model_into_one_of_the_four_classes_or_none) {
    const auto of = [](const char* slug) { return shipped().source_class(*shipped().model(slug)); };
    EXPECT_EQ(of("openai/gpt-4o"), SourceClass::closed_row);
    EXPECT_EQ(of("qwen/qwen-max"), SourceClass::closed_cn);
    EXPECT_EQ(of("deepseek/deepseek-r1"), SourceClass::cn_oss);
    EXPECT_EQ(of("openai/gpt-oss-120b"), SourceClass::row_oss);
    EXPECT_EQ(of("openrouter/auto"), SourceClass::unknown);
    EXPECT_EQ(of("openrouter/cinematika-7b"), SourceClass::row_oss);  // Its own origin counts.
}

TEST(Catalog, classes_size_by_total_parameters) {
    EXPECT_EQ(size_class(14.99), SizeClass::small);
    EXPECT_EQ(size_class(15), SizeClass::medium);
    EXPECT_EQ(size_class(69.9), SizeClass::medium);
    EXPECT_EQ(size_class(70), SizeClass::large);
    EXPECT_EQ(shipped().model("openai/gpt-4o")->size_class, SizeClass::unknown);
    EXPECT_EQ(shipped().model("qwen/qwen3-30b-a3b")->size_class, SizeClass::medium);
}

TEST(Catalog, counts_a_reasoning_model_from_its_day_on) {
    const auto& r1 = *shipped().model("deepseek/deepseek-r1");
    EXPECT_FALSE(Catalog::is_reasoning(r1, "2025-01-19"));
    EXPECT_TRUE(Catalog::is_reasoning(r1, "2025-01-20"));
    EXPECT_FALSE(Catalog::is_reasoning(*shipped().model("openai/gpt-4o"), "2025-10-01"));
}

TEST(Catalog, finds_the_price_of_a_day) {
    Overlay overlay;
    overlay.with("prices.csv",
                 "slug,variant,valid_from,valid_to,prompt_usd_per_m,completion_usd_per_m\n"
                 "openai/gpt-4o,nitro,2025-01-01,2025-02-01,1,2\n"
                 "openai/gpt-4o,nitro,2025-02-01,,3,4\n");
    const auto catalog = overlay.load();
    ASSERT_TRUE(catalog.has_value());
    const auto* january = catalog->price("openai/gpt-4o", "nitro", "2025-01-31T23:59:59");
    ASSERT_NE(january, nullptr);
    EXPECT_EQ(january->price_id, "openai/gpt-4o:nitro:2025-01-01");
    EXPECT_EQ(catalog->price("openai/gpt-4o", "nitro", "2025-02-01")->prompt_usd_per_m, 3);
    EXPECT_EQ(catalog->price("openai/gpt-4o", "nitro", "2024-12-31"), nullptr);
    EXPECT_EQ(catalog->price("openai/gpt-4o", "no-such-variant", "2025-02-01"), nullptr);
    EXPECT_TRUE(catalog->check().empty());
}

TEST(Catalog, gives_the_warehouse_typed_tables_with_null_for_empty_cells) {
    const auto models = table(shipped(), "catalog_models");
    EXPECT_EQ(models.rows.size(), shipped().models().size());
    EXPECT_EQ(cell(models, "deepseek/deepseek-r1", "source_class"), "cn_oss");
    EXPECT_EQ(cell(models, "deepseek/deepseek-r1", "author_home"), "CN");
    EXPECT_EQ(cell(models, "deepseek/deepseek-r1", "params_total_b"), "671");
    const auto* row = &models.rows.front();
    for (const auto& each : models.rows) {
        row = to_text(each[0]) == "openai/gpt-4o" ? &each : row;
    }
    EXPECT_TRUE(std::holds_alternative<std::monostate>((*row)[models.column("params_total_b")]));
    EXPECT_TRUE(std::holds_alternative<std::int64_t>((*row)[models.column("context_length")]));
    for (const auto* name : {"catalog_prices", "catalog_aliases", "catalog_authors",
                             "catalog_providers", "catalog_countries", "catalog_events"}) {
        EXPECT_FALSE(table(shipped(), name).rows.empty()) << name;
    }
}

TEST(Catalog, changes_its_fingerprint_with_any_fact_and_only_then) {
    EXPECT_EQ(shipped().fingerprint(), Catalog::load()->fingerprint());
    EXPECT_EQ(shipped().fingerprint().size(), 16u);
    Overlay overlay;
    overlay.with("providers.csv", "slug\nacme\n");
    EXPECT_NE(overlay.load()->fingerprint(), shipped().fingerprint());
}

TEST(Catalog, keeps_its_views_when_it_moves) {
    auto first = Catalog::load();
    ASSERT_TRUE(first.has_value());
    const auto found = first->resolve("gpt-4o", "2025-01-01");
    const auto second = std::move(*first);
    EXPECT_EQ(found->slug, "openai/gpt-4o");
    EXPECT_EQ(second.resolve("gpt-4o", "2025-01-01")->slug.data(), found->slug.data());
}

TEST(Overlay, replaces_a_row_with_the_same_key_and_adds_the_others) {
    Overlay overlay;
    overlay.with("models.csv",
                 "slug,author,weights,reasoning,params_total_b,unknown_column\n"
                 "openai/gpt-4o,openai,open,yes,12,ignored\n"
                 "acme/house-70b,acme,open,no,70,ignored\n");
    overlay.with("authors.csv", "slug,home,kind\nacme,RoW,lab\n");
    const auto catalog = overlay.load();
    ASSERT_TRUE(catalog.has_value());
    EXPECT_TRUE(catalog->check().empty());
    EXPECT_EQ(catalog->models().size(), shipped().models().size() + 1);
    EXPECT_EQ(catalog->source_class(*catalog->model("openai/gpt-4o")), SourceClass::row_oss);
    EXPECT_EQ(catalog->model("openai/gpt-4o")->at.file, overlay.file("models.csv"));
    EXPECT_EQ(catalog->model("acme/house-70b")->size_class, SizeClass::large);
    EXPECT_EQ(catalog->resolve("house-70b", "2025-01-01")->slug, "acme/house-70b");
}

TEST(Overlay, of_a_later_directory_wins) {
    Overlay first;
    Overlay second;
    first.with("providers.csv", "slug,name\nacme,First\n");
    second.with("providers.csv", "slug,name\nacme,Second\n");
    const auto catalog = Catalog::load({first.path(), second.path()});
    ASSERT_TRUE(catalog.has_value());
    EXPECT_EQ(catalog->providers().back().name, "Second");
}

TEST(Overlay, without_a_required_column_fails_with_file_and_header) {
    Overlay overlay;
    overlay.with("models.csv", "slug,author,weights\nacme/a,acme,open\n");
    const auto catalog = overlay.load();
    ASSERT_FALSE(catalog.has_value());
    EXPECT_EQ(catalog.error().where, overlay.file("models.csv") + ":1");
    EXPECT_EQ(catalog.error().what, "the column 'reasoning' is missing");
    EXPECT_EQ(catalog.error().hint, "the header is: slug,author,weights");
}

TEST(Overlay, that_is_malformed_missing_or_empty_fails_with_its_place) {
    Overlay malformed;
    malformed.with("models.csv", "slug,author\nacme/a\n");
    EXPECT_EQ(malformed.load().error().where, malformed.file("models.csv") + ":2");
    const auto missing = Catalog::load({malformed.path() / "nowhere"});
    EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
    Overlay empty;
    EXPECT_EQ(empty.load().error().where, empty.path().string());
}

}  // namespace
}  // namespace orrery::catalog
