#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "classifier/classifier.h"

namespace orrery::classifier {

/// What is stored of one text: its labels and who gave them.
struct Labelling {
    std::vector<Score> labels;  ///< Paths of confidence_min or more, parents too; the likeliest
                                ///< first, ties by name.
    bool tagged = false;        ///< The four below hold; else they are empty and 0.
    std::string path;           ///< The primary: the highest path that a rule of the map knows.
    std::string tag;            ///< What the map calls it.
    std::string category;       ///< One of the twelve, or "others".
    double confidence = 0;      ///< Of the primary.
    LanguageGuess language;     ///< Always of the embedded detector.
    std::string classifier;     ///< Who said so, with its version and the map's.
};

/// What a backend has done since it was made.
struct BackendCounts {
    std::uint64_t labelled = 0;       ///< Texts that the backend itself labelled or found untagged.
    std::uint64_t fallbacks = 0;      ///< Texts that the embedded classifier labelled in its place.
    std::uint64_t requests = 0;       ///< Sent over the network, tries again among them.
    std::uint64_t failures = 0;       ///< Of those, without a usable answer.
    std::int64_t spent_nano_usd = 0;  ///< In the budget's period; 0 where nothing is paid for.
    std::string last_failure;         ///< Why the last fallback was; never holds a text or a key.
};

/// Labels texts. A backend that cannot reach its service still labels: by the embedded classifier,
/// which `Labelling::classifier` then names. No implementation keeps, logs or reports a text.
/// For one thread at a time, but for counts().
class Backend {
public:
    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    virtual ~Backend() = default;

    /// Labels each text, in their order. May block, for a bounded time. Looks at the first
    /// code_points_max code points.
    [[nodiscard]] virtual std::vector<Labelling> label(std::span<const std::string_view> texts) = 0;

    /// From any thread.
    [[nodiscard]] virtual BackendCounts counts() const = 0;
};

}  // namespace orrery::classifier
