#include "classifier/train/examples.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "classifier/text/code_points.h"
#include "classifier/train/carriers.h"
#include "classifier/train/frames.h"
#include "classifier/train/random.h"

namespace orrery::classifier {
namespace {

/// What {name} and {word} become: names of several places, words of no class.
constexpr std::array<std::string_view, 24> names{
    "Anna",   "Ben",   "Chen Wei", "Daria", "Elif", "Farid",  "Grace", "Hiro",
    "Ingrid", "Jamal", "Katya",    "Luis",  "Mina", "Noah",   "Olga",  "Priya",
    "Quinn",  "Rosa",  "Somchai",  "Tomas", "Uma",  "Viktor", "Yusuf", "Zoe"};
constexpr std::array<std::string_view, 24> words{
    "thing",  "part",  "version", "example", "item",   "idea",  "detail", "point",
    "number", "place", "result",  "list",    "change", "group", "day",    "reason",
    "step",   "kind",  "side",    "line",    "case",   "way",   "set",    "name"};

class Expander {
public:
    Expander(const Corpus& corpus, const Expansion& how)
        : corpus_(corpus), how_(how), random_(how.seed) {}

    std::vector<Example> expand() {
        const std::map<std::string, double> shares = language_shares();
        for (std::size_t file = 0; file < corpus_.files.size(); ++file) {
            file_ = static_cast<std::uint16_t>(file);
            for (const auto& [language, passages] : corpus_.files[file].languages) {
                const std::size_t begin = examples_.size();
                language_ = language;
                frames_ = frames_of(language);
                terms_ = terms_for(corpus_.files[file], language);
                add_terms(passages, language);
                add_templates(passages);
                add_prompts(passages);
                weigh(begin, shares.at(language));
            }
        }
        return std::move(examples_);
    }

private:
    /// Returns what a language weighs in every class: by what the corpus has in it to the power of
    /// 3/4, so that no class owns a language by having more of it than others.
    std::map<std::string, double> language_shares() const {
        std::map<std::string, double> shares;
        for (const CorpusFile& file : corpus_.files) {
            for (const auto& [language, passages] : file.languages) {
                shares[language] +=
                    static_cast<double>(passages.terms.size() + 4 * passages.templates.size() +
                                        8 * passages.prompts.size());
            }
        }
        double all = 0;
        for (auto& [language, share] : shares) {
            share = std::sqrt(share) * std::sqrt(std::sqrt(share));
            all += share;
        }
        for (auto& [language, share] : shares) {
            share /= all;
        }
        return shares;
    }

    /// Chooses what {term} stands for: the file's terms of the language, else its English ones,
    /// else those of any class.
    const std::vector<std::string>* terms_for(const CorpusFile& file, const std::string& language) {
        for (const std::string& code : {language, std::string("en")}) {
            const auto found = file.languages.find(code);
            if (found != file.languages.end() && !found->second.terms.empty()) {
                return &found->second.terms;
            }
        }
        return nullptr;
    }

    const std::string& term() {
        static const std::string none;
        if (terms_ != nullptr) {
            return random_.one_of(*terms_);
        }
        for (int attempt = 0; attempt < 100; ++attempt) {
            const auto& file = random_.one_of(corpus_.files);
            const auto found = file.languages.find(language_);
            if (found != file.languages.end() && !found->second.terms.empty()) {
                return random_.one_of(found->second.terms);
            }
        }
        return none;
    }

    /// Returns the front of a prompt of any class, in the language at hand if there is one.
    std::string some_prompt() {
        const std::vector<std::string>* found = nullptr;
        for (int attempt = 0; attempt < 100 && found == nullptr; ++attempt) {
            const CorpusFile& file = random_.one_of(corpus_.files);
            const std::string code = attempt < 50 ? language_ : std::string("en");
            const auto passages = file.languages.find(code);
            if (file.act.empty() && passages != file.languages.end() &&
                !passages->second.prompts.empty()) {
                found = &passages->second.prompts;
            }
        }
        return found == nullptr ? std::string()
                                : std::string(first_code_points(random_.one_of(*found), 300));
    }

    /// Fills the slots of a template; braces that are no slot of ours stay.
    std::string filled(std::string_view text) {
        std::string whole;
        while (!text.empty()) {
            const auto brace = std::min(text.find('{'), text.size());
            whole += text.substr(0, brace);
            text.remove_prefix(brace);
            if (text.starts_with("{term}")) {
                whole += term();
                text.remove_prefix(6);
            } else if (text.starts_with("{number}")) {
                whole += std::to_string(1 + random_.below(random_.below(3) == 0 ? 5000 : 40));
                text.remove_prefix(8);
            } else if (text.starts_with("{name}")) {
                whole += names[random_.below(names.size())];
                text.remove_prefix(6);
            } else if (text.starts_with("{text}")) {
                whole += some_prompt();
                text.remove_prefix(6);
            } else if (text.starts_with("{word}")) {
                whole += words[random_.below(words.size())];
                text.remove_prefix(6);
            } else if (!text.empty()) {
                whole += '{';
                text.remove_prefix(1);
            }
        }
        return whole;
    }

    /// Puts some of the texts into a frame of the language.
    std::string framed(std::string text) {
        if (frames_.empty() || random_.below(10) >= how_.frames_of_ten) {
            return text;
        }
        const std::string_view frame = frames_[random_.below(frames_.size())];
        const auto slot = frame.find("{text}");
        return filled(frame.substr(0, slot)) + text + filled(frame.substr(slot + 6));
    }

    void add(std::string text, Source source) {
        examples_.push_back({std::move(text), file_, source, style_, 1, false});
    }

    void add_terms(const Passages& passages, const std::string& language) {
        const auto carriers = carriers_of(language);
        for (const auto& term : passages.terms) {
            add(term, Source::term);
            for (std::size_t i = 0; i < how_.carrier_times; ++i) {
                std::string carrier(carriers[random_.below(carriers.size())]);
                if (const auto slot = carrier.find("{term}"); slot != std::string::npos) {
                    carrier.replace(slot, 6, term);
                }
                add(filled(carrier), Source::term);
            }
            for (std::size_t i = 0; i < how_.bag_times; ++i) {
                std::string bag = term;
                for (std::size_t left = 2 + random_.below(7); left > 0; --left) {
                    bag += ' ' + this->term();
                }
                add(std::move(bag), Source::term);
            }
        }
    }

    void add_templates(const Passages& passages) {
        for (const auto& text : passages.templates) {
            ++style_;
            const bool is_act = !corpus_.files[file_].act.empty();
            const std::size_t times = is_act ? how_.act_times : how_.template_times;
            for (std::size_t i = 0; i < times; ++i) {
                std::string whole = filled(text);
                if (i % 3 == 2) {  // Longer texts are several things said one after the other.
                    for (std::size_t left = 1 + random_.below(3); left > 0; --left) {
                        whole += '\n' + filled(random_.one_of(passages.templates));
                    }
                }
                add(framed(std::move(whole)), Source::template_text);
                examples_.back().topic_is_open = text.find("{text}") != std::string::npos;
            }
        }
    }

    void add_prompts(const Passages& passages) {
        for (const auto& text : passages.prompts) {
            ++style_;
            const std::string whole = filled(text);
            add(whole, Source::prompt);
            for (std::size_t i = 0; i < how_.cut_times; ++i) {
                add(framed(cut(whole)), Source::prompt);
            }
        }
    }

    /// Returns a third to two thirds of a text, from anywhere in it, cut between words.
    std::string cut(std::string_view text) {
        const std::size_t size = text.size();
        const std::size_t length = size / 3 + random_.below(size / 3 + 1);
        const std::string_view rest = text.substr(random_.below(size - length + 1));
        const auto space = rest.substr(0, 40).find(' ');
        const std::string_view begin = rest.data() == text.data() || space == std::string_view::npos
                                           ? rest
                                           : rest.substr(space + 1);
        return valid_utf8(begin.substr(0, length));
    }

    /// Gives the examples of a file and language since `begin` a weight in all, split by kind.
    void weigh(std::size_t begin, double weight) {
        std::array<double, 3> counts{};
        for (std::size_t i = begin; i < examples_.size(); ++i) {
            counts[static_cast<std::size_t>(examples_[i].source)] += 1;
        }
        std::array<double, 3> shares{how_.term_share, how_.template_share, how_.prompt_share};
        double all = 0;
        for (std::size_t kind = 0; kind < counts.size(); ++kind) {
            shares[kind] = counts[kind] > 0 ? shares[kind] : 0;
            all += shares[kind];
        }
        for (std::size_t i = begin; i < examples_.size(); ++i) {
            const auto kind = static_cast<std::size_t>(examples_[i].source);
            examples_[i].weight = static_cast<float>(weight * shares[kind] / all / counts[kind]);
        }
    }

    const Corpus& corpus_;
    const Expansion& how_;
    Random random_;
    std::vector<Example> examples_;
    const std::vector<std::string>* terms_ = nullptr;  ///< Of the file and language at hand.
    std::span<const std::string_view> frames_;
    std::string language_;  ///< At hand.
    std::uint16_t file_ = 0;
    std::uint16_t style_ = 0;
};

}  // namespace

std::vector<Example> expand(const Corpus& corpus, const Expansion& how) {
    return Expander(corpus, how).expand();
}

}  // namespace orrery::classifier
