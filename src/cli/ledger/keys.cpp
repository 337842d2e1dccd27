#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <memory>
#include <optional>

#include "cli/ledger/registry.h"
#include "cli/session.h"
#include "ledger/identity.h"

namespace orrery::cli {
namespace {

using std::chrono::microseconds;
using std::chrono::sys_days;
using std::chrono::sys_time;

struct KeyArguments {
    std::string account;
    std::string name;
    std::string limit;
    std::string limit_reset;
    std::string expires;
    std::int64_t key = 0;
    bool is_management = false;
    bool as_json = false;
};

/// Reads an ISO date as the midnight UTC that it begins with.
Result<std::int64_t> moment_of(const std::string& date) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const auto read = [&](std::size_t from, std::size_t size, auto& number) {
        const char* end = date.data() + from + size;
        return std::from_chars(date.data() + from, end, number).ptr == end;
    };
    const bool is_date = date.size() == 10 && date[4] == '-' && date[7] == '-' &&
                         read(0, 4, year) && read(5, 2, month) && read(8, 2, day);
    const std::chrono::year_month_day parsed{std::chrono::year(year), std::chrono::month(month),
                                             std::chrono::day(day)};
    if (!is_date || !parsed.ok()) {
        return fail(ErrorKind::usage, "this is no date", date, "a date is YYYY-MM-DD");
    }
    return sys_time<microseconds>(sys_days(parsed)).time_since_epoch().count();
}

std::string date_text(std::int64_t moment_us) {
    const std::chrono::year_month_day date(
        std::chrono::floor<std::chrono::days>(sys_time<microseconds>(microseconds(moment_us))));
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Result<ledger::NewKey> key_asked_for(const KeyArguments& arguments) {
    ledger::NewKey key;
    key.name = arguments.name;
    key.kind = arguments.is_management ? ledger::KeyKind::management : ledger::KeyKind::inference;
    key.limit_reset = arguments.limit_reset;
    if (!arguments.limit.empty()) {
        const auto limit = ledger::parse_usd(arguments.limit);
        if (!limit) {
            return std::unexpected(limit.error());
        }
        key.limit_nano_usd = *limit;
    }
    if (!arguments.expires.empty()) {
        const auto expires = moment_of(arguments.expires);
        if (!expires) {
            return std::unexpected(expires.error());
        }
        if (*expires <= ledger::system_clock_us()) {
            return fail(ErrorKind::usage, "the key would have expired already", arguments.expires);
        }
        key.expires_at_us = *expires;
    }
    return key;
}

Status create(const Session& session, const KeyArguments& arguments) {
    auto asked = key_asked_for(arguments);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    auto registry = open_registry(session, warehouse::Access::read_only);
    if (!registry) {
        return std::unexpected(registry.error());
    }
    const auto account = find_account(**registry, arguments.account);
    if (!account) {
        return std::unexpected(account.error());
    }
    asked->account = account->id;
    const auto created = (*registry)->create_key(*asked);
    if (!created) {
        return std::unexpected(created.error());
    }
    fmt::print(stderr, "key {} of account {}; it is shown only this once:\n", created->id,
               account->name);
    fmt::print("{}\n", created->secret);
    return {};
}

Result<Table> table_of(ledger::Registry& registry, const KeyArguments& arguments) {
    const auto keys = registry.keys();
    const auto accounts = registry.accounts();
    if (!keys || !accounts) {
        return std::unexpected(!keys ? keys.error() : accounts.error());
    }
    std::map<std::int64_t, std::string> names;
    for (const ledger::Account& account : *accounts) {
        names[account.id] = account.name;
    }
    const bool as_json = arguments.as_json;
    const std::string unit = as_json ? "_nano_usd" : "_usd";
    Table table{{"key", "account", "name", "label", "kind", "is_disabled", "limit" + unit,
                 "limit_reset", "expires", "used" + unit, "today" + unit},
                {}};
    const auto text_or_null = [](const std::string& text) {
        return text.empty() ? Cell() : Cell(text);
    };
    for (const ledger::Key& key : *keys) {
        if (!arguments.account.empty() && names[key.account] != arguments.account) {
            continue;
        }
        const auto usage = registry.usage_of_key(key.id);
        if (!usage) {
            return std::unexpected(usage.error());
        }
        const bool is_inference = key.kind == ledger::KeyKind::inference;
        table.rows.push_back(
            {key.id, names[key.account], text_or_null(key.name), key.label,
             std::string(is_inference ? "inference" : "management"),
             std::string(key.is_disabled ? "yes" : "no"),
             key.limit_nano_usd ? amount_cell(*key.limit_nano_usd, as_json) : Cell(),
             text_or_null(key.limit_reset),
             key.expires_at_us ? Cell(date_text(*key.expires_at_us)) : Cell(),
             amount_cell(usage->charged.total, as_json),
             amount_cell(usage->charged.today, as_json)});
    }
    return table;
}

Status list(const Session& session, const KeyArguments& arguments) {
    auto registry = open_registry(session, warehouse::Access::read_only);
    if (!registry) {
        return std::unexpected(registry.error());
    }
    if (!arguments.account.empty()) {
        if (const auto known = find_account(**registry, arguments.account); !known) {
            return std::unexpected(known.error());
        }
    }
    const auto table = table_of(**registry, arguments);
    if (!table) {
        return std::unexpected(table.error());
    }
    print_rows(*table, arguments.as_json);
    return {};
}

/// Runs a change of the key whose number was given.
Status change(const Session& session, std::int64_t key,
              const std::function<Status(ledger::Registry&)>& work) {
    auto registry = open_registry(session, warehouse::Access::read_only);
    if (!registry) {
        return std::unexpected(registry.error());
    }
    auto done = work(**registry);
    if (!done && done.error().kind == ErrorKind::not_found) {
        done.error().where = fmt::format("{}", key);
        done.error().hint = "orrery keys list shows the keys and their numbers";
    }
    return done;
}

Status set_disabled(const Session& session, std::int64_t key, bool is_disabled) {
    ledger::KeyChange asked;
    asked.is_disabled = is_disabled;
    return change(session, key,
                  [&](ledger::Registry& registry) { return registry.update_key(key, asked); });
}

void add_create(CLI::App& creating, KeyArguments& arguments) {
    creating.add_option("--account", arguments.account, "Account that pays")
        ->type_name("NAME")
        ->required();
    creating.add_option("--name", arguments.name, "What the key is for")->type_name("NAME");
    creating.add_flag("--management", arguments.is_management,
                      "For accounts and keys instead of inference");
    creating.add_option("--limit", arguments.limit, "The most it may use, in US dollars")
        ->type_name("USD");
    creating.add_option("--limit-reset", arguments.limit_reset, "When the limit begins anew, UTC")
        ->check(CLI::IsMember({"daily", "weekly", "monthly"}))
        ->needs("--limit");
    creating
        .add_option("--expires", arguments.expires, "Day from whose beginning it is refused, UTC")
        ->type_name("DATE");
}

}  // namespace

void add_keys(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<KeyArguments>();
    CLI::App* command = app.add_subcommand("keys", "What clients show: API keys and their limits");
    command->require_subcommand(1);
    const auto subcommand = [&](const std::string& name, const std::string& meaning,
                                std::function<Status()> work) {
        CLI::App* inner = command->add_subcommand(name, meaning);
        inner->callback([&session, work = std::move(work)] { session.work = work; });
        return inner;
    };
    add_create(*subcommand("create", "Make a key and print its secret, this once",
                           [&session, arguments] { return create(session, *arguments); }),
               *arguments);
    CLI::App* listing = subcommand("list", "Show keys and what they used",
                                   [&session, arguments] { return list(session, *arguments); });
    listing->add_option("--account", arguments->account, "Only this account's")->type_name("NAME");
    listing->add_flag("--json", arguments->as_json, "As JSON, amounts in billionths of a dollar");
    const auto takes_key = [&](CLI::App* inner) {
        inner->add_option("key", arguments->key, "Number of the key, as in the list")
            ->type_name("KEY")
            ->required();
    };
    takes_key(subcommand("disable", "Refuse the key", [&session, arguments] {
        return set_disabled(session, arguments->key, true);
    }));
    takes_key(subcommand("enable", "Take the key again", [&session, arguments] {
        return set_disabled(session, arguments->key, false);
    }));
    takes_key(subcommand("delete", "End the key for good", [&session, arguments] {
        return change(session, arguments->key, [&](ledger::Registry& registry) {
            return registry.delete_key(arguments->key);
        });
    }));
}

}  // namespace orrery::cli
