#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace orrery::classifier {

/// What one file of the corpus says in one language.
struct Passages {
    std::vector<std::string> terms;      ///< Words and short phrases of the class.
    std::vector<std::string> templates;  ///< Sentences with {term} and the like.
    std::vector<std::string> prompts;    ///< Whole prompts, escapes undone.
};

/// One file of corpus/classes or corpus/acts; corpus/README.md describes the format.
struct CorpusFile {
    std::string name;  ///< "finance_banking.txt"
    std::string path;  ///< In the taxonomy, or "none"; an act may have none.
    std::string act;   ///< Empty for a class.
    std::map<std::string, Passages> languages;  ///< By code: "en", "zh-Hant".
};

struct Corpus {
    std::vector<CorpusFile> files;  ///< Classes by name, then acts by name.
    std::string fingerprint;        ///< 16 hex digits that change with any byte.
};

/// Reads one file. Fails with file and line on a head that names no path, a heading that is none,
/// and text before the first heading.
[[nodiscard]] Result<CorpusFile> read_corpus_file(std::string_view text, const std::string& name);

/// Reads a corpus directory: classes/*.txt and acts/*.txt. Fails if there is no class.
[[nodiscard]] Result<Corpus> read_corpus(const std::filesystem::path& directory);

}  // namespace orrery::classifier
