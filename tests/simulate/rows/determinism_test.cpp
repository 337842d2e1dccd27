// The same profile, seed and size give the same bytes, whoever writes them with how many threads.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "simulate/rows/output.h"
#include "support/simulated_world.h"

namespace orrery::simulate {
namespace {

namespace fs = std::filesystem;
using test_support::short_profile;
using test_support::sized;
using test_support::TemporaryDirectory;
using test_support::TestStore;
using test_support::world_of;

/// Heads and hashes of the files would say less where they differ: their whole contents by name.
using Files = std::map<std::string, std::string>;

std::unique_ptr<World> small_world(std::uint64_t seed, int threads) {
    WorldOptions options = sized(6000, 300, seed);
    options.threads = threads;
    return world_of(short_profile().profile(), options);
}

Files written(const World& world, const std::string& format) {
    const TemporaryDirectory room;
    const auto done = write_to_files(world, room / "out", format, [](std::int64_t) {});
    EXPECT_TRUE(done) << describe(done.error());
    Files files;
    for (const auto& entry : fs::directory_iterator(room / "out")) {
        files[entry.path().filename()] = *read_file(entry.path());
    }
    return files;
}

void expect_same(const Files& one, const Files& other) {
    ASSERT_EQ(one.size(), other.size());
    for (const auto& [name, contents] : one) {
        ASSERT_TRUE(other.contains(name)) << name;
        EXPECT_TRUE(contents == other.at(name)) << name << " differs";
    }
}

class Format : public testing::TestWithParam<const char*> {};

TEST_P(Format, has_the_same_bytes_from_any_number_of_threads) {
    const Files alone = written(*small_world(1, 1), GetParam());
    for (const char* month : {"2025-07", "2025-08", "2025-09"}) {
        for (const char* what : {"generations", "labels"}) {
            EXPECT_TRUE(alone.contains(fmt::format("{}-{}.{}", what, month, GetParam())));
        }
    }
    EXPECT_EQ(alone.size(), 7U) << "and world.json, nothing else";
    expect_same(alone, written(*small_world(1, 2), GetParam()));
    expect_same(alone, written(*small_world(1, 3), GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Files, Format, testing::Values("parquet", "csv", "jsonl"),
                         [](const auto& name) { return name.param; });

TEST(Determinism, gives_another_world_to_another_seed) {
    const Files one = written(*small_world(1, 2), "csv");
    const Files two = written(*small_world(2, 2), "csv");
    ASSERT_EQ(one.size(), two.size());
    for (const auto& [name, contents] : one) {
        EXPECT_FALSE(contents == two.at(name)) << name << " is the same";
    }
}

/// Returns generations and labels of a store, a row a line, but for the batch.
std::vector<std::string> contents(const TestStore& store) {
    auto all = store.rows("SELECT * FROM generations ORDER BY generation_id");
    std::ranges::move(store.rows("SELECT * FROM labels ORDER BY generation_id, path, confidence"),
                      std::back_inserter(all));
    std::ranges::move(store.rows("SELECT day, model, sum(generations), sum(prompt_tokens) "
                                 "FROM mart_usage GROUP BY ALL ORDER BY ALL"),
                      std::back_inserter(all));
    return all;
}

std::int64_t write(const World& world, TestStore& store) {
    const auto fresh = write_to_store(world, *store, [](std::int64_t) {});
    EXPECT_TRUE(fresh) << describe(fresh.error());
    return fresh.value_or(-1);
}

TEST(Determinism, fills_a_store_alike_from_any_number_of_threads) {
    TestStore alone;
    ASSERT_TRUE(alone->execute("SET threads = 1"));
    EXPECT_EQ(write(*small_world(1, 1), alone), 6000);
    TestStore three;
    ASSERT_TRUE(three->execute("SET threads = 3"));
    EXPECT_EQ(write(*small_world(1, 3), three), 6000);
    EXPECT_EQ(contents(alone), contents(three));
}

TEST(Determinism, changes_nothing_in_a_store_that_holds_the_world) {
    TestStore store;
    const auto world = small_world(1, 2);
    EXPECT_EQ(write(*world, store), 6000);
    const auto before = contents(store);
    EXPECT_EQ(write(*world, store), 0);
    EXPECT_EQ(contents(store), before);
    EXPECT_EQ(store.row("SELECT count(*) FROM import_batches"), "1");
    store.reopen();
    EXPECT_EQ(write(*small_world(1, 1), store), 0) << "nor for the next process";
    EXPECT_EQ(contents(store), before);
}

TEST(Determinism, puts_another_world_beside_the_first) {
    TestStore store;
    EXPECT_EQ(write(*small_world(1, 2), store), 6000);
    store.reopen();
    EXPECT_EQ(write(*small_world(2, 2), store), 6000);
    EXPECT_EQ(store.row("SELECT count(*), count(DISTINCT generation_id), max(import_batch) "
                        "FROM generations"),
              "12000|12000|2");
    EXPECT_EQ(store.row("SELECT sum(generations) FROM mart_usage"), "12000");
}

/// A file must not change from one version of Orrery to the next without anybody noticing.
TEST(Determinism, gives_every_generation_the_id_of_its_world_and_number) {
    TestStore store;
    const auto world = small_world(1, 2);
    EXPECT_EQ(write(*world, store), 6000);
    EXPECT_EQ(store.row("SELECT min(generation_id), max(generation_id) FROM generations"),
              world->id + "00000000|" + world->id + "000004mn");
}

}  // namespace
}  // namespace orrery::simulate
