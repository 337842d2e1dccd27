#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/session.h"
#include "cli/study.h"
#include "report/difference.h"

namespace orrery::cli {
namespace {

using report::FigureChange;
using report::FigureDifference;

void print_run(const char* name, const std::string& directory, const report::RunFacts& facts) {
    fmt::print("{} {}: {} to {}, {} generations, catalog {}\n", name, directory, facts.from,
               facts.to, facts.generations, facts.catalog);
}

void print_changes(const FigureDifference& figure) {
    fmt::print("\n{}  {} of {} values differ", figure.id, figure.values_changed, figure.values);
    if (figure.values_in_one > 0) fmt::print(", {} stated in one only", figure.values_in_one);
    if (figure.rows_before > 0) fmt::print(", {} rows gone", figure.rows_before);
    if (figure.rows_after > 0) fmt::print(", {} rows new", figure.rows_after);
    if (figure.is_query_changed) fmt::print(", asked by another query");
    fmt::print("\n");
    if (figure.status_before != figure.status_after) {
        fmt::print("  status: {} -> {}\n", figure.status_before, figure.status_after);
    }
    if (figure.takeaway_before != figure.takeaway_after) {
        fmt::print("  before: {}\n  after:  {}\n", figure.takeaway_before, figure.takeaway_after);
    }
    for (const auto& change : figure.largest) {
        fmt::print("  {}{}: {:.6g} -> {:.6g}\n", change.place,
                   change.column == "value" ? "" : ", " + change.column, change.before,
                   change.after);
    }
}

Status diff(const std::string& before, const std::string& after) {
    const auto difference = report::compare_runs(before, after);
    if (!difference) {
        return std::unexpected(difference.error());
    }
    print_run("before", before, difference->before);
    print_run("after ", after, difference->after);
    std::size_t same = 0;
    for (const FigureDifference& figure : difference->figures) {
        switch (figure.change) {
            case FigureChange::same:
                ++same;
                break;
            case FigureChange::changed:
                print_changes(figure);
                break;
            case FigureChange::only_before:
                fmt::print("\n{}  only before\n", figure.id);
                break;
            case FigureChange::only_after:
                fmt::print("\n{}  only after\n", figure.id);
                break;
        }
    }
    fmt::print("\n{} of {} figures and tables are the same\n", same, difference->figures.size());
    return {};
}

}  // namespace

void add_study_diff(CLI::App& study, Session& session) {
    struct Arguments {
        std::string before;
        std::string after;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = study.add_subcommand("diff", "Say what differs between two reports");
    command->add_option("before", arguments->before, "Directory of the earlier report")
        ->required()
        ->type_name("DIR");
    command->add_option("after", arguments->after, "Directory of the later report")
        ->required()
        ->type_name("DIR");
    command->callback([arguments, &session] {
        session.work = [arguments] { return diff(arguments->before, arguments->after); };
    });
}

}  // namespace orrery::cli
