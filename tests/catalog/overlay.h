#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"

namespace orrery::catalog {

/// Holds an overlay directory of its own for one test and removes it afterwards.
class Overlay {
public:
    Overlay();
    ~Overlay();
    Overlay(const Overlay&) = delete;
    Overlay& operator=(const Overlay&) = delete;

    /// Writes one file of the overlay and returns the overlay, so that calls chain.
    Overlay& with(std::string_view file, std::string_view contents);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }
    /// Loads the shipped catalog with this overlay on top.
    [[nodiscard]] Result<Catalog> load() const { return Catalog::load({path_}); }

private:
    std::filesystem::path path_;
};

}  // namespace orrery::catalog
