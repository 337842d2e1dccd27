#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Reads the `input` items of a Responses request into chat messages. What the assistant said, its
/// reasoning and its calls are items of their own there and one message here, as long as they
/// follow each other.
class ItemsReader {
public:
    explicit ItemsReader(Json& messages) : messages_(messages) {}

    /// Reads one item; `where` is its JSON path. Fails with `bad_input` on references to what is
    /// kept elsewhere and on items of tools that are not the client's.
    [[nodiscard]] Status add(const Json& item, const std::string& where);
    /// Ends the assistant's message that is open.
    void finish();

private:
    Status add_message(const Json& item, const std::string& where);
    Status add_call(const Json& item, const std::string& where);
    Status add_output(const Json& item, const std::string& where);
    void add_reasoning_item(const Json& item);

    Json& messages_;
    Json open_;  ///< The assistant's message so far, or null.
};

/// Reads content of a message or of a tool's output: text stays text, parts become chat parts.
[[nodiscard]] Result<Json> read_item_content(const Json& content, const std::string& where);

}  // namespace orrery::dialect
