#include "base/format/json.h"

template class nlohmann::basic_json<>;
template class nlohmann::basic_json<nlohmann::ordered_map>;
ORRERY_JSON_TEMPLATES(, orrery::json_library::Json)
ORRERY_JSON_TEMPLATES(, orrery::json_library::OrderedJson)

namespace orrery {

std::string text_member(const nlohmann::json& object, const char* name) {
    if (!object.is_object()) {
        return {};
    }
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace orrery
