#include "base/gzip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <fstream>
#include <vector>

namespace orrery {
namespace {

/// A file opened through zlib, which reads plain files as they are.
class GzipReader {
public:
    explicit GzipReader(const std::filesystem::path& file) : file_(gzopen(file.c_str(), "rb")) {}
    ~GzipReader() {
        if (file_ != nullptr) {
            gzclose(file_);
        }
    }
    GzipReader(const GzipReader&) = delete;
    GzipReader& operator=(const GzipReader&) = delete;

    [[nodiscard]] bool is_open() const { return file_ != nullptr; }
    [[nodiscard]] int read(char* into, unsigned bytes) { return gzread(file_, into, bytes); }
    /// Z_BUF_ERROR is how zlib says that a stream ended too early.
    [[nodiscard]] bool failed() const {
        int number = Z_OK;
        gzerror(file_, &number);
        return number != Z_OK && number != Z_STREAM_END;
    }

private:
    gzFile file_;
};

}  // namespace

bool is_gzip(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    char magic[2] = {};
    return stream.read(magic, 2) && magic[0] == '\x1f' && magic[1] == '\x8b';
}

Result<std::string> read_head(const std::filesystem::path& file, std::size_t bytes_max) {
    GzipReader reader(file);
    if (!reader.is_open() || std::filesystem::is_directory(file)) {
        return fail(ErrorKind::not_found, "cannot read the file", file.string(),
                    "check the path and its permissions");
    }
    std::string head(bytes_max, '\0');
    const int got = reader.read(head.data(), static_cast<unsigned>(bytes_max));
    head.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return head;
}

Status verify_gzip(const std::filesystem::path& file) {
    constexpr unsigned block_bytes = 1U << 20;
    GzipReader reader(file);
    std::vector<char> block(block_bytes);
    while (reader.is_open()) {
        const int got = reader.read(block.data(), block_bytes);
        if (got < 0 || (got == 0 && reader.failed())) {
            return fail(ErrorKind::bad_input, "the gzip file is cut short or damaged",
                        file.string(), "fetch or compress it again; nothing of it was imported");
        }
        if (got == 0) {
            return {};
        }
    }
    return fail(ErrorKind::not_found, "cannot read the file", file.string());
}

}  // namespace orrery
