#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace orrery::cli {

/// Shows how far long work has come: a bar on a terminal, a plain line at its start otherwise.
/// Asks `percent` a few times a second from a thread of its own, which ends with it; an answer
/// below zero means that nobody can say.
class Progress {
public:
    Progress(std::string title, std::function<double()> percent);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

private:
    void draw(double percent) const;

    std::string title_;
    std::function<double()> percent_;
    bool is_terminal_;
    std::jthread painter_;
};

}  // namespace orrery::cli
