#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace orrery::bench {

/// A chat completion whose body has about so many bytes.
[[nodiscard]] std::string completion_body(std::size_t bytes);

/// A chat request of about so many bytes; `model` as the proxy under test names it.
[[nodiscard]] std::string request_body(std::size_t bytes, bool is_stream);

/// Serves chat streams until the process is ended: `chunks` chunks, one each `pace_ms`, whatever is
/// asked. What `orrery_bench gateway-upstream PORT CHUNKS PACE_MS` runs.
[[nodiscard]] Status serve_paced_streams(std::uint16_t port, int chunks, int pace_ms);

/// The model under which every proxy is asked, and the name that the provider knows it by.
inline constexpr const char* bench_model = "bench/model";

}  // namespace orrery::bench
