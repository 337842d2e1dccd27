#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "classifier/backends/local.h"
#include "classifier/knowledge.h"

namespace orrery::warehouse {

/// What the SQL functions on texts need: says what is known of a text that an import reads, so that
/// the text itself goes no further. Many threads may ask; each gets a classifier for itself.
class TextLabeller {
public:
    TextLabeller() = default;
    TextLabeller(const TextLabeller&) = delete;
    TextLabeller& operator=(const TextLabeller&) = delete;

    /// Makes the classifier ready: the binary's model, the taxonomy with those of the catalog
    /// directories. Anew only where the directories are others. Not while a statement runs.
    [[nodiscard]] Status prepare(const std::vector<std::filesystem::path>& catalogs);

    /// Returns a JSON object: kind, prompt_bytes, answer_bytes, turns, media, tool_calls, and with
    /// `is_labelled` for a prompt that has a text: by, language, language_confidence, labels, each
    /// path, tag, category, confidence. REQUIRES with is_labelled: prepare().
    [[nodiscard]] std::string facts(std::string_view text, bool is_labelled);

private:
    [[nodiscard]] std::unique_ptr<classifier::LocalBackend> take_backend();

    std::vector<std::filesystem::path> catalogs_;
    std::unique_ptr<classifier::Knowledge> knowledge_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<classifier::LocalBackend>> idle_;  ///< Guarded by mutex_.
};

}  // namespace orrery::warehouse
