#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// The union gives the buffer the alignment that cmsg(3) asks for.
union control {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(CROFT_MAXIMUM_DESCRIPTORS * sizeof(int))];
};

ssize_t croft_send(int socket, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count) {
  if (descriptor_count > CROFT_MAXIMUM_DESCRIPTORS) return errno = EINVAL, -1;
  union control control = {0};
  struct iovec data = {.iov_base = (void *)bytes, .iov_len = count};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
  if (descriptor_count > 0) {
    size_t size = descriptor_count * sizeof(int);
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE(size);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(size);
    memcpy(CMSG_DATA(header), descriptors, size);
  }
  return sendmsg(socket, &message, MSG_NOSIGNAL);
}

ssize_t croft_receive(int socket, void *bytes, size_t count, int *descriptors, size_t capacity, size_t *received) {
  union control control;
  struct iovec data = {.iov_base = bytes, .iov_len = count};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_LEN(capacity * sizeof(int))};
  *received = 0;
  ssize_t length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  if (length < 0) return length;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    // No more than the buffer's length allows, and in one header: the kernel closes the others itself.
    *received = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(descriptors, CMSG_DATA(header), *received * sizeof(int));
  }
  return length;
}
