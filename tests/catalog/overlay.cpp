#include "overlay.h"

#include <stdexcept>

#include "base/file.h"

namespace orrery::catalog {

Overlay::Overlay()
    : path_(std::filesystem::temp_directory_path() / ("orrery-overlay-" + random_hex(8))) {
    std::filesystem::create_directories(path_);
}

Overlay::~Overlay() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Overlay& Overlay::with(std::string_view file, std::string_view contents) {
    if (!write_file(path_ / file, contents)) {
        throw std::runtime_error("the test's overlay cannot be written");
    }
    return *this;
}

}  // namespace orrery::catalog
