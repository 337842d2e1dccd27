// The figures of one small store as files, byte for byte. Where a change is meant:
// ORRERY_UPDATE=1 study_test --gtest_filter=Golden* rewrites tests/golden/.

#include <gtest/gtest.h>

#include <cstdlib>

#include "run.h"

namespace orrery::study {
namespace {

using test_support::LabelTraffic;
using test_support::TestStore;
using test_support::Traffic;

constexpr std::uint64_t golden_seed = 2025;
const std::filesystem::path golden =
    std::filesystem::path(ORRERY_SOURCE_DIR) / "tests/golden/figures";

TEST(Golden, figures_of_a_small_store_are_as_committed) {
    TestStore store;
    const auto generations = Traffic(golden_seed).draw(500);
    store.fill(generations, 120);
    store.label(LabelTraffic(golden_seed).draw(generations));
    // So small a store has thin samples: some values are stated, with intervals, and some are not.
    const StudyRun run = run_on(store, {.effective_size = 4});
    for (const FigureResult& figure : run.figures) {
        SCOPED_TRACE(figure.definition.id);
        const auto file = golden / (figure.definition.id + ".csv");
        const std::string csv = to_csv(figure.table);
        if (std::getenv("ORRERY_UPDATE") != nullptr) {
            ASSERT_TRUE(write_file(file, csv));
        }
        EXPECT_EQ(read_file(file).value_or("no such file"), csv)
            << "where this is meant, ORRERY_UPDATE=1 rewrites it";
    }
}

TEST(Golden, has_a_file_for_each_figure_and_no_other) {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(golden)) {
        EXPECT_EQ(entry.path().extension(), ".csv") << entry.path();
        ++files;
    }
    EXPECT_EQ(files, load_study({})->figures.size());
}

}  // namespace
}  // namespace orrery::study
