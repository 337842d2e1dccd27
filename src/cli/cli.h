#pragma once

namespace orrery::cli {

/// Parses the command line, runs the subcommand and returns the exit code: 0 done, 1 failed,
/// 2 called wrongly. Errors go to standard error.
[[nodiscard]] int run(int argc, char** argv);

}  // namespace orrery::cli
