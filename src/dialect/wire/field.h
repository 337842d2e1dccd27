#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Returns the member of an object; null where there is none, where it is JSON's null, and where
/// `object` is no object.
[[nodiscard]] const Json* value_at(const Json& object, std::string_view key);
/// Returns the member of an object when it is of that type, nothing otherwise. The text is a view
/// into the object, empty where there is none.
[[nodiscard]] std::string_view text_at(const Json& object, std::string_view key);
[[nodiscard]] std::optional<std::int64_t> integer_at(const Json& object, std::string_view key);
[[nodiscard]] std::optional<double> number_at(const Json& object, std::string_view key);
[[nodiscard]] std::optional<bool> flag_at(const Json& object, std::string_view key);
/// Returns the member when it is an array, an empty array otherwise.
[[nodiscard]] const Json& list_at(const Json& object, std::string_view key);
/// Returns the member when it is an object, an empty object otherwise.
[[nodiscard]] const Json& object_at(const Json& object, std::string_view key);
/// Returns a value that is text, or nothing.
[[nodiscard]] std::string_view text_of(const Json& value);

/// Returns the path of an element of a list: "messages[2]".
[[nodiscard]] std::string element(const std::string& where, std::size_t index);
/// Refuses what a client wrote at a path of its request.
[[nodiscard]] std::unexpected<Error> refuse(std::string what, const std::string& where);

/// Copies the members of these names that are there and not null.
void copy_members(const Json& from, Json& to, std::initializer_list<std::string_view> names);

/// Appends to a member that is text already; anything else stays as it is.
void append_to(Json& object, std::string_view key, std::string_view text);

/// Appends one server-sent event: `event: name`, `data: …` (WHATWG HTML, section 9.2.6).
void append_event(std::string& out, std::string_view name, const Json& data);

/// Notes the name of a parameter that was not carried, once.
void add_dropped(std::vector<std::string>& dropped, std::string_view name);
/// Notes every member of a chat request that is not among `carried`, that is not the gateway's own
/// (models, provider, session_id, …) and whose value asks for something.
void add_uncarried(const Json& chat, std::initializer_list<std::string_view> carried,
                   std::vector<std::string>& dropped);

}  // namespace orrery::dialect
