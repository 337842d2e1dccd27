#include "ledger/journal/codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <set>
#include <type_traits>

namespace orrery::ledger {
namespace {

enum Form : unsigned { whole = 0, real = 1, characters = 2 };

constexpr std::uint16_t form_mask = 3;
constexpr std::size_t number_bytes_max = 10;
constexpr std::size_t tag_bytes = sizeof(std::uint16_t);

/// The upper 14 bits of a column's tag: FNV-1a of its name, folded.
constexpr std::uint16_t tag_of(std::string_view name) {
    std::uint32_t hash = 0x811c9dc5;
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
    }
    return static_cast<std::uint16_t>((hash ^ (hash >> 16U)) << 2U);
}

constexpr std::array tags = {
#define ORRERY_COLUMN(group, type, name, meaning) tag_of(#name),
#include "record/generation.def"
#undef ORRERY_COLUMN
};

constexpr bool are_distinct() {
    auto sorted = tags;
    std::ranges::sort(sorted);
    return std::ranges::adjacent_find(sorted) == sorted.end();
}
static_assert(are_distinct(), "two columns have the same tag: rename the newer one");

constexpr std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}

constexpr std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>((value >> 1U) ^ (0 - (value & 1U)));
}

/// Returns the length of the UTF-8 character that a text begins with (RFC 3629), 0 for none.
std::size_t character_bytes(std::string_view text) {
    const auto at = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const unsigned char first = at(0);
    if (first < 0x80) {
        return first == 0 ? 0 : 1;
    }
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < bytes) {
        return 0;
    }
    for (std::size_t index = 1; index < bytes; ++index) {
        if ((at(index) & 0xC0U) != 0x80) {
            return 0;
        }
    }
    const bool is_allowed = !(first == 0xE0 && at(1) < 0xA0) && !(first == 0xED && at(1) > 0x9F) &&
                            !(first == 0xF0 && at(1) < 0x90) && !(first == 0xF4 && at(1) > 0x8F);
    return is_allowed ? bytes : 0;
}

std::string clean(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const std::size_t bytes = character_bytes(text);
        result += bytes == 0 ? std::string_view("?") : text.substr(0, bytes);
        text.remove_prefix(std::max<std::size_t>(bytes, 1));
    }
    return result;
}

/// One field as it was found: its tag, and its value in one of the two.
struct Field {
    std::uint16_t tag = 0;
    std::int64_t number = 0;
    std::string_view bytes;
};

template <typename Value>
void set(std::optional<Value>& column, const Field& field) {
    const unsigned form = field.tag & form_mask;
    if constexpr (std::is_same_v<Value, std::string>) {
        if (form == characters) {
            column = clean(field.bytes);
        }
    } else if constexpr (std::is_same_v<Value, double>) {
        if (form == real) {
            column = std::bit_cast<double>(field.number);
        }
    } else if (form == whole) {
        column = static_cast<Value>(field.number);
    }
}

}  // namespace

void Encoder::fixed32(std::uint32_t value) {
    std::memcpy(at_, &value, sizeof value);
    at_ += sizeof value;
}

void Encoder::fixed64(std::int64_t value) {
    std::memcpy(at_, &value, sizeof value);
    at_ += sizeof value;
}

void Encoder::number(std::uint64_t value) {
    while (value >= 0x80) {
        *at_++ = static_cast<char>(value | 0x80U);
        value >>= 7U;
    }
    *at_++ = static_cast<char>(value);
}

void Encoder::text(std::string_view text) {
    text = cut(text);
    number(text.size());
    if (!text.empty()) {
        std::memcpy(at_, text.data(), text.size());
        at_ += text.size();
    }
}

template <typename Value>
void Encoder::field(std::uint16_t name, const std::optional<Value>& value) {
    if (!value) {
        return;
    }
    const auto tagged = [&](unsigned form) {
        const auto tag = static_cast<std::uint16_t>(name | form);
        std::memcpy(at_, &tag, sizeof tag);
        at_ += sizeof tag;
    };
    if constexpr (std::is_same_v<Value, std::string>) {
        tagged(characters);
        text(*value);
    } else if constexpr (std::is_same_v<Value, double>) {
        tagged(real);
        fixed64(std::bit_cast<std::int64_t>(*value));
    } else {
        tagged(whole);
        number(zigzag(static_cast<std::int64_t>(*value)));
    }
}

void Encoder::record(const record::Generation& generation) {
    std::size_t column = 0;
    record::for_each_column(generation,
                            [&](const char*, const auto& value) { field(tags[column++], value); });
}

std::string_view Decoder::take(std::size_t bytes) {
    if (bytes > rest_.size()) {
        is_whole_ = false;
        rest_ = {};
        return {};
    }
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
}

std::int64_t Decoder::fixed64() {
    std::int64_t value = 0;
    const std::string_view bytes = take(sizeof value);
    if (is_whole_) {
        std::memcpy(&value, bytes.data(), sizeof value);
    }
    return value;
}

std::uint64_t Decoder::number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const std::string_view byte = take(1);
        if (!is_whole_) {
            return 0;
        }
        const auto bits = static_cast<unsigned char>(byte.front());
        value |= static_cast<std::uint64_t>(bits & 0x7FU) << shift;
        if (bits < 0x80) {
            return value;
        }
    }
    is_whole_ = false;
    return 0;
}

std::string_view Decoder::text() {
    return take(number());
}

std::size_t record_bytes_max() {
    std::size_t bytes = 0;
    record::for_each_column(record::Generation{},
                            [&]<typename Value>(const char*, const std::optional<Value>&) {
                                bytes += tag_bytes + number_bytes_max;
                                bytes += std::is_same_v<Value, std::string> ? text_bytes_max : 0;
                            });
    return bytes;
}

std::optional<record::Generation> decode_record(std::string_view bytes) {
    std::vector<Field> fields;
    fields.reserve(tags.size());
    Decoder decoder(bytes);
    while (!decoder.is_at_end()) {
        Field field;
        const std::string_view tag = decoder.take(tag_bytes);
        if (!decoder.is_whole()) {
            return std::nullopt;
        }
        std::memcpy(&field.tag, tag.data(), tag_bytes);
        switch (field.tag & form_mask) {
            case whole:
                field.number = unzigzag(decoder.number());
                break;
            case real:
                field.number = decoder.fixed64();
                break;
            case characters:
                field.bytes = decoder.text();
                break;
            default:
                return std::nullopt;
        }
        if (!decoder.is_whole()) {
            return std::nullopt;
        }
        fields.push_back(field);
    }
    record::Generation generation;
    std::size_t column = 0;
    record::for_each_column(generation, [&](const char*, auto& value) {
        const std::uint16_t name = tags[column++];
        const auto found = std::ranges::find_if(
            fields, [&](const Field& field) { return (field.tag & ~form_mask) == name; });
        if (found != fields.end()) {
            set(value, *found);
        }
    });
    return generation;
}

std::string_view cut(std::string_view text) {
    if (text.size() <= text_bytes_max) {
        return text;
    }
    std::size_t bytes = text_bytes_max;
    while (bytes > text_bytes_max - 4 &&
           (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80) {
        --bytes;
    }
    return text.substr(0, bytes);
}

}  // namespace orrery::ledger
