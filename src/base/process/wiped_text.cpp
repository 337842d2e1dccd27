#include "base/process/wiped_text.h"

#include <cstring>

namespace orrery {

WipedText::~WipedText() {
    text_.resize(text_.capacity());
    ::explicit_bzero(text_.data(), text_.size());
}

}  // namespace orrery
