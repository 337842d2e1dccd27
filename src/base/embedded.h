#pragma once

#include <span>
#include <string_view>

namespace orrery {

/// The version of this binary, as CMakeLists.txt states it.
inline constexpr std::string_view version = ORRERY_VERSION;

/// One file of the repository that travels inside the binary.
struct EmbeddedFile {
    std::string_view path;  ///< Relative to the embedded folder, with forward slashes.
    std::string_view contents;
};

}  // namespace orrery

/// The folders of facts and definitions that the binary carries; see cmake/embed.cmake.
namespace orrery::embedded {

std::span<const EmbeddedFile> catalog();
std::span<const EmbeddedFile> classifier_model();
std::span<const EmbeddedFile> importers();
std::span<const EmbeddedFile> openapi();
std::span<const EmbeddedFile> profiles();
std::span<const EmbeddedFile> study();
std::span<const EmbeddedFile> web();

}  // namespace orrery::embedded
