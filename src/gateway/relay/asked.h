#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialect/request.h"
#include "dialect/splice.h"
#include "gateway/routing/preferences.h"

namespace orrery::gateway {

/// What a request asks for, whatever its dialect: what routing, budgets and the record go by. Views
/// into the body and into `request`.
struct Asked {
    dialect::Ingress ingress = dialect::Ingress::chat;
    std::string_view body;
    dialect::ChatScan scan;  ///< Of chat requests, whose bytes may pass through.
    /// The canonical form: at once for other dialects, for chat when an endpoint needs it.
    std::unique_ptr<dialect::Request> request;
    std::string model;
    std::vector<std::string> models;
    std::optional<Preferences> preferences;
    std::vector<std::string_view> parameters;
    std::vector<std::string> dropped;
    bool stream = false;
    bool has_tools = false;
    std::optional<std::int64_t> completion_tokens_max;
    std::int64_t choices = 1;
    std::int32_t turns = 0;
    std::int64_t media = 0;
    std::uint64_t sticky = 0;   ///< Hash of the conversation; 0: none.
    std::uint64_t session = 0;  ///< Hash of what the client calls its session; 0: none.

    /// Returns the canonical form, reading it from the body when it is first asked for.
    [[nodiscard]] Result<const dialect::Request*> canonical();
};

/// Reads a request body. Fails with `bad_input`; `where` is the path in the body. The body is
/// followed by http::body_padding readable bytes and outlives the result.
[[nodiscard]] Result<Asked> read_asked(dialect::Ingress ingress, std::string_view body);

}  // namespace orrery::gateway
