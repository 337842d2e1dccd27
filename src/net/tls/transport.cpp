#include "net/tls/transport.h"

#include <openssl/bio.h>
#include <sys/socket.h>

#include <cerrno>

#include "net/stream/would_block.h"

namespace orrery::net {

namespace {

Transport& transport_of(BIO* bio) {
    return *static_cast<Transport*>(BIO_get_data(bio));
}

int read(BIO* bio, char* into, int size) {
    Transport& transport = transport_of(bio);
    BIO_clear_retry_flags(bio);
    const ssize_t count = recv(transport.descriptor, into, static_cast<std::size_t>(size), 0);
    if (count < 0 && would_block(errno)) {
        BIO_set_retry_read(bio);
    }
    transport.may_hold_more = count == size;
    transport.has_ended = count == 0;
    return static_cast<int>(count);
}

int write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t count =
        send(transport_of(bio).descriptor, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (count < 0 && would_block(errno)) {
        BIO_set_retry_write(bio);
    }
    return static_cast<int>(count);
}

long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
    switch (command) {
        case BIO_CTRL_FLUSH:  // Nothing is held back.
            return 1;
        case BIO_CTRL_EOF:
            return transport_of(bio).has_ended ? 1 : 0;
        default:
            return 0;
    }
}

/// Made once and never freed: connections may close as late as the process ends.
const BIO_METHOD* method() {
    static const BIO_METHOD* const made = [] {
        BIO_METHOD* fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
        if (fresh != nullptr) {
            BIO_meth_set_read(fresh, read);
            BIO_meth_set_write(fresh, write);
            BIO_meth_set_ctrl(fresh, control);
        }
        return fresh;
    }();
    return made;
}

}  // namespace

bio_st* Transport::bio() {
    BIO* made = method() == nullptr ? nullptr : BIO_new(method());
    if (made != nullptr) {
        BIO_set_data(made, this);
        BIO_set_init(made, 1);
    }
    return made;
}

}  // namespace orrery::net
