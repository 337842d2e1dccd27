#include "base/format/json.h"

template class nlohmann::basic_json<>;
template class nlohmann::basic_json<nlohmann::ordered_map>;
ORRERY_JSON_TEMPLATES(, orrery::json_library::Json)
ORRERY_JSON_TEMPLATES(, orrery::json_library::OrderedJson)
