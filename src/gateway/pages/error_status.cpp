#include "gateway/pages/error_status.h"

namespace orrery::gateway {

int status_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::usage:
        case ErrorKind::bad_input:
            return 400;
        case ErrorKind::not_found:
            return 404;
        case ErrorKind::unavailable:
            return 503;
        case ErrorKind::internal:
            break;
    }
    return 500;
}

}  // namespace orrery::gateway
