#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "ledger/database/database.h"
#include "ledger/journal/segment.h"

namespace orrery::ledger {

/// Which generations were opened and not settled, as far as the journals are applied. Their
/// openings lie in the journals, or, where a journal was removed, in the table open_generations.
class OpenGenerations {
public:
    /// Reads the table.
    [[nodiscard]] Status load(Database& database);

    /// Notes an opening. REQUIRES: `opening` holds until the segment was carried.
    void open(std::uint64_t id, const SegmentName& segment, std::string_view opening);
    void close(std::uint64_t id);
    void clear();
    /// Notes what the frames of a segment before `until` opened and closed.
    void scan(const Segment& segment, std::size_t until);
    /// Copies the openings of a segment into the table, so that the segment can be removed.
    [[nodiscard]] Status carry(Database& database, const SegmentName& segment);

    [[nodiscard]] bool is_carried(std::uint64_t id) const { return carried_.contains(id); }
    /// Returns an opening as Opened is written; nothing where it is not open.
    [[nodiscard]] std::optional<std::string> opening(std::uint64_t id) const;
    [[nodiscard]] std::vector<std::uint64_t> ids() const;

private:
    struct Open {
        SegmentName segment;
        std::string_view opening;
    };
    std::unordered_map<std::uint64_t, Open> open_;
    std::unordered_map<std::uint64_t, std::string> carried_;
};

/// Returns the fields of the record of a generation of which only the opening is known.
[[nodiscard]] std::string lost_record(std::string_view model_requested, std::string_view app,
                                      std::string_view api_type);

}  // namespace orrery::ledger
