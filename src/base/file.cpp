#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <vector>

#include "base/check.h"

namespace orrery {
namespace {

std::unexpected<Error> io_failure(std::string_view action, const std::filesystem::path& file,
                                  int error_number) {
    return fail(ErrorKind::unavailable,
                fmt::format("cannot {}: {}", action, std::strerror(error_number)), file.string(),
                "check that the path exists, is writable and has space left");
}

Status write_all(int descriptor, std::string_view contents, const std::filesystem::path& file) {
    while (!contents.empty()) {
        const ssize_t written = ::write(descriptor, contents.data(), contents.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return io_failure("write", file, errno);
        }
        contents.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream || std::filesystem::is_directory(file)) {
        return fail(ErrorKind::not_found, "cannot read the file", file.string(),
                    "check the path and its permissions");
    }
    std::ostringstream contents;
    contents << stream.rdbuf();
    return std::move(contents).str();
}

Status write_file(const std::filesystem::path& file, std::string_view contents, FileMode mode) {
    if (auto made = make_directory(file.parent_path()); !made) {
        return made;
    }
    std::filesystem::path temporary = file;
    temporary += ".partial";
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                                  mode == FileMode::owner_only ? 0600 : 0644);
    if (descriptor < 0) {
        return io_failure("write", file, errno);
    }
    Status written = write_all(descriptor, contents, file);
    if (::close(descriptor) != 0 && written) {
        written = io_failure("write", file, errno);
    }
    if (written && ::rename(temporary.c_str(), file.c_str()) != 0) {
        written = io_failure("rename", file, errno);
    }
    if (!written) {
        ::unlink(temporary.c_str());
    }
    return written;
}

Status make_directory(const std::filesystem::path& directory) {
    if (directory.empty()) {
        return {};
    }
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) {
        return io_failure("create the directory", directory, error.value());
    }
    return {};
}

std::string random_hex(std::size_t bytes) {
    std::vector<unsigned char> random(bytes);
    const ssize_t got = ::getrandom(random.data(), random.size(), 0);
    ORRERY_CHECK(got == static_cast<ssize_t>(bytes), "the system gave no randomness");
    std::string text;
    for (const unsigned char byte : random) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

}  // namespace orrery
