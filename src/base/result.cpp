#include "base/result.h"

namespace orrery {

std::string describe(const Error& error) {
    std::string text;
    if (!error.where.empty()) {
        text += error.where + ": ";
    }
    text += error.what;
    if (!error.hint.empty()) {
        text += "\n  hint: " + error.hint;
    }
    return text;
}

int exit_code(ErrorKind kind) {
    return kind == ErrorKind::usage ? 2 : 1;
}

}  // namespace orrery
