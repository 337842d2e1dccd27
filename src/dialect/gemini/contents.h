#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Writes one part of chat content as a part of Gemini's. Fails with `bad_input` on a reference
/// that is neither a URL nor base64.
[[nodiscard]] Result<Json> write_part(const Json& part, const std::string& where);

/// Writes chat messages as Gemini's contents: roles user and model alternate, tool results are the
/// user's, system and developer messages stand apart.
class ContentsWriter {
public:
    /// `signs_calls` is for models that refuse a call in the history without its signature.
    explicit ContentsWriter(bool signs_calls) : signs_calls_(signs_calls) {}

    /// Adds one chat message; `index` names it in errors.
    [[nodiscard]] Status add(const Json& message, std::size_t index);

    Json contents = Json::array();
    Json system = Json::array();  ///< Parts of systemInstruction.
    std::vector<std::string> dropped;

private:
    Status add_model(const Json& message, const std::string& where);
    Status add_calls(const Json& message, const std::string& where, Json& parts);
    Status add_tool(const Json& message, const std::string& where);
    Status add_content(const Json& content, const std::string& where, Json& parts);
    void append(std::string_view role, Json parts);

    bool signs_calls_;
    std::map<std::string, std::string, std::less<>> call_names_;  ///< By the id of the call.
};

}  // namespace orrery::dialect
