#include "catalog/names.h"

#include <algorithm>
#include <array>

namespace orrery::catalog {
namespace {

constexpr std::size_t name_bytes_max = 256;

/// The variants that a name can carry after ':'.
constexpr std::array<std::string_view, 9> variants{
    "free", "nitro", "floor", "thinking", "exacto", "online", "beta", "extended", "standard"};

// The lists of prefixes are texts of words, each with a space before it.

/// What gateways and clouds write before a name; never an author of the catalog.
constexpr std::string_view routes =
    " openrouter/ azure/ azure_ai/ bedrock/ bedrock_converse/ converse/ invoke/ vertex_ai/"
    " vertex_ai_beta/ google_vertex/ gemini/ google-ai-studio/ models/ publishers/google/models/"
    " publishers/anthropic/models/ publishers/meta/models/ publishers/mistralai/models/"
    " litellm_proxy/ groq/ together_ai/ fireworks_ai/ accounts/fireworks/models/ deepinfra/"
    " mistral/ codestral/ xai/ dashscope/ moonshot/ zai/ github/ github_copilot/ cohere_chat/"
    " cerebras/ sambanova/ novita/ hyperbolic/ nebius/ nvidia_nim/ vercel_ai_gateway/"
    " hosted_vllm/ huggingface/ text-completion-openai/ meta_llama/";

/// What Bedrock writes before a model: `us.anthropic.claude-…`.
constexpr std::string_view bedrock_geographies = " us. us-gov. eu. apac. jp. au. global. ca.";
constexpr std::string_view bedrock_vendors =
    " anthropic. amazon. meta. mistral. cohere. ai21. deepseek. openai. qwen. minimax.";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool drop_prefix(std::string_view& name, std::string_view prefixes) {
    while (!prefixes.empty()) {
        prefixes.remove_prefix(1);
        const auto prefix = prefixes.substr(0, prefixes.find(' '));
        if (name.starts_with(prefix)) {
            name.remove_prefix(prefix.size());
            return true;
        }
        prefixes.remove_prefix(prefix.size());
    }
    return false;
}

/// Drops an AWS region that stands as a path segment: `us-east-1/`.
bool drop_region(std::string_view& name) {
    const auto slash = name.find('/');
    if (slash == std::string_view::npos || slash < 9 || slash > 16 || name[2] != '-' ||
        name[slash - 2] != '-' || !is_digit(name[slash - 1])) {
        return false;
    }
    name.remove_prefix(slash + 1);
    return true;
}

/// Drops `v` and digits behind the separator: `:0` of Bedrock, `-v2` before it.
bool drop_version(std::string_view& name, std::string_view separator) {
    auto end = name.size();
    while (end > 0 && is_digit(name[end - 1])) {
        --end;
    }
    if (end == name.size() || !name.substr(0, end).ends_with(separator)) {
        return false;
    }
    name = name.substr(0, end - separator.size());
    return true;
}

/// Reads digits with a pattern such as `-dddd-dd-dd` at the end of a name.
bool ends_like(std::string_view name, std::string_view pattern) {
    if (name.size() <= pattern.size()) {
        return false;
    }
    const auto tail = name.substr(name.size() - pattern.size());
    return std::ranges::equal(tail, pattern, [](char c, char expected) {
        return expected == 'd' ? is_digit(c) : c == expected;
    });
}

/// Drops a day at the end that lies in this century: `-20250514`, `@20240620`, `-2024-07-18`.
bool drop_date(std::string_view& name) {
    for (const std::string_view pattern : {"-20dddddd", "@20dddddd", "-20dd-dd-dd"}) {
        if (ends_like(name, pattern)) {
            name.remove_suffix(pattern.size());
            return true;
        }
    }
    return false;
}

/// Writes every `.` between digits, and the `@` before a date, as `-`.
std::string dashed(std::string_view name) {
    std::string text(name);
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        const bool between = text[i] == '.' && is_digit(text[i - 1]);
        if ((between || text[i] == '@') && is_digit(text[i + 1])) {
            text[i] = '-';
        }
    }
    return text;
}

std::string_view drop_variant(std::string_view& name) {
    const auto colon = name.rfind(':');
    if (colon == std::string_view::npos) {
        return {};
    }
    const auto found = std::ranges::find(variants, name.substr(colon + 1));
    if (found == variants.end()) {
        return {};
    }
    name = name.substr(0, colon);
    return *found;
}

Resolution resolution(std::string_view slug, std::string_view variant, const Window& valid) {
    return {.slug = slug, .variant = variant, .valid_from = valid.from, .valid_to = valid.to};
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (auto& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return lower;
}

NameIndex::NameIndex(std::span<const Model> models, std::span<const Alias> aliases) {
    enum Rank { by_alias, by_slug, by_hugging_face };
    for (const auto& alias : aliases) {
        written_[lower_case(alias.alias)].push_back({alias.slug, alias.valid, by_alias});
    }
    for (const auto& model : models) {
        written_[lower_case(model.slug)].push_back({model.slug, {}, by_slug});
    }
    settle_all(written_);
    for (const auto& [name, meanings] : written_) {
        const auto bare = name.substr(name.find('/') + 1);
        if (!written_.contains(bare)) {
            std::ranges::copy(meanings, std::back_inserter(bare_[bare]));
        }
    }
    Names hugging_face;
    for (const auto& model : models) {
        const auto name = lower_case(model.hugging_face_id);
        if (!name.empty() && !written_.contains(name)) {
            hugging_face[name].push_back({model.slug, {}, by_hugging_face});
        }
    }
    written_.merge(hugging_face);
    settle_all(written_);
    settle_all(bare_);
    for (const auto* names : {&written_, &bare_}) {
        for (const auto& [name, meanings] : *names) {
            std::ranges::copy(meanings, std::back_inserter(dashed_[dashed(name)]));
        }
    }
    settle_all(dashed_);
}

/// Cuts the claims at every bound; in each piece the lowest rank holds, if it names one slug.
NameIndex::Meanings NameIndex::settle(const Meanings& claims) {
    std::vector<std::string> cuts{""};
    for (const auto& claim : claims) {
        cuts.push_back(claim.valid.from);
        cuts.push_back(claim.valid.to);
    }
    std::ranges::sort(cuts);
    cuts.erase(std::ranges::unique(cuts).begin(), cuts.end());
    Meanings timeline;
    for (std::size_t i = 0; i < cuts.size(); ++i) {
        const Window piece{cuts[i], i + 1 < cuts.size() ? cuts[i + 1] : ""};
        const Meaning* best = nullptr;
        bool ambiguous = false;
        for (const auto& claim : claims) {
            if (!claim.valid.overlaps(piece) || (best != nullptr && best->rank < claim.rank)) {
                continue;
            }
            ambiguous = best != nullptr && best->rank == claim.rank &&
                        (ambiguous || best->slug != claim.slug);
            best = &claim;
        }
        if (best == nullptr) {
            continue;
        }
        const auto slug = ambiguous ? std::string() : best->slug;
        if (!timeline.empty() && timeline.back().slug == slug &&
            timeline.back().valid.to == piece.from) {
            timeline.back().valid.to = piece.to;
        } else {
            timeline.push_back({slug, piece});
        }
    }
    return timeline;
}

void NameIndex::settle_all(Names& names) {
    for (auto& [name, meanings] : names) {
        meanings = settle(meanings);
    }
}

std::optional<Resolution> NameIndex::resolve(std::string_view name,
                                             std::string_view iso_day) const {
    const auto found = find(name);
    if (found.timeline == nullptr) {
        return std::nullopt;
    }
    if (iso_day.empty()) {
        const auto& first = found.timeline->front();
        const bool always = found.timeline->size() == 1 && !first.slug.empty();
        return always ? std::optional(resolution(first.slug, found.variant, first.valid))
                      : std::nullopt;
    }
    for (const auto& meaning : *found.timeline) {
        if (meaning.valid.contains(iso_day) && !meaning.slug.empty()) {
            return resolution(meaning.slug, found.variant, meaning.valid);
        }
    }
    return std::nullopt;
}

std::vector<Resolution> NameIndex::resolutions(std::string_view name) const {
    std::vector<Resolution> all;
    const auto found = find(name);
    if (found.timeline == nullptr) {
        return all;
    }
    for (const auto& meaning : *found.timeline) {
        if (!meaning.slug.empty()) {
            all.push_back(resolution(meaning.slug, found.variant, meaning.valid));
        }
    }
    return all;
}

NameIndex::Found NameIndex::find(std::string_view reported) const {
    if (const auto exact = written_.find(reported); exact != written_.end()) {
        return {&exact->second, {}};
    }
    if (reported.empty() || reported.size() > name_bytes_max) {
        return {};
    }
    const auto lower = lower_case(reported);
    std::string_view name = lower;
    const auto variant = drop_variant(name);
    do {
        if (const auto* timeline = find_form(name)) {
            return {timeline, variant};
        }
    } while (drop_prefix(name, routes) || drop_region(name));
    return {find_bedrock(name), variant};
}

/// Tries a name with and without the date at its end.
const NameIndex::Meanings* NameIndex::find_form(std::string_view name) const {
    do {
        for (const auto* names : {&written_, &bare_}) {
            if (const auto found = names->find(name); found != names->end()) {
                return &found->second;
            }
        }
        if (const auto found = dashed_.find(dashed(name)); found != dashed_.end()) {
            return &found->second;
        }
    } while (drop_date(name));
    return nullptr;
}

/// Tries a name of Bedrock's without geography, vendor and version.
const NameIndex::Meanings* NameIndex::find_bedrock(std::string_view name) const {
    drop_prefix(name, bedrock_geographies);
    if (!drop_prefix(name, bedrock_vendors)) {
        return nullptr;
    }
    do {
        if (const auto* timeline = find_form(name)) {
            return timeline;
        }
    } while (drop_version(name, ":") || drop_version(name, "-v"));
    return nullptr;
}

}  // namespace orrery::catalog
