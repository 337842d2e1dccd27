#include "simulate/profile/profile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>

#include "base/embedded.h"
#include "base/file.h"
#include "base/hash.h"
#include "simulate/profile/reader.h"

namespace orrery::simulate {
namespace {

constexpr double count_max = 1e15;

void read_population(TableReader& reader, Population& people) {
    people.signups = reader.curve("signups", 1e-9, count_max);
    people.churn = reader.number("churn", people.churn, 0, 1);
    people.active = reader.number("active", people.active, 0, 1);
    people.tries_first = reader.number("tries_first", people.tries_first, 0, 10);
    people.tries_later = reader.number("tries_later", people.tries_later, 0, 10);
    people.stays_first = reader.number("stays_first", people.stays_first, 0, 1);
    people.stays_later = reader.number("stays_later", people.stays_later, 0, 1);
    people.stays_locked = reader.number("stays_locked", people.stays_locked, 0, 1);
    people.returns = reader.number("returns", people.returns, 0, 1);
    people.volume_sigma = reader.number("volume_sigma", people.volume_sigma, 0, 4);
    people.agents = reader.number("agents", people.agents, 0, 1);
    people.byok = reader.number("byok", people.byok, 0, 1);
}

void read_workload(TableReader& reader, Profile& profile, std::array<bool, category_count>& seen) {
    const std::string category = reader.text("category");
    reader.check_name("category", category, "category", categories);
    const auto* found = std::ranges::find(categories, category);
    if (found == categories.end()) {
        return;
    }
    const auto place = static_cast<std::size_t>(found - categories.begin());
    seen[place] = true;
    Workload& workload = profile.workloads[place];
    workload.accounts = reader.number("accounts", 0, 0, count_max);
    workload.demand = reader.curve("demand", 1e-9, count_max);
    workload.prompt = reader.curve("prompt", 1, 1e6);
    workload.completion = reader.curve("completion", 1, 1e5);
    workload.prompt_sigma = reader.number("prompt_sigma", 1, 0, 3);
    workload.completion_sigma = reader.number("completion_sigma", 1, 0, 3);
    workload.cached = reader.number("cached", 0, 0, 1);
    workload.tools = reader.number("tools", 0, 0, 100);
    workload.thrift = reader.number("thrift", 0, -3, 3);
    workload.turns = reader.number("turns", 1, 1, 100);
    double sum = 0;
    reader.each("tags", [&](TableReader& tag) {
        workload.tags.push_back({tag.text("path"), tag.text("tag"), tag.number("share", 0, 0, 1)});
        sum += workload.tags.back().share;
    });
    if (std::abs(sum - 1) > 1e-6) {
        reader.wrong("tags", fmt::format("have shares that sum to {:.4g}", sum),
                     "the shares of a category's tags sum to 1");
    }
}

void read_markets(TableReader& reader, Profile& profile) {
    reader.each("country", [&](TableReader& entry) {
        profile.countries.push_back(
            {entry.text("country"), entry.number("accounts", 0, 0, count_max),
             entry.text("language"), entry.number("language_share", 0, 0, 1)});
    });
    reader.each("spend", [&](TableReader& entry) {
        profile.spend.push_back({entry.text("continent"), entry.curve("share", 0, 1)});
        constexpr std::array<std::string_view, 3> continents = {"NA", "EU", "AS"};
        entry.check_name("continent", profile.spend.back().continent, "continent", continents);
    });
    reader.each("language", [&](TableReader& entry) {
        profile.languages.push_back({entry.text("language"), entry.number("share", 0, 0, 1)});
        const std::string& language = profile.languages.back().language;
        if (language != "en" &&
            std::ranges::find(profile.countries, language, &CountryMix::language) ==
                profile.countries.end()) {
            entry.wrong("language", "is " + language + ", which no country writes",
                        "give a [[country]] that language");
        }
    });
    reader.each("model", [&](TableReader& entry) {
        ModelTuning& model = profile.models.emplace_back();
        model.slug = entry.text("slug");
        model.weight = entry.number("weight", 1, 0, count_max);
        model.half_life_weeks = entry.maybe_number("half_life_weeks", 0.1, 1e6);
        model.price = entry.maybe_number("price", 1e-6, 1e6);
        model.free = entry.maybe_number("free", 0, 1);
        model.cached = entry.number("cached", 1, 0, 10);
        model.spread = entry.number("spread", 1, 0, 3);
        model.tools = entry.number("tools", 1, 0, 1000);
        model.tries = entry.number("tries", 1, 0, 1000);
    });
    reader.each("affinity", [&](TableReader& entry) {
        Affinity& affinity = profile.affinities.emplace_back();
        affinity.factor = entry.number("factor", 1, 0, count_max);
        entry.one("who", [&](TableReader& who) { affinity.who = read_selector(who); });
    });
}

void read_targets(TableReader& reader, Profile& profile) {
    reader.each("share", [&](TableReader& entry) {
        ShareTarget& target = profile.shares.emplace_back();
        target.name = entry.text("name");
        target.share = entry.curve("share", 0, 1);
        entry.one("part", [&](TableReader& part) { target.part = read_selector(part); }, true);
        entry.one("whole", [&](TableReader& whole) { target.whole = read_selector(whole); });
    });
    reader.each("total", [&](TableReader& entry) {
        TotalTarget& target = profile.totals.emplace_back();
        target.name = entry.text("name");
        target.trillion_tokens = entry.number("trillion_tokens", 0, 0, count_max);
        entry.one("part", [&](TableReader& part) { target.part = read_selector(part); }, true);
    });
}

void read_plants(TableReader& reader, Profile& profile) {
    reader.each("slipper", [&](TableReader& entry) {
        profile.slippers.push_back({entry.text("model"), entry.number("locked", 0, 0, 1)});
    });
    reader.each("boomerang", [&](TableReader& entry) {
        profile.boomerangs.push_back({entry.text("model"), month_of(entry.day("cohort")),
                                      static_cast<int>(entry.number("age", 2, 2, 60)),
                                      entry.number("returns", 0, 0, 1)});
    });
    reader.each("spike", [&](TableReader& entry) {
        profile.spikes.push_back({entry.day("from"), entry.day("to"), entry.text("model"),
                                  entry.text("category"), entry.number("share", 0, 0, 0.9)});
        const Spike& spike = profile.spikes.back();
        entry.check_name("category", spike.category, "category", categories);
        if (spike.to < spike.from) {
            entry.wrong("to", "ends before it begins", "put the days in order");
        }
    });
}

/// Fails on shares of one whole, by one kind of part, that sum above 1 on some day.
Status check_sums(const Profile& profile, const std::string& where) {
    for (Day day = profile.history_from; day <= profile.stated_to; day += 7) {
        double spend = 0;
        for (const SpendTarget& target : profile.spend) {
            spend += target.share.at(day);
        }
        double classes = 0;
        for (const ShareTarget& target : profile.shares) {
            const Selector& part = target.part;
            const Selector& whole = target.whole;
            const bool is_class = part.classes.size() == 1 && part.authors.empty() &&
                                  part.models.empty() && part.categories.empty() &&
                                  part.sizes.empty() && !part.tagged && !part.reasoning &&
                                  whole.classes.empty() && whole.categories.empty() &&
                                  whole.authors.empty() && whole.models.empty();
            classes += is_class ? target.share.at(day) : 0;
        }
        for (const auto& [sum, what] : {std::pair(spend, "spend"), {classes, "source classes"}}) {
            if (sum > 1 + 1e-9) {
                return fail(ErrorKind::bad_input,
                            fmt::format("the shares of {} sum to {:.1f} % on {}", what, 100 * sum,
                                        iso_day(day)),
                            where, "shares of one whole cannot pass 100 %");
            }
        }
    }
    double languages = 0;
    for (const LanguageTarget& target : profile.languages) {
        languages += target.share;
    }
    if (languages > 1 + 1e-9) {
        return fail(ErrorKind::bad_input,
                    fmt::format("the shares of languages sum to {:.1f} %", 100 * languages), where,
                    "shares of one whole cannot pass 100 %");
    }
    return {};
}

Profile read_profile(TableReader& reader) {
    Profile profile;
    profile.name = reader.text("name");
    profile.history_from = reader.day("history_from");
    profile.stated_from = reader.day("stated_from");
    profile.stated_to = reader.day("stated_to");
    profile.volume = reader.curve("volume", 1e-12, 1e6);
    profile.price_slope = reader.number("price_slope", 0, -5, 5);
    profile.price_cut_gain = reader.maybe_number("price_cut_gain", -0.5, 0.5);
    profile.weight_sigma = reader.number("weight_sigma", 1, 0, 5);
    profile.half_life_weeks = reader.number("half_life_weeks", 30, 0.1, 1e6);
    profile.tools = reader.curve("tools", 0, 0.95);
    profile.errors = reader.number("errors", profile.errors, 0, 0.5);
    profile.cancelled = reader.number("cancelled", profile.cancelled, 0, 0.5);
    profile.labels_from = reader.day("labels_from");
    profile.label_rate = reader.number("label_rate", 1, 0, 1);
    reader.one("population",
               [&](TableReader& entry) { read_population(entry, profile.population); });
    std::array<bool, category_count> seen{};
    reader.each("workload", [&](TableReader& entry) { read_workload(entry, profile, seen); });
    for (std::size_t c = 0; c < category_count; ++c) {
        if (!seen[c]) {
            reader.wrong("workload", fmt::format("does not describe {}", categories[c]),
                         "add a [[workload]] of that category");
        }
    }
    read_markets(reader, profile);
    read_targets(reader, profile);
    read_plants(reader, profile);
    if (profile.population.signups.empty() || profile.countries.empty()) {
        reader.wrong("population", "or [[country]] is missing", "copy them from another profile");
    }
    if (profile.stated_to < profile.stated_from || profile.stated_from < profile.history_from) {
        reader.wrong("stated_from", "and stated_to are no window after history_from",
                     "put the days in order");
    }
    return profile;
}

}  // namespace

const ModelTuning* Profile::tuning(std::string_view slug) const {
    const auto found = std::ranges::find(models, slug, &ModelTuning::slug);
    return found == models.end() ? nullptr : &*found;
}

std::vector<std::string> profile_names() {
    std::vector<std::string> names;
    for (const EmbeddedFile& file : embedded::profiles()) {
        names.emplace_back(file.path.substr(0, file.path.find('.')));
    }
    return names;
}

Result<std::string> profile_text(const std::string& name) {
    for (const EmbeddedFile& file : embedded::profiles()) {
        if (file.path == name + ".toml") {
            return std::string(file.contents);
        }
    }
    return fail(
        ErrorKind::usage, fmt::format("there is no profile '{}'", name), "--profile",
        fmt::format("built in are {}; or name a .toml file", fmt::join(profile_names(), ", ")));
}

Result<Profile> load_profile(const std::string& name_or_path) {
    const bool is_file = name_or_path.ends_with(".toml") || std::filesystem::exists(name_or_path);
    const auto text = is_file ? read_file(name_or_path) : profile_text(name_or_path);
    if (!text) {
        return std::unexpected(text.error());
    }
    return parse_profile(*text, is_file ? name_or_path : name_or_path + ".toml");
}

Result<Profile> parse_profile(const std::string& text, const std::string& where) {
    toml::table table;
    try {
        table = toml::parse(text);
    } catch (const toml::parse_error& error) {
        return fail(ErrorKind::bad_input, std::string(error.description()),
                    fmt::format("{}:{}", where, error.source().begin.line),
                    "a profile is a TOML file");
    }
    TableReader reader(table, where);
    Profile profile = read_profile(reader);
    if (auto status = reader.status(); !status) {
        return std::unexpected(status.error());
    }
    profile.fingerprint = fingerprint(text);
    if (auto sums = check_sums(profile, where); !sums) {
        return std::unexpected(sums.error());
    }
    return profile;
}

}  // namespace orrery::simulate
