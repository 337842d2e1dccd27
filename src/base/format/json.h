#pragma once
// nlohmann's JSON, and word that its code is compiled once, in json.cpp. Sources include this
// header instead of the library's: without it each compiles its own half a megabyte of parser and
// writer, which took it half of its time.

#include <nlohmann/json.hpp>

#include <string>

namespace orrery::json_library {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;
using StringInput = nlohmann::detail::iterator_input_adapter<std::string::const_iterator>;
using ViewInput = nlohmann::detail::iterator_input_adapter<const char*>;

}  // namespace orrery::json_library

// Every template that a parse or a dump of the two kinds of values needs; `HOW` is empty or extern.
#define ORRERY_JSON_TEMPLATES(HOW, JSON)                                                  \
    HOW template class nlohmann::detail::serializer<JSON>;                                \
    HOW template class nlohmann::detail::json_sax_dom_parser<JSON>;                       \
    HOW template class nlohmann::detail::json_sax_dom_callback_parser<JSON>;              \
    HOW template class nlohmann::detail::lexer<JSON, orrery::json_library::StringInput>;  \
    HOW template class nlohmann::detail::lexer<JSON, orrery::json_library::ViewInput>;    \
    HOW template class nlohmann::detail::parser<JSON, orrery::json_library::StringInput>; \
    HOW template class nlohmann::detail::parser<JSON, orrery::json_library::ViewInput>;

extern template class nlohmann::basic_json<>;
extern template class nlohmann::basic_json<nlohmann::ordered_map>;
ORRERY_JSON_TEMPLATES(extern, orrery::json_library::Json)
ORRERY_JSON_TEMPLATES(extern, orrery::json_library::OrderedJson)

namespace orrery {

/// Returns a member of an object if it is a text, else an empty one.
[[nodiscard]] std::string text_member(const nlohmann::json& object, const char* name);

}  // namespace orrery
