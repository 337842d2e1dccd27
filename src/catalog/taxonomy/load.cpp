#include <algorithm>
#include <system_error>

#include "base/check.h"
#include "base/embedded.h"
#include "base/file.h"
#include "catalog/taxonomy/taxonomy.h"

namespace orrery::catalog {
namespace {

std::string_view embedded_file(std::string_view name) {
    const auto files = embedded::catalog();
    const auto file = std::ranges::find(files, name, &EmbeddedFile::path);
    ORRERY_CHECK(file != files.end(), "the taxonomy is embedded");
    return file->contents;
}

}  // namespace

Result<Taxonomy> Taxonomy::load(const std::vector<std::filesystem::path>& overlays) {
    auto taxonomy = read(embedded_file("taxonomy.csv"), embedded_file("tags.csv"));
    if (!taxonomy) {
        return taxonomy;
    }
    for (const auto& folder : overlays) {
        for (const std::string_view name : {"taxonomy.csv", "tags.csv"}) {
            const auto file = folder / name;
            std::error_code fault;
            if (!std::filesystem::exists(file, fault)) {
                continue;
            }
            const auto text = read_file(file);
            if (!text) {
                return std::unexpected(text.error());
            }
            auto read = name == "tags.csv" ? taxonomy->add_rules(*text, file.string())
                                           : taxonomy->add_paths(*text, file.string());
            if (!read) {
                return std::unexpected(read.error());
            }
        }
    }
    return taxonomy;
}

}  // namespace orrery::catalog
