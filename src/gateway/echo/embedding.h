#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace orrery::gateway {

/// Returns the body of an answer to an embeddings request: unit vectors (256 dimensions unless
/// asked for 1 to 4,096) made of the words, so that texts that share words are near each other.
/// Numbers or base64 of little-endian 32-bit floats. Fails with `bad_input` and the parameter.
[[nodiscard]] Result<std::string> echo_embeddings(std::string_view body);

/// Makes the vector of a text.
[[nodiscard]] std::vector<float> echo_vector(std::string_view text, std::size_t dimensions);

}  // namespace orrery::gateway
