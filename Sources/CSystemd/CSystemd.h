// What Croft uses of libsystemd: readiness and status (sd_notify), inherited sockets (sd_listen_fds).
#pragma once

#include <systemd/sd-daemon.h>
