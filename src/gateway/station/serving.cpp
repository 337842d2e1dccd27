#include "gateway/station/serving.h"

#include <chrono>
#include <utility>

namespace orrery::gateway {

Serving::Serving(Config chosen, const catalog::Catalog& facts)
    : config(std::move(chosen)), catalog(facts), health(config.endpoints.size()) {
    since_us = std::chrono::duration_cast<std::chrono::microseconds>(
                   std::chrono::system_clock::now().time_since_epoch())
                   .count();
}

void write_request_head(const Provider& provider, std::string_view target, std::string_view key,
                        std::string& out) {
    const auto add = [&out](std::initializer_list<std::string_view> texts) {
        for (const std::string_view text : texts) {
            out += text;
        }
    };
    add({"POST ", provider.origin.path, target, " HTTP/1.1\r\nhost: ", provider.origin.authority,
         "\r\ncontent-type: application/json\r\naccept-encoding: identity\r\n"});
    if (!key.empty()) {
        switch (provider.key_field) {
            case KeyField::bearer:
                add({"authorization: Bearer ", key, "\r\n"});
                break;
            case KeyField::x_api_key:
                add({"x-api-key: ", key, "\r\n"});
                break;
            case KeyField::x_goog_api_key:
                add({"x-goog-api-key: ", key, "\r\n"});
                break;
            case KeyField::none:
                break;
        }
    }
    for (const auto& [name, value] : provider.fields) {
        add({name, ": ", value, "\r\n"});
    }
}

}  // namespace orrery::gateway
