// What Croft uses of libsystemd: readiness and status (sd_notify), inherited sockets (sd_listen_fds), the journal.
#pragma once

// The headers would add the C file's name and line to every entry; the caller is Swift.
#define SD_JOURNAL_SUPPRESS_LOCATION

#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
