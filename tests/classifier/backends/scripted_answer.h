#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/head.h"

namespace orrery::test_support {

/// How an answer goes out.
enum class Manner {
    whole,
    cut,     ///< Half of the body, then a broken connection.
    slow,    ///< Byte by byte, for ever.
    silent,  ///< Nothing at all.
};

struct ScriptedAnswer {
    int status = 200;
    std::string body = "{}";
    std::vector<std::pair<std::string, std::string>> fields{};
    Manner manner = Manner::whole;
};

struct SeenRequest {
    std::string target;
    std::string body;
    std::vector<std::pair<std::string, std::string>> fields;

    [[nodiscard]] std::string field(std::string_view name) const {
        for (const auto& [known, value] : fields) {
            if (http::same_name(known, name)) {
                return value;
            }
        }
        return {};
    }
};

}  // namespace orrery::test_support
