#include "classifier/train/corpus.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/hash.h"

namespace orrery::classifier {
namespace {

std::string_view without_ends(std::string_view line) {
    constexpr std::string_view blank = " \t\r";
    const auto first = line.find_first_not_of(blank);
    return first == std::string_view::npos
               ? std::string_view()
               : line.substr(first, line.find_last_not_of(blank) - first + 1);
}

/// Undoes \n, \t and \\; any other backslash is one of the prompt's own.
std::string unescaped(std::string_view line) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char next = line[i] == '\\' && i + 1 < line.size() ? line[i + 1] : '\0';
        if (next == 'n' || next == 't' || next == '\\') {
            text += next == 'n' ? '\n' : next == 't' ? '\t' : '\\';
            ++i;
        } else {
            text += line[i];
        }
    }
    return text;
}

class CorpusReader {
public:
    explicit CorpusReader(const std::string& name) { file_.name = name; }

    Result<CorpusFile> read(std::string_view text) {
        if (text.starts_with("\xEF\xBB\xBF")) {
            text.remove_prefix(3);
        }
        while (!text.empty()) {
            ++line_;
            const auto end = std::min(text.find('\n'), text.size());
            if (auto taken = take(without_ends(text.substr(0, end))); !taken) {
                return std::unexpected(taken.error());
            }
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        if (file_.path.empty() && file_.act.empty()) {
            return wrong("the file names no path", "begin it with: path: /Finance/Banking");
        }
        return std::move(file_);
    }

private:
    Status take(std::string_view line) {
        if (line.empty() || line.starts_with("//")) {
            return {};
        }
        if (is_heading(line)) {
            return take_heading(line.substr(3));
        }
        if (into_ == nullptr) {
            return take_head(line);
        }
        into_->push_back(escapes_ ? unescaped(line) : std::string(line));
        return {};
    }

    /// Tells a heading from a prompt that begins with one of Markdown: two words, the second a code
    /// of a language.
    static bool is_heading(std::string_view line) {
        if (!line.starts_with("## ")) {
            return false;
        }
        line.remove_prefix(3);
        const auto space = line.find(' ');
        if (space == std::string_view::npos) {
            return line == "terms" || line == "templates" || line == "prompts";
        }
        const std::string_view code = line.substr(space + 1);
        return code.find_first_of(" \\") == std::string_view::npos &&
               (code.size() == 2 || code.size() == 3 || code.find('-') == 2);
    }

    Status take_head(std::string_view line) {
        if (line.starts_with("path:")) {
            file_.path = without_ends(line.substr(5));
        } else if (line.starts_with("act:")) {
            file_.act = without_ends(line.substr(4));
        } else {
            return wrong(fmt::format("'{}' stands before the first heading", line),
                         "begin with path: (and act:), then headings such as: ## terms en");
        }
        return {};
    }

    Status take_heading(std::string_view heading) {
        const auto space = std::min(heading.find(' '), heading.size());
        const std::string_view kind = heading.substr(0, space);
        const std::string language(without_ends(heading.substr(space)));
        if (language.empty()) {
            return wrong(fmt::format("the heading '{}' names no language", heading),
                         "write a heading as: ## terms de");
        }
        Passages& passages = file_.languages[language];
        into_ = kind == "terms"       ? &passages.terms
                : kind == "templates" ? &passages.templates
                : kind == "prompts"   ? &passages.prompts
                                      : nullptr;
        escapes_ = kind != "terms";
        if (into_ == nullptr) {
            return wrong(fmt::format("there are no '{}'", kind),
                         "sections are terms, templates and prompts");
        }
        return {};
    }

    std::unexpected<Error> wrong(std::string what, std::string hint) const {
        return fail(ErrorKind::bad_input, std::move(what),
                    fmt::format("{}:{}", file_.name, std::max(line_, 1)), std::move(hint));
    }

    CorpusFile file_;
    std::vector<std::string>* into_ = nullptr;  ///< The section that is being read.
    bool escapes_ = false;
    int line_ = 0;
};

Result<std::vector<std::filesystem::path>> texts_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    std::error_code fault;
    for (std::filesystem::directory_iterator entry(folder, fault), end; !fault && entry != end;
         entry.increment(fault)) {
        if (entry->path().extension() == ".txt") {
            found.push_back(entry->path());
        }
    }
    if (fault) {
        return fail(ErrorKind::not_found, "the corpus cannot be read: " + fault.message(),
                    folder.string(), "name a directory that holds classes/ and acts/");
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace

Result<CorpusFile> read_corpus_file(std::string_view text, const std::string& name) {
    return CorpusReader(name).read(text);
}

Result<Corpus> read_corpus(const std::filesystem::path& directory) {
    Corpus corpus;
    std::string hashes;
    for (const std::string folder : {"classes", "acts"}) {
        const auto files = texts_in(directory / folder);
        if (!files) {
            return std::unexpected(files.error());
        }
        for (const auto& path : *files) {
            const auto text = read_file(path);
            if (!text) {
                return std::unexpected(text.error());
            }
            const std::string name = folder + "/" + path.filename().string();
            auto file = read_corpus_file(*text, name);
            if (!file) {
                return std::unexpected(file.error());
            }
            if ((folder == "acts") == file->act.empty()) {
                return fail(ErrorKind::bad_input,
                            folder == "acts" ? "the file names no act" : "a class names an act",
                            name, "act: stands in the files of acts/ and only there");
            }
            hashes += name + ' ' + fingerprint(*text) + '\n';
            corpus.files.push_back(std::move(*file));
        }
    }
    if (corpus.files.empty() || !corpus.files.front().act.empty()) {
        return fail(ErrorKind::bad_input, "the corpus has no class", directory.string(),
                    "put files into classes/; corpus/README.md says how");
    }
    corpus.fingerprint = fingerprint(hashes);
    return corpus;
}

}  // namespace orrery::classifier
