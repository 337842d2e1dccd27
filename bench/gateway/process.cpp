#include "gateway/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include "base/file.h"
#include "base/format/directives.h"

namespace orrery::bench {
namespace {

using namespace std::chrono_literals;

/// The fields of /proc/PID/stat after the name, which may hold spaces: state is the first.
std::vector<std::string> stat_fields(pid_t id) {
    std::ifstream file("/proc/" + std::to_string(id) + "/stat");
    std::string line;
    std::getline(file, line);
    const auto end = line.rfind(')');
    std::istringstream words(end == std::string::npos ? "" : line.substr(end + 1));
    std::vector<std::string> fields;
    for (std::string word; words >> word;) {
        fields.push_back(word);
    }
    return fields;
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

Result<Process> Process::start(const std::vector<std::string>& command,
                               const std::filesystem::path& output) {
    std::vector<char*> arguments;
    for (const std::string& word : command) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0644);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    pid_t id = 0;
    const int failed = posix_spawn(&id, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        return fail(ErrorKind::unavailable, "cannot be started", command.front());
    }
    return Process(id);
}

Process::Process(Process&& other) noexcept : id_(std::exchange(other.id_, -1)) {}

Process& Process::operator=(Process&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
}

Process::~Process() {
    if (id_ < 0) {
        return;
    }
    ::kill(id_, SIGTERM);
    for (int i = 0; i < 500; ++i) {
        if (::waitpid(id_, nullptr, WNOHANG) != 0) {
            return;
        }
        std::this_thread::sleep_for(10ms);
    }
    for (const pid_t member : family()) {
        ::kill(member, SIGKILL);
    }
    ::waitpid(id_, nullptr, 0);
}

bool Process::is_running() const {
    const auto fields = stat_fields(id_);
    return !fields.empty() && fields.front() != "Z";
}

std::vector<pid_t> Process::family() const {
    std::vector<pid_t> members{id_};
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const pid_t id = std::atoi(entry.path().filename().c_str());
        const auto fields = id > 0 ? stat_fields(id) : std::vector<std::string>();
        if (fields.size() > 1 && std::atoi(fields[1].c_str()) == id_) {
            members.push_back(id);
        }
    }
    return members;
}

double Process::cpu_s() const {
    double ticks = 0;
    for (const pid_t member : family()) {
        const auto fields = stat_fields(member);
        if (fields.size() > 12) {
            ticks += std::atof(fields[11].c_str()) + std::atof(fields[12].c_str());
        }
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double Process::resident_mib() const {
    double pages = 0;
    for (const pid_t member : family()) {
        const auto fields = stat_fields(member);
        if (fields.size() > 21) {
            pages += std::atof(fields[21].c_str());
        }
    }
    return pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

Result<std::string> output_of(const std::vector<std::string>& command,
                              const std::filesystem::path& scratch, int seconds_max) {
    const auto file = scratch / "output.txt";
    {
        auto process = Process::start(command, file);
        if (!process) {
            return std::unexpected(process.error());
        }
        const auto last = std::chrono::steady_clock::now() + std::chrono::seconds(seconds_max);
        while (process->is_running()) {
            if (std::chrono::steady_clock::now() > last) {
                return fail(ErrorKind::unavailable, "did not end in time", command.front());
            }
            std::this_thread::sleep_for(5ms);
        }
    }
    return read_file(file);
}

std::uint16_t free_port() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof(address);
    std::uint16_t port = 0;
    if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), length) == 0 &&
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
        port = ntohs(address.sin_port);
    }
    ::close(descriptor);
    return port;
}

bool is_listening_soon(std::uint16_t port) {
    for (int i = 0; i < 1500; ++i) {
        const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_in address = loopback(port);
        const int failed =
            ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
        ::close(descriptor);
        if (failed == 0) {
            return true;
        }
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

std::string find_program(const std::string& name) {
    const char* path = std::getenv("PATH");
    auto folders = split(path != nullptr ? path : "", ':');
    folders.insert(folders.end(), {"/usr/sbin", "/sbin", "/usr/bin", "/bin"});
    for (const std::string& folder : folders) {
        const auto program = std::filesystem::path(folder) / name;
        if (::access(program.c_str(), X_OK) == 0) {
            return program.string();
        }
    }
    return {};
}

}  // namespace orrery::bench
