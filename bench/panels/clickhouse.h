#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/table.h"

namespace orrery::bench {

/// ClickHouse inside this process, from the shared library that its npm package ships.
class ClickHouse {
public:
    /// Loads the library and opens (or creates) the database of a directory. One at a time.
    [[nodiscard]] static Result<std::unique_ptr<ClickHouse>> open(
        const std::filesystem::path& library, const std::filesystem::path& directory);

    ClickHouse(const ClickHouse&) = delete;
    ClickHouse& operator=(const ClickHouse&) = delete;
    ~ClickHouse();

    /// Runs one statement and returns its whole answer; dates arrive as ISO texts.
    [[nodiscard]] Result<Table> query(const std::string& sql) const;

private:
    struct Library;
    explicit ClickHouse(std::unique_ptr<Library> library);

    std::unique_ptr<Library> library_;
};

}  // namespace orrery::bench
