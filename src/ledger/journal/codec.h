#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/generation.h"

/// The compact form of records in the journal and in SQLite.
///
/// A record is a row of fields, one for each column that is known: a tag of 16 bits, little-endian,
/// and a value. The low 2 bits of a tag are the form of the value, the others a hash of the
/// column's name, so that a record outlives a change of generation.def: columns that are no longer
/// there are passed over, new ones are unknown. Forms: 0 a whole number (zigzag, then 7 bits a
/// byte, low ones first), 1 eight bytes of a double, 2 a text: its length as in form 0 but without
/// zigzag, then its bytes.
namespace orrery::ledger {

/// Texts are cut to this many bytes, at the beginning of a UTF-8 character.
inline constexpr std::size_t text_bytes_max = 256;

/// Writes the compact form; the caller guarantees the room.
class Encoder {
public:
    explicit Encoder(char* to) : at_(to) {}

    void fixed32(std::uint32_t value);
    void fixed64(std::int64_t value);
    void number(std::uint64_t value);
    void text(std::string_view text);
    void record(const record::Generation& generation);
    [[nodiscard]] char* end() const { return at_; }

private:
    template <typename Field>
    void field(std::uint16_t name, const std::optional<Field>& value);

    char* at_;
};

/// Reads the compact form; after a value that is not whole, `is_whole()` is false for good.
class Decoder {
public:
    explicit Decoder(std::string_view bytes) : rest_(bytes) {}

    std::int64_t fixed64();
    std::uint64_t number();
    std::string_view text();
    [[nodiscard]] std::string_view rest() const { return rest_; }
    [[nodiscard]] bool is_whole() const { return is_whole_; }
    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
    std::string_view take(std::size_t bytes);

private:
    std::string_view rest_;
    bool is_whole_ = true;
};

/// Returns the most bytes that Encoder::record writes.
[[nodiscard]] std::size_t record_bytes_max();

/// Reads a record over `record`, of which nothing stays; false, and an empty one, where the bytes
/// are none. Bytes of texts that are not UTF-8, and zeros, become question marks: the warehouse
/// takes neither.
[[nodiscard]] bool decode_record(std::string_view bytes, record::Generation& record);

/// Returns the text cut to text_bytes_max bytes at a character's beginning.
[[nodiscard]] std::string_view cut(std::string_view text);

}  // namespace orrery::ledger
