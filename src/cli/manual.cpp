#include <fmt/format.h>

#include <memory>

#include "base/embedded.h"
#include "cli/session.h"

namespace orrery::cli {
namespace {

/// Escapes what roff would take as a command or a hyphenation point.
std::string roff(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '\\' || c == '-') {
            escaped += '\\';
        }
        escaped += c;
    }
    return escaped;
}

std::string option_names(const CLI::Option& option) {
    return option.get_positional() ? option.get_name(true) : option.get_name(false, true);
}

void print_options(const CLI::App& command) {
    for (const CLI::Option* option : command.get_options()) {
        const bool takes_value = option->get_items_expected_max() > 0;
        fmt::print(".TP\n\\fB{}\\fR{}\n{}\n", roff(option_names(*option)),
                   takes_value && !option->get_positional()
                       ? " \\fI" + roff(option->get_type_name()) + "\\fR"
                       : "",
                   roff(option->get_description()));
    }
}

void print_manual(const CLI::App& app) {
    fmt::print(
        ".TH ORRERY 1 \"\" \"orrery {}\" \"User Commands\"\n"
        ".SH NAME\norrery \\- {}\n"
        ".SH SYNOPSIS\n.B orrery\n[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n"
        ".SH OPTIONS\n",
        version, roff(app.get_description()));
    print_options(app);
    fmt::print(".SH COMMANDS\n");
    for (const CLI::App* command : app.get_subcommands({})) {
        fmt::print(".SS orrery {}\n{}\n", roff(command->get_name()),
                   roff(command->get_description()));
        print_options(*command);
        for (const CLI::App* inner : command->get_subcommands({})) {
            fmt::print(".TP\n\\fBorrery {} {}\\fR\n{}\n", roff(command->get_name()),
                       roff(inner->get_name()), roff(inner->get_description()));
            fmt::print(".RS\n");
            print_options(*inner);
            fmt::print(".RE\n");
        }
    }
    fmt::print(
        ".SH EXIT STATUS\n0 done, 1 failed, 2 called wrongly.\n"
        ".SH FILES\n.TP\n.I orrery\\-data/orrery.duckdb\nThe warehouse.\n"
        ".TP\n.I orrery\\-data/secret.key\nThe key that personal values are hashed with.\n"
        ".TP\n.I orrery\\-data/ledger/\nAccounts, keys, and generations until they are in the "
        "warehouse.\n");
}

std::string long_names(const CLI::App& command) {
    std::string names;
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& name : option->get_lnames()) {
            names += " --" + name;
        }
    }
    return names;
}

void print_completion(const CLI::App& app) {
    std::string commands;
    std::string cases;
    for (const CLI::App* command : app.get_subcommands({})) {
        commands += " " + command->get_name();
        std::string words = long_names(*command);
        for (const CLI::App* inner : command->get_subcommands({})) {
            words += " " + inner->get_name() + long_names(*inner);
        }
        cases += fmt::format("        {}) words=\"{}{}\" ;;\n", command->get_name(),
                             words.empty() ? "" : words.substr(1), long_names(app));
    }
    fmt::print(
        "# Completion of orrery for bash: source <(orrery completion)\n"
        "_orrery() {{\n"
        "    local current=\"${{COMP_WORDS[COMP_CWORD]}}\" command=\"\" words word\n"
        "    for word in \"${{COMP_WORDS[@]:1:COMP_CWORD-1}}\"; do\n"
        "        case \" {0} \" in *\" $word \"*) command=\"$word\"; break ;; esac\n"
        "    done\n"
        "    case \"$command\" in\n{1}"
        "        *) words=\"{0}{2}\" ;;\n"
        "    esac\n"
        "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
        "    if [ ${{#COMPREPLY[@]}} -eq 0 ]; then\n"
        "        mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
        "    fi\n"
        "}}\n"
        "complete -o filenames -F _orrery orrery\n",
        commands.substr(1), cases, long_names(app));
}

}  // namespace

void add_manual(CLI::App& app, Session& session) {
    app.add_subcommand("man", "Print the manual page (orrery man | man -l -)")
        ->callback([&app, &session] {
            session.work = [&app]() -> Status {
                print_manual(app);
                return {};
            };
        });
    app.add_subcommand("completion", "Print bash completion: source <(orrery completion)")
        ->callback([&app, &session] {
            session.work = [&app]() -> Status {
                print_completion(app);
                return {};
            };
        });
}

}  // namespace orrery::cli
