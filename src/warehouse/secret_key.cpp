#include "warehouse/secret_key.h"

#include "base/file.h"

namespace orrery::warehouse {
namespace {

constexpr std::size_t key_bytes = 32;

}  // namespace

Status ensure_secret_key(const std::filesystem::path& directory, const Connection& connection) {
    const auto file = directory / secret_key_name;
    if (std::filesystem::exists(file)) {
        return {};
    }
    const auto generations = connection.count(
        "SELECT sum(estimated_size) FROM duckdb_tables() WHERE table_name = 'generations'");
    if (generations && *generations > 0) {
        return fail(ErrorKind::bad_input, "the store has lost its secret key", file.string(),
                    "restore the file from a backup: personal values would hash differently");
    }
    return write_file(file, random_hex(key_bytes) + "\n", FileMode::owner_only);
}

Result<std::string> read_secret_key(const std::filesystem::path& directory) {
    auto key = read_file(directory / secret_key_name);
    if (!key) {
        return key;
    }
    while (!key->empty() && key->back() == '\n') {
        key->pop_back();
    }
    if (key->size() != 2 * key_bytes) {
        return fail(ErrorKind::bad_input, "the store's secret key is damaged",
                    (directory / secret_key_name).string(),
                    "restore the file from a backup: personal values would hash differently");
    }
    return key;
}

}  // namespace orrery::warehouse
