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
constexpr std::size_t field_tag_bytes = sizeof(std::uint16_t);

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

void clean(std::string_view text, std::string& into) {
    into.clear();
    while (!text.empty()) {
        const auto* const plain_end = std::ranges::find_if_not(
            text, [](char c) { return c != 0 && static_cast<unsigned char>(c) < 0x80; });
        const auto plain = static_cast<std::size_t>(plain_end - text.begin());
        into += text.substr(0, plain);
        text.remove_prefix(plain);
        if (!text.empty()) {
            const std::size_t bytes = character_bytes(text);
            into += bytes == 0 ? std::string_view("?") : text.substr(0, bytes);
            text.remove_prefix(std::max<std::size_t>(bytes, 1));
        }
    }
}

/// One field as it was found: its tag, and its value in one of the two.
struct Field {
    std::uint16_t tag = 0;
    std::int64_t number = 0;
    std::string_view bytes;
};

/// Nothing where the bytes are no field; the decoder's place is then of no use.
std::optional<Field> read_field(Decoder& decoder) {
    Field field;
    const std::string_view tag = decoder.take(field_tag_bytes);
    if (!decoder.is_whole()) {
        return std::nullopt;
    }
    std::memcpy(&field.tag, tag.data(), field_tag_bytes);
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
    return decoder.is_whole() ? std::optional(field) : std::nullopt;
}

/// Returns the column of a tag without its form, tags.size() for one that is no longer there. The
/// search begins at `from`, for fields are written in the order of columns.
std::size_t column_of(unsigned name, std::size_t from) {
    const auto begin = tags.begin() + static_cast<std::ptrdiff_t>(from);
    auto found = std::find(begin, tags.end(), name);
    if (found == tags.end()) {
        found = std::find(tags.begin(), begin, name);
        found = found == begin ? tags.end() : found;
    }
    return static_cast<std::size_t>(found - tags.begin());
}

/// Unknown where there is no field, or one of another form.
template <typename Value>
void set(std::optional<Value>& column, const std::optional<Field>& field) {
    constexpr unsigned form = std::is_same_v<Value, std::string> ? characters
                              : std::is_same_v<Value, double>    ? real
                                                                 : whole;
    if (!field || (field->tag & form_mask) != form) {
        column.reset();
    } else if constexpr (form == characters) {
        clean(field->bytes, column ? *column : column.emplace());
    } else if constexpr (form == real) {
        column = std::bit_cast<double>(field->number);
    } else {
        column = static_cast<Value>(field->number);
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
                                bytes += field_tag_bytes + number_bytes_max;
                                bytes += std::is_same_v<Value, std::string> ? text_bytes_max : 0;
                            });
    return bytes;
}

bool decode_record(std::string_view bytes, record::Generation& record) {
    std::array<std::optional<Field>, tags.size()> fields;
    std::size_t expected = 0;
    Decoder decoder(bytes);
    while (!decoder.is_at_end()) {
        const auto field = read_field(decoder);
        if (!field) {
            record = {};
            return false;
        }
        const std::size_t column = column_of(field->tag & ~form_mask, expected);
        if (column < fields.size() && !fields.at(column)) {
            fields.at(column) = *field;
            expected = column + 1;
        }
    }
    std::size_t column = 0;
    record::for_each_column(record,
                            [&](const char*, auto& value) { set(value, fields.at(column++)); });
    return true;
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
