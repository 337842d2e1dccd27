#include "cli/store/copy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/check.h"
#include "base/embedded.h"
#include "base/file.h"
#include "base/format/json.h"
#include "cli/lease/descriptor.h"
#include "gateway/pages/moment.h"
#include "ledger/registry.h"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view manifest_name = "manifest.json";
constexpr int manifest_format = 1;
constexpr std::size_t piece_bytes = std::size_t{1} << 20U;

std::unexpected<Error> failed(const char* action, const fs::path& file) {
    return fail(ErrorKind::unavailable, fmt::format("cannot {}: {}", action, std::strerror(errno)),
                file.string(), "check the path, its permissions and the space there");
}

/// SHA-256 of what is given piece by piece.
class Digest {
public:
    Digest() { ORRERY_CHECK(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr), "SHA-256"); }
    void add(const char* bytes, std::size_t count) {
        ORRERY_CHECK(EVP_DigestUpdate(context_.get(), bytes, count), "SHA-256");
    }
    [[nodiscard]] std::string end() {
        std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
        unsigned count = 0;
        ORRERY_CHECK(EVP_DigestFinal_ex(context_.get(), bytes.data(), &count), "SHA-256");
        std::string text;
        for (unsigned at = 0; at < count; ++at) {
            text += fmt::format("{:02x}", bytes[at]);
        }
        return text;
    }

private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

bool write_all(int descriptor, const char* bytes, std::size_t count) {
    while (count > 0) {
        const ssize_t written = ::write(descriptor, bytes, count);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        const auto taken = static_cast<std::size_t>(std::max<ssize_t>(written, 0));
        bytes += taken;
        count -= taken;
    }
    return true;
}

/// Reads `from` to its end, and writes it where `to` is one.
Result<CopiedFile> read_through(const fs::path& from, const Descriptor& to, const fs::path& to_file,
                                const std::string& name) {
    const Descriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    if (!source) {
        return failed("read", from);
    }
    CopiedFile copied{name, 0, {}};
    Digest digest;
    std::string piece(piece_bytes, '\0');
    for (;;) {
        const ssize_t got = ::read(source.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return failed("read", from);
        }
        if (got == 0) {
            copied.sha256 = digest.end();
            return copied;
        }
        const auto count = static_cast<std::size_t>(got);
        digest.add(piece.data(), count);
        copied.bytes += count;
        if (to && !write_all(to.get(), piece.data(), count)) {
            return failed("write", to_file);
        }
    }
}

}  // namespace

const std::vector<std::string>& store_files() {
    static const std::vector<std::string> names{"orrery.duckdb", "orrery.duckdb.wal", "secret.key",
                                                "ledger/ledger.sqlite", "ledger/provider_keys.key"};
    return names;
}

Result<CopiedFile> copy_file(const fs::path& from, const fs::path& to, const std::string& name) {
    struct stat status{};
    if (::stat(from.c_str(), &status) != 0) {
        return failed("read", from);
    }
    if (auto made = make_directory(to.parent_path()); !made) {
        return std::unexpected(made.error());
    }
    const Descriptor target(
        ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0777U));
    if (!target) {
        return failed("write", to);
    }
    auto copied = read_through(from, target, to, name);
    if (copied && ::fsync(target.get()) != 0) {
        return failed("write", to);
    }
    return copied;
}

Result<CopiedFile> sum_of(const fs::path& file, const std::string& name) {
    return read_through(file, Descriptor(), {}, name);
}

Status write_manifest(const fs::path& directory, const std::vector<CopiedFile>& files) {
    nlohmann::ordered_json manifest;
    manifest["format"] = manifest_format;
    manifest["orrery"] = version;
    manifest["made_at"] = gateway::moment_text(ledger::system_clock_us());
    manifest["files"] = nlohmann::ordered_json::array();
    for (const CopiedFile& file : files) {
        manifest["files"].push_back(
            {{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
    }
    return write_file(directory / manifest_name, manifest.dump(2) + "\n");
}

Result<std::vector<CopiedFile>> read_manifest(const fs::path& directory) {
    const fs::path file = directory / manifest_name;
    const auto text = read_file(file);
    if (!text) {
        return fail(ErrorKind::not_found, "this is no backup: it has no manifest", file.string(),
                    "name a directory that orrery backup has written");
    }
    const auto damaged = [&] {
        return fail(ErrorKind::bad_input, "the backup's manifest is damaged, or of a newer version",
                    file.string());
    };
    const auto manifest = nlohmann::json::parse(*text, nullptr, false);
    if (!manifest.is_object() || manifest.value("format", nlohmann::json()) != manifest_format ||
        !manifest.contains("files") || !manifest["files"].is_array()) {
        return damaged();
    }
    std::vector<CopiedFile> files;
    for (const auto& entry : manifest["files"]) {
        const auto name = entry.find("name");
        const auto bytes = entry.find("bytes");
        const auto sum = entry.find("sha256");
        if (!entry.is_object() || name == entry.end() || !name->is_string() ||
            bytes == entry.end() || !bytes->is_number_unsigned() || sum == entry.end() ||
            !sum->is_string()) {
            return damaged();
        }
        files.push_back(
            {name->get<std::string>(), bytes->get<std::uint64_t>(), sum->get<std::string>()});
        if (std::ranges::find(store_files(), files.back().name) == store_files().end()) {
            return damaged();
        }
    }
    return files;
}

}  // namespace orrery::cli
