#include "base/process/wiped_text.h"

#include <strings.h>

namespace orrery {

WipedText::~WipedText() {
    text_.resize(text_.capacity());
    ::explicit_bzero(text_.data(), text_.size());
}

}  // namespace orrery
