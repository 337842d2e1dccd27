#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "simulate/rows/row.h"
#include "support/test_store.h"

namespace orrery::test_support {

/// The text of a built-in profile, to be changed piece by piece.
class ProfileText {
public:
    explicit ProfileText(const std::string& name = "flat") : text_(*simulate::profile_text(name)) {}

    /// Writes `with` in place of the first `what`, which has to be there.
    ProfileText& replace(const std::string& what, const std::string& with) {
        const auto at = text_.find(what);
        if (at == std::string::npos) {
            ADD_FAILURE() << "the profile does not say " << what;
            return *this;
        }
        text_.replace(at, what.size(), with);
        return *this;
    }
    ProfileText& append(const std::string& more) {
        text_ += "\n" + more + "\n";
        return *this;
    }

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] Result<simulate::Profile> parse() const {
        return simulate::parse_profile(text_, "test.toml");
    }
    [[nodiscard]] simulate::Profile profile() const {
        auto parsed = parse();
        if (!parsed) {
            ADD_FAILURE() << describe(parsed.error());
            return {};
        }
        return *std::move(parsed);
    }

private:
    std::string text_;
};

/// The flat profile, cut to thirteen weeks of 2025: a world of it is made in a moment.
inline ProfileText short_profile() {
    return ProfileText()
        .replace("history_from = 2023-11-01", "history_from = 2025-07-01")
        .replace("stated_from = 2024-11-04", "stated_from = 2025-08-04")
        .replace("stated_to = 2025-11-30", "stated_to = 2025-09-30")
        .replace("volume = [[2023-11-01, 1.0], [2025-11-30, 2.0]]",
                 "volume = [[2025-07-01, 1.0], [2025-09-30, 2.0]]");
}

inline simulate::Day day_of(const std::string& iso) {
    return *simulate::parse_day(iso, {});
}

inline simulate::WorldOptions sized(std::int64_t generations, std::int64_t accounts,
                                    std::uint64_t seed = 1) {
    simulate::WorldOptions options;
    options.generations = generations;
    options.accounts = accounts;
    options.seed = seed;
    return options;
}

/// Makes a world that has to succeed.
inline std::unique_ptr<simulate::World> world_of(const simulate::Profile& profile,
                                                 const simulate::WorldOptions& options) {
    auto world = simulate::make_world(profile, shipped_catalog(), options);
    if (!world) {
        ADD_FAILURE() << describe(world.error());
        std::abort();
    }
    return *std::move(world);
}

/// The short flat world that most tests of rows look at, made once.
inline const simulate::World& short_world() {
    static const auto world = world_of(short_profile().profile(), sized(20'001, 800));
    return *world;
}

/// Returns a world's generations in order.
inline std::vector<simulate::Row> rows_of(const simulate::World& world) {
    std::vector<simulate::Row> rows;
    simulate::RowReader reader(world, 0, world.slices.size(), simulate::Detail::all);
    for (simulate::Row row; reader.next(row);) {
        rows.push_back(row);
    }
    return rows;
}

}  // namespace orrery::test_support
