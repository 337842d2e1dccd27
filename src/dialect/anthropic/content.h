#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Reads a `content` of the Messages API (text or blocks: text, image, document) into chat content:
/// text stays text, blocks become parts. `where` is its JSON path for errors.
[[nodiscard]] Result<Json> read_content(const Json& content, const std::string& where,
                                        std::vector<std::string>& dropped);
/// Reads one such block and appends the parts that it becomes.
[[nodiscard]] Status read_block(const Json& block, const std::string& where, Json& parts,
                                std::vector<std::string>& dropped);
/// Reads one message of the Messages API and appends the chat messages that it becomes: tool
/// results each one of their own, before what the user says.
[[nodiscard]] Status read_message(const Json& message, const std::string& where, Json& messages,
                                  std::vector<std::string>& dropped);

/// Writes one part of chat content as a block. Fails with `bad_input` on what the Messages API has
/// no block for (audio, video, files of other kinds than PDF and text).
[[nodiscard]] Result<Json> write_block(const Json& part, const std::string& where);

/// Writes chat messages as the turns of the Messages API.
class TurnsWriter {
public:
    /// Adds one chat message; `index` names it in errors.
    [[nodiscard]] Status add(const Json& message, std::size_t index);

    Json turns = Json::array();   ///< Roles alternate; tool results open a user's turn.
    Json system = Json::array();  ///< Text blocks of all system and developer messages.
    std::vector<std::string> dropped;

private:
    Status add_assistant(const Json& message, const std::string& where);
    Status add_tool(const Json& message, const std::string& where);
    Status add_content(const Json& content, const std::string& where, Json& blocks);
    void append(std::string_view role, Json blocks);
};

}  // namespace orrery::dialect
