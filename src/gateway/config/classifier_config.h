#pragma once

#include <cstddef>
#include <string>

#include "classifier/sampling.h"
#include "labelling/options.h"

namespace orrery::gateway {

/// Which prompts are labelled and how; [classifier]. Holds from start to end: a reload does not
/// change it.
struct ClassifierConfig {
    double sample = 0.0025;  ///< Share of generations; 0: none, 1: all.
    std::string salt{classifier::default_salt};
    std::size_t queue_max = 1024;  ///< Prompts that wait for the classifier; further ones are
                                   ///< dropped and counted.
    std::size_t threads = 1;
    labelling::BackendOptions backend;
};

}  // namespace orrery::gateway
