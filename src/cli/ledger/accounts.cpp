#include <fmt/format.h>

#include <memory>

#include "cli/ledger/registry.h"
#include "cli/session.h"
#include "ledger/identity.h"

namespace orrery::cli {
namespace {

struct AccountArguments {
    std::string name;
    std::string country;
    std::string amount = "0";
    bool is_unlimited = false;
    bool is_without_sampling = false;
    std::string sampling;
    bool as_json = false;
};

Status add(const Session& session, const AccountArguments& arguments) {
    const auto credits = ledger::parse_usd(arguments.amount);
    if (!credits) {
        return std::unexpected(credits.error());
    }
    auto registry = open_registry(session, warehouse::Access::read_write);
    if (!registry) {
        return std::unexpected(registry.error());
    }
    ledger::NewAccount account;
    account.name = arguments.name;
    account.country = arguments.country;
    account.granted_nano_usd = *credits;
    account.is_unlimited = arguments.is_unlimited;
    account.allows_sampling = !arguments.is_without_sampling;
    if (const auto made = (*registry)->create_account(account); !made) {
        return std::unexpected(made.error());
    }
    fmt::print("account {} is made{}\n", arguments.name,
               account.is_unlimited ? ", without a limit"
                                    : ", with " + ledger::usd_text(*credits) + " USD of credits");
    return {};
}

Status list(const Session& session, bool as_json) {
    auto registry = open_registry(session, warehouse::Access::read_only);
    if (!registry) {
        return std::unexpected(registry.error());
    }
    const auto accounts = (*registry)->accounts();
    if (!accounts) {
        return std::unexpected(accounts.error());
    }
    const std::string unit = as_json ? "_nano_usd" : "_usd";
    Table table{{"account", "country", "granted" + unit, "used" + unit, "left" + unit,
                 "this_month" + unit, "is_unlimited", "is_disabled", "allows_sampling"},
                {}};
    const auto flag = [](bool value) { return Cell(std::string(value ? "yes" : "no")); };
    for (const ledger::Account& account : *accounts) {
        const auto usage = (*registry)->usage_of_account(account.id);
        if (!usage) {
            return std::unexpected(usage.error());
        }
        const std::int64_t used = usage->charged.total;
        table.rows.push_back(
            {account.name, account.country.empty() ? Cell() : Cell(account.country),
             amount_cell(account.granted_nano_usd, as_json), amount_cell(used, as_json),
             account.is_unlimited ? Cell() : amount_cell(account.granted_nano_usd - used, as_json),
             amount_cell(usage->charged.this_month, as_json), flag(account.is_unlimited),
             flag(account.is_disabled), flag(account.allows_sampling)});
    }
    print_rows(table, as_json);
    return {};
}

/// Runs a change of the account that was named.
Status change(const Session& session, const std::string& name,
              const std::function<Status(ledger::Registry&, std::int64_t)>& work) {
    auto registry = open_registry(session, warehouse::Access::read_only);
    if (!registry) {
        return std::unexpected(registry.error());
    }
    const auto account = find_account(**registry, name);
    return account ? work(**registry, account->id) : std::unexpected(account.error());
}

Status credit(const Session& session, const AccountArguments& arguments) {
    const bool is_taken = arguments.amount.starts_with('-');
    const auto size =
        ledger::parse_usd(std::string_view(arguments.amount).substr(is_taken ? 1 : 0));
    if (!size) {
        return std::unexpected(size.error());
    }
    return change(session, arguments.name,
                  [&](ledger::Registry& registry, std::int64_t id) -> Status {
                      auto done = registry.grant(id, is_taken ? -*size : *size);
                      if (done) {
                          fmt::print("account {}: {}{} USD\n", arguments.name, is_taken ? "-" : "+",
                                     ledger::usd_text(*size));
                      }
                      return done;
                  });
}

Status set_disabled(const Session& session, const std::string& name, bool is_disabled) {
    ledger::AccountChange asked;
    asked.is_disabled = is_disabled;
    return change(session, name, [&](ledger::Registry& registry, std::int64_t id) {
        return registry.update_account(id, asked);
    });
}

Status set_sampling(const Session& session, const AccountArguments& arguments) {
    ledger::AccountChange asked;
    asked.allows_sampling = arguments.sampling == "on";
    return change(session, arguments.name, [&](ledger::Registry& registry, std::int64_t id) {
        return registry.update_account(id, asked);
    });
}

}  // namespace

void add_accounts(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<AccountArguments>();
    CLI::App* command = app.add_subcommand("accounts", "Who pays: accounts and their credits");
    command->require_subcommand(1);
    const auto subcommand = [&](const std::string& name, const std::string& meaning,
                                std::function<Status()> work) {
        CLI::App* inner = command->add_subcommand(name, meaning);
        inner->callback([&session, work = std::move(work)] { session.work = work; });
        return inner;
    };
    const auto takes_name = [&](CLI::App* inner) {
        inner->add_option("name", arguments->name, "Name of the account")
            ->type_name("NAME")
            ->required();
        return inner;
    };
    CLI::App* adding = takes_name(subcommand(
        "add", "Make an account", [&session, arguments] { return add(session, *arguments); }));
    adding->add_option("--country", arguments->country, "Billing country, ISO 3166 alpha-2")
        ->type_name("CC");
    adding->add_option("--credits", arguments->amount, "Credits in US dollars")->type_name("USD");
    adding->add_flag("--unlimited", arguments->is_unlimited, "Never refuse for want of credits");
    adding->add_flag("--no-sampling", arguments->is_without_sampling,
                     "Keep the account's prompts out of classification");
    subcommand("list", "Show accounts and what they used", [&session, arguments] {
        return list(session, arguments->as_json);
    })->add_flag("--json", arguments->as_json, "As JSON, amounts in billionths of a dollar");
    takes_name(subcommand("credit", "Add credits; after --, a negative amount takes some away",
                          [&session, arguments] { return credit(session, *arguments); }))
        ->add_option("amount", arguments->amount, "US dollars")
        ->type_name("USD")
        ->required();
    takes_name(subcommand("sampling", "Let the account's prompts be classified, or keep them out",
                          [&session, arguments] { return set_sampling(session, *arguments); }))
        ->add_option("state", arguments->sampling, "on or off")
        ->check(CLI::IsMember({"on", "off"}))
        ->required();
    takes_name(subcommand("disable", "Refuse the account's requests", [&session, arguments] {
        return set_disabled(session, arguments->name, true);
    }));
    takes_name(subcommand("enable", "Take the account's requests again", [&session, arguments] {
        return set_disabled(session, arguments->name, false);
    }));
}

}  // namespace orrery::cli
