// The model file, little endian:
//   "ORRMODEL" | u32 format | text version | u32 bucket_bits | f32 gains x 3 | f32 temperature |
//   f32 doubt | f32 act_weight | u32 topics | text path x topics | u32 acts |
//   (text name, text path) x acts | f32 scales x columns | f32 biases x columns |
//   u64 bits of rows x 2^bucket_bits / 64 | i8 weights x rows x stride
// where a text is u32 bytes and the bytes.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "classifier/model/model.h"

namespace orrery::classifier {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie");

constexpr std::string_view magic = "ORRMODEL";
constexpr std::uint32_t format = 3;
constexpr std::uint32_t names_max = 240;
constexpr std::uint32_t name_bytes_max = 1000;

class Writer {
public:
    template <typename T>
    void number(T value) {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void text(std::string_view value) {
        number(static_cast<std::uint32_t>(value.size()));
        bytes += value;
    }

    std::string bytes;
};

/// Reads fields off the front; after the first that is not there everything is zero and ok false.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest(bytes) {}

    template <typename T>
    T number() {
        T value{};
        if (rest.size() < sizeof value) {
            ok = false;
            return value;
        }
        std::copy_n(rest.begin(), sizeof value, reinterpret_cast<char*>(&value));
        rest.remove_prefix(sizeof value);
        return value;
    }
    float real() {
        const auto value = number<float>();
        ok = ok && std::isfinite(value);
        return value;
    }
    std::string text() {
        const auto size = number<std::uint32_t>();
        if (size > name_bytes_max || size > rest.size()) {
            ok = false;
            return {};
        }
        const std::string value(rest.substr(0, size));
        rest.remove_prefix(size);
        return value;
    }
    std::uint32_t count() {
        const auto value = number<std::uint32_t>();
        ok = ok && value <= names_max;
        return ok ? value : 0;
    }

    std::string_view rest;
    bool ok = true;
};

ModelHead read_head(Reader& reader) {
    ModelHead head;
    head.version = reader.text();
    head.bucket_bits = reader.number<std::uint32_t>();
    reader.ok = reader.ok && head.bucket_bits >= 8 && head.bucket_bits <= 24;
    for (float& gain : head.gains) {
        gain = reader.real();
    }
    head.temperature = reader.real();
    head.doubt = reader.real();
    reader.ok = reader.ok && head.temperature > 0 && head.doubt >= 0 && head.doubt < 1;
    head.act_weight = reader.real();
    for (auto left = reader.count(); left > 0; --left) {
        head.topics.push_back(reader.text());
    }
    for (auto left = reader.count(); left > 0; --left) {
        auto name = reader.text();
        head.acts.push_back({std::move(name), reader.text()});
    }
    for (std::size_t c = 0; reader.ok && c < head.columns(); ++c) {
        head.scales.push_back(reader.real());
    }
    for (std::size_t c = 0; reader.ok && c < head.columns(); ++c) {
        head.biases.push_back(reader.real());
    }
    reader.ok = reader.ok && !head.topics.empty() && head.columns() <= names_max;
    return head;
}

}  // namespace

Result<Model> Model::read(std::string_view bytes, const std::string& where) {
    Reader reader(bytes);
    if (!bytes.starts_with(magic)) {
        return fail(ErrorKind::bad_input, "this is no classifier model", where,
                    "make one with: orrery classify train --out FILE");
    }
    reader.rest.remove_prefix(magic.size());
    if (reader.number<std::uint32_t>() != format) {
        return fail(ErrorKind::bad_input, "the model is of another format", where,
                    "train it anew with this version: orrery classify train --out FILE");
    }
    Model model;
    model.head_ = read_head(reader);
    const std::size_t words =
        reader.ok ? (std::size_t{1} << model.head_.bucket_bits) / 64 : std::size_t{0};
    std::uint32_t rows = 0;
    for (std::size_t i = 0; reader.ok && i < words; ++i) {
        model.has_row_.push_back(reader.number<std::uint64_t>());
        model.rows_before_.push_back(rows);
        rows += static_cast<std::uint32_t>(std::popcount(model.has_row_.back()));
    }
    if (!reader.ok || reader.rest.size() != model.head_.stride() * rows) {
        return fail(ErrorKind::bad_input, "the model is cut off or damaged", where,
                    "train it anew: orrery classify train --out FILE");
    }
    model.weights_ = reinterpret_cast<const std::int8_t*>(reader.rest.data());
    return model;
}

std::string write_model(const ModelHead& head, std::span<const std::uint64_t> has_row,
                        std::span<const std::int8_t> weights) {
    Writer writer;
    writer.bytes = magic;
    writer.number(format);
    writer.text(head.version);
    writer.number(static_cast<std::uint32_t>(head.bucket_bits));
    for (const float gain : head.gains) {
        writer.number(gain);
    }
    writer.number(head.temperature);
    writer.number(head.doubt);
    writer.number(head.act_weight);
    writer.number(static_cast<std::uint32_t>(head.topics.size()));
    for (const auto& topic : head.topics) {
        writer.text(topic);
    }
    writer.number(static_cast<std::uint32_t>(head.acts.size()));
    for (const auto& act : head.acts) {
        writer.text(act.name);
        writer.text(act.path);
    }
    for (const float scale : head.scales) {
        writer.number(scale);
    }
    for (const float bias : head.biases) {
        writer.number(bias);
    }
    for (const std::uint64_t bits : has_row) {
        writer.number(bits);
    }
    writer.bytes.append(reinterpret_cast<const char*>(weights.data()), weights.size());
    return std::move(writer.bytes);
}

}  // namespace orrery::classifier
