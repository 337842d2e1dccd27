#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "classifier/train/corpus.h"

namespace orrery::classifier {

/// How an example was made; held-out parts are chosen by it.
enum class Source : std::uint8_t { term, template_text, prompt };

/// One text to learn from.
struct Example {
    std::string text;
    std::uint16_t file = 0;  ///< Position in Corpus::files.
    Source source = Source::term;
    std::uint16_t style = 0;  ///< Of one template or prompt: all examples made of it.
    float weight = 1;
    bool topic_is_open =
        false;  ///< An act is asked for on a text of any class: only the act is known.
};

/// How many examples are made of what the corpus has, and how much each kind counts.
struct Expansion {
    std::size_t template_times = 2;  ///< Each template with other terms.
    std::size_t act_times = 5;       ///< Each template of an act, with terms of any class.
    std::size_t bag_times = 0;       ///< Bags of terms for each term.
    std::size_t carrier_times = 0;   ///< Carrier phrases for each term.
    std::size_t frames_of_ten = 2;   ///< Of ten texts, how many come in a frame.
    std::size_t cut_times = 2;       ///< Cuts of each prompt.
    double term_share = 0.35;        ///< Of the weight of a class.
    double template_share = 0.35;
    double prompt_share = 0.30;
    std::uint64_t seed = 20251201;
};

/// Makes the examples of a corpus, the same for the same seed. Each class has a total weight of 1,
/// split by kind as the expansion says and evenly within.
[[nodiscard]] std::vector<Example> expand(const Corpus& corpus, const Expansion& how);

}  // namespace orrery::classifier
