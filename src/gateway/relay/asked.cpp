#include "gateway/relay/asked.h"

#include <algorithm>

#include "base/format/json.h"
#include "base/hash.h"

namespace orrery::gateway {
namespace {

using dialect::Json;

constexpr std::size_t models_max = 16;

Result<std::vector<std::string>> model_names(const Json& value) {
    std::vector<std::string> names;
    if (!value.is_array()) {
        return fail(ErrorKind::bad_input, "must be an array of model names", "models");
    }
    for (const Json& name : value) {
        if (!name.is_string()) {
            return fail(ErrorKind::bad_input, "must be a model name", "models");
        }
        names.push_back(name.get<std::string>());
    }
    if (names.size() > models_max) {
        return fail(ErrorKind::bad_input, "holds more than 16 models", "models");
    }
    return names;
}

std::string text_of(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Hashes what names a conversation: the session, else the cache key, else its first messages.
std::uint64_t sticky_of(std::string_view session, std::string_view cache_key,
                        std::string_view first_system, std::string_view first_other) {
    if (!session.empty()) {
        return hash64(session);
    }
    if (!cache_key.empty()) {
        return hash64(cache_key);
    }
    if (first_other.empty()) {
        return 0;
    }
    return hash64(first_system) * 31 + hash64(first_other);
}

Status read_members(Asked& asked, std::string_view models_raw, std::string_view provider_raw) {
    if (!models_raw.empty()) {
        auto names = model_names(Json::parse(models_raw, nullptr, false));
        if (!names) {
            return std::unexpected(names.error());
        }
        asked.models = std::move(*names);
    }
    if (!provider_raw.empty() && provider_raw != "null") {
        auto preferences = read_preferences(provider_raw);
        if (!preferences) {
            return std::unexpected(preferences.error());
        }
        asked.preferences = std::move(*preferences);
    }
    if (asked.model.empty() && !asked.models.empty()) {
        asked.model = asked.models.front();
        asked.models.erase(asked.models.begin());
    }
    if (asked.model.empty()) {
        return fail(ErrorKind::bad_input, "no model is named", "model",
                    "name one of GET /api/v1/models");
    }
    return {};
}

void read_messages(Asked& asked, const Json& messages) {
    std::string first_system;
    std::string first_other;
    for (const Json& message : messages) {
        if (!message.is_object()) {
            continue;
        }
        const std::string role = text_of(message, "role");
        const auto content = message.find("content");
        const bool is_system = role == "system" || role == "developer";
        asked.turns += role == "user" || role == "tool" ? 1 : 0;
        if (content == message.end()) {
            continue;
        }
        if (std::string& first = is_system ? first_system : first_other; first.empty()) {
            first = content->dump(-1, ' ', false, Json::error_handler_t::replace);
        }
        if (content->is_array()) {
            asked.media += std::ranges::count_if(*content, [](const Json& part) {
                return part.is_object() && text_of(part, "type") != "text";
            });
        }
    }
    asked.sticky =
        sticky_of(text_of(asked.request->chat, "session_id"),
                  text_of(asked.request->chat, "prompt_cache_key"), first_system, first_other);
}

Status read_canonical(Asked& asked) {
    const Json& chat = asked.request->chat;
    asked.model = text_of(chat, "model");
    asked.stream = asked.request->stream;
    asked.dropped = asked.request->dropped;
    for (const char* name : {"max_completion_tokens", "max_tokens"}) {
        if (const auto found = chat.find(name); found != chat.end() && found->is_number_integer()) {
            asked.completion_tokens_max = found->get<std::int64_t>();
            break;
        }
    }
    if (const auto n = chat.find("n"); n != chat.end() && n->is_number_integer()) {
        asked.choices = std::clamp<std::int64_t>(n->get<std::int64_t>(), 1, 128);
    }
    const auto tools = chat.find("tools");
    asked.has_tools = tools != chat.end() && tools->is_array() && !tools->empty();
    for (const auto& [name, value] : chat.items()) {
        asked.parameters.push_back(name);
    }
    if (const auto session = text_of(chat, "session_id"); !session.empty()) {
        asked.session = hash64(session);
    }
    if (const auto found = chat.find("messages"); found != chat.end() && found->is_array()) {
        read_messages(asked, *found);
    }
    const auto raw = [&chat](const char* name) {
        const auto found = chat.find(name);
        return found == chat.end() ? std::string() : found->dump();
    };
    return read_members(asked, raw("models"), raw("provider"));
}

Status read_scan(Asked& asked) {
    const dialect::ChatScan& scan = asked.scan;
    asked.model = scan.model;
    asked.stream = scan.stream;
    asked.has_tools = scan.has_tools;
    asked.completion_tokens_max = scan.tokens_max;
    asked.choices = scan.choices;
    asked.turns = scan.turns;
    asked.media = scan.media;
    asked.parameters = scan.parameters;
    asked.sticky =
        sticky_of(scan.session_id, scan.prompt_cache_key, scan.first_system, scan.first_other);
    asked.session = scan.session_id.empty() ? 0 : hash64(scan.session_id);
    return read_members(asked, scan.models_raw, scan.provider_raw);
}

}  // namespace

Result<const dialect::Request*> Asked::canonical() {
    if (!request) {
        auto read = dialect::read_request(ingress, body);
        if (!read) {
            return std::unexpected(read.error());
        }
        request = std::make_unique<dialect::Request>(std::move(*read));
        dropped = request->dropped;
    }
    return request.get();
}

Result<Asked> read_asked(dialect::Ingress ingress, std::string_view body) {
    Asked asked;
    asked.ingress = ingress;
    asked.body = body;
    Status read;
    if (ingress == dialect::Ingress::chat) {
        read = dialect::scan_chat(body, asked.scan);
        if (read) {
            read = read_scan(asked);
        }
    } else {
        const auto canonical = asked.canonical();
        read = canonical ? read_canonical(asked) : std::unexpected(canonical.error());
    }
    if (!read) {
        return std::unexpected(read.error());
    }
    return asked;
}

}  // namespace orrery::gateway
