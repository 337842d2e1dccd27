#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "base/result.h"
#include "cli/lease/descriptor.h"

namespace orrery::cli {

/// The right to open a store beside the process that serves from it. Ends with this object, and
/// with the process however that ends: the server then opens the store again.
class Lease {
public:
    Lease() = default;
    explicit Lease(Descriptor connection) : connection_(std::move(connection)) {}

    /// Whether there is a server that the store was borrowed from.
    [[nodiscard]] bool is_borrowed() const { return static_cast<bool>(connection_); }

private:
    Descriptor connection_;
};

/// Borrows a store from its server and waits in line for it; after a second it says on standard
/// error for whom. Returns a lease of nothing where no process serves from the store. `command` is
/// how the server names the borrower: "orrery study".
[[nodiscard]] Lease borrow_store(const std::filesystem::path& directory,
                                 const std::string& command);

/// Fails where root would leave files in a store that its owner could not open.
[[nodiscard]] Status check_owner(const std::filesystem::path& directory,
                                 const std::string& command);

}  // namespace orrery::cli
