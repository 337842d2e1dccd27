#pragma once

#include <cstddef>
#include <string>

namespace orrery {

/// A text that is overwritten with zeros when it ends.
class WipedText {
public:
    /// `bytes_max` is the most that it will hold, so that it never moves and leaves nothing behind.
    explicit WipedText(std::size_t bytes_max) { text_.reserve(bytes_max); }
    ~WipedText();
    WipedText(const WipedText&) = delete;
    WipedText& operator=(const WipedText&) = delete;

    [[nodiscard]] std::string& text() { return text_; }

private:
    std::string text_;
};

}  // namespace orrery
