#pragma once

#include <string>

#include "simulate/rows/output.h"
#include "support/simulated_world.h"

namespace orrery::simulate {

/// A world, as small as its statistics allow, in a store.
struct FullWorld {
    std::unique_ptr<World> world;
    test_support::TestStore store;

    FullWorld(const Profile& profile, std::int64_t generations, std::int64_t accounts)
        : world(test_support::world_of(profile, test_support::sized(generations, accounts))) {
        const auto fresh = write_to_store(*world, *store, [](std::int64_t) {});
        if (!fresh) {
            ADD_FAILURE() << describe(fresh.error());
        }
    }
};

/// The paper's year. It takes a while and is made once, for all tests.
inline FullWorld& paper_world() {
    static FullWorld made(*load_profile("state-of-ai-2025"), 400'000, 20'000);
    return made;
}

}  // namespace orrery::simulate
