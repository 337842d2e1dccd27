#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <system_error>

#include "cli/session.h"
#include "dashboard/access/tokens.h"

namespace orrery::cli {
namespace {

struct TokenArguments {
    bool is_viewer = false;
    bool is_new = false;
};

Status print_token(const Session& session, const TokenArguments& arguments) {
    std::error_code error;
    if (!std::filesystem::is_directory(session.store.directory, error)) {
        return fail(ErrorKind::not_found, "there is no store", session.store.directory.string(),
                    "name it with --store, or start `orrery serve`, which makes it");
    }
    if (auto owned = session.check_owner(); !owned) {
        return owned;
    }
    const auto role = arguments.is_viewer ? dashboard::Role::viewer : dashboard::Role::admin;
    const auto token = dashboard::token_of(session.store.directory, role, arguments.is_new);
    if (!token) {
        return std::unexpected(token.error());
    }
    fmt::print("{}\n", *token);
    return {};
}

}  // namespace

void add_token(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<TokenArguments>();
    CLI::App* command =
        app.add_subcommand("token", "Print the token that the dashboard is opened with");
    command->add_flag("--viewer", arguments->is_viewer,
                      "The one that sees all and names no account, instead of the admin's");
    command->add_flag("--new", arguments->is_new,
                      "Make a new one; the old one and its sessions end at once");
    command->callback([arguments, &session] {
        session.work = [arguments, &session] { return print_token(session, *arguments); };
    });
}

}  // namespace orrery::cli
