#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/pages/question.h"

namespace orrery::gateway {

/// Reads the fields of a JSON body one by one and remembers the first fault, so that a page reads
/// them all and then looks once. A field that is absent gives nothing.
class Fields {
public:
    /// Takes a body; anything but one JSON object is a fault.
    explicit Fields(std::string_view body);

    /// Tells whether the field is there, null included.
    [[nodiscard]] bool has(std::string_view name) const;
    /// Tells whether the field is there and null.
    [[nodiscard]] bool is_null(std::string_view name) const;
    /// Reads a text of 1 to `bytes_max` bytes. A null counts as absent.
    [[nodiscard]] std::optional<std::string> text(std::string_view name, std::size_t bytes_max);
    [[nodiscard]] std::optional<bool> flag(std::string_view name);
    [[nodiscard]] std::optional<std::int64_t> whole(std::string_view name, std::int64_t lowest,
                                                    std::int64_t highest);
    /// Reads an amount of USD, not negative and of at most nine decimals, as nano-USD.
    [[nodiscard]] std::optional<std::int64_t> nano_usd(std::string_view name);
    /// Reads an RFC 3339 moment as microseconds since 1970.
    [[nodiscard]] std::optional<std::int64_t> moment(std::string_view name);
    /// Returns the value of a field, or null (the pointer).
    [[nodiscard]] const Json* find(std::string_view name) const;

    /// Faults a field that says anything but null, false or an empty list: there is no such thing
    /// here, and ignoring it would promise something else.
    void refuse(std::string_view name);
    /// Faults a workspace that is not "default".
    void require_default_workspace();
    void fault(std::string_view name, std::string what);

    [[nodiscard]] const Status& status() const { return status_; }

private:
    Json object_;
    Status status_;
};

}  // namespace orrery::gateway
