#include <fmt/format.h>

#include <memory>

#include "base/format/json.h"
#include "catalog/taxonomy/taxonomy.h"
#include "cli/session.h"

namespace orrery::cli {
namespace {

Status check(const Session& session) {
    const auto loaded = catalog::Catalog::load(session.catalogs);
    if (!loaded) {
        return std::unexpected(loaded.error());
    }
    const auto problems = loaded->check();
    for (const auto& problem : problems) {
        fmt::print("{}:{}: {}\n", problem.file, problem.line, problem.what);
        if (!problem.hint.empty()) {
            fmt::print("  hint: {}\n", problem.hint);
        }
    }
    if (!problems.empty()) {
        return fail(ErrorKind::bad_input,
                    fmt::format("the catalog has {} problem{}", problems.size(),
                                problems.size() == 1 ? "" : "s"));
    }
    fmt::print(
        "catalog {}: {} models, {} prices, {} aliases, {} authors, {} providers, "
        "{} countries, {} events; no problems\n",
        loaded->fingerprint(), loaded->models().size(), loaded->prices().size(),
        loaded->aliases().size(), loaded->authors().size(), loaded->providers().size(),
        loaded->countries().size(), loaded->events().size());
    return {};
}

Status resolve(const Session& session, const std::string& name, const std::string& day) {
    const auto loaded = catalog::Catalog::load(session.catalogs);
    if (!loaded) {
        return std::unexpected(loaded.error());
    }
    const auto windows = loaded->resolutions(name);
    bool found = false;
    for (const auto& window : windows) {
        const bool holds =
            day.empty() || ((window.valid_from.empty() || window.valid_from <= day) &&
                            (window.valid_to.empty() || day < window.valid_to));
        if (holds) {
            found = true;
            fmt::print("{}  from {} to {}\n", window.slug,
                       window.valid_from.empty() ? "always" : window.valid_from,
                       window.valid_to.empty() ? "now" : window.valid_to);
        }
    }
    if (!found) {
        return fail(ErrorKind::not_found, "the catalog does not know this model", name,
                    "add it in a directory of your own with --catalog DIR; see catalog/README.md");
    }
    return {};
}

/// Lists the paths below a prefix with what each counts as in the three views.
Status list_taxonomy(const Session& session, const std::string& prefix, bool as_json) {
    const auto taxonomy = catalog::Taxonomy::load(session.catalogs);
    if (!taxonomy) {
        return std::unexpected(taxonomy.error());
    }
    auto list = nlohmann::ordered_json::array();
    for (const auto& path : taxonomy->paths()) {
        if (!path.starts_with(prefix)) {
            continue;
        }
        const catalog::TagRule* rule = taxonomy->tag_of(path);
        const catalog::TagRule shown = rule == nullptr ? catalog::TagRule{} : *rule;
        list.push_back({{"path", path},
                        {"tag", shown.tag},
                        {"category", shown.category},
                        {"bucket", shown.bucket},
                        {"use", shown.use}});
        if (!as_json) {
            fmt::print("{}\t{}\t{}\t{}\t{}\n", path, shown.tag, shown.category, shown.bucket,
                       shown.use);
        }
    }
    if (list.empty()) {
        return fail(ErrorKind::not_found, "no path of the taxonomy begins so", prefix,
                    "paths begin with a slash and are case-sensitive: /Finance");
    }
    if (as_json) {
        fmt::print("{}\n", list.dump(2));
    }
    return {};
}

void add_taxonomy(CLI::App& command, Session& session) {
    auto prefix = std::make_shared<std::string>();
    auto as_json = std::make_shared<bool>(false);
    CLI::App* taxonomy = command.add_subcommand(
        "taxonomy", "List Google's content categories with tag, category, bucket and use");
    taxonomy->add_option("prefix", *prefix, "Only paths that begin so: /Finance");
    taxonomy->add_flag("--json", *as_json, "JSON instead of columns between tabs");
    taxonomy->callback([&session, prefix, as_json] {
        session.work = [&session, prefix, as_json] {
            return list_taxonomy(session, *prefix, *as_json);
        };
    });
}

}  // namespace

void add_catalog(CLI::App& app, Session& session) {
    CLI::App* command = app.add_subcommand("catalog", "Check and look up catalog facts");
    command->require_subcommand(1);
    command->add_subcommand("check", "Validate the catalog and its overlays")->callback([&session] {
        session.work = [&session] { return check(session); };
    });
    auto name = std::make_shared<std::string>();
    auto day = std::make_shared<std::string>();
    CLI::App* lookup = command->add_subcommand("resolve", "Say which model a name stands for");
    lookup->add_option("name", *name, "Name as a log reports it")->required();
    lookup->add_option("--on", *day, "Day, as ISO date; every meaning if absent")
        ->type_name("DATE");
    lookup->callback([&session, name, day] {
        session.work = [&session, name, day] { return resolve(session, *name, *day); };
    });
    add_taxonomy(*command, session);
}

}  // namespace orrery::cli
