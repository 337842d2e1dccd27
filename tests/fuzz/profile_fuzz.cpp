#include <cstdint>

#include "base/check.h"
#include "simulate/profile/profile.h"

/// A profile from outside never crashes us, and one that is taken has what a world is made from.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto profile = orrery::simulate::parse_profile(text, "fuzz.toml");
    if (!profile) {
        ORRERY_CHECK(!profile.error().what.empty(), "a refusal without a reason");
        return 0;
    }
    ORRERY_CHECK(!profile->name.empty() && !profile->countries.empty(), "a profile of nobody");
    ORRERY_CHECK(profile->history_from <= profile->stated_to, "days out of order");
    ORRERY_CHECK(profile->volume.geometric(profile->stated_from) > 0, "a world without tokens");
    for (const auto& workload : profile->workloads) {
        ORRERY_CHECK(!workload.tags.empty() && workload.prompt.at(profile->stated_to) >= 1,
                     "a workload without tags or length");
    }
    for (const auto& target : profile->shares) {
        const double share = target.share.at(profile->stated_to);
        ORRERY_CHECK(share >= 0 && share <= 1, "a share beyond the whole");
    }
    return 0;
}
