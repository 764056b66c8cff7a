/* A disk that is full: what a program writes to files below a path is refused as the kernel refuses it, while another
 * file is there. Loaded before libc (LD_PRELOAD), so it needs no rights.
 *
 *   FULL_DISK_BELOW   the path; FULL_DISK_WHILE   the other file
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int refuses(int fd) {
  const char *below = getenv("FULL_DISK_BELOW"), *flag = getenv("FULL_DISK_WHILE");
  if (!below || !flag || access(flag, F_OK) != 0) return 0;
  char link[40], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, below, strlen(below)) == 0;
}

#define REAL(type, name) ((type)dlsym(RTLD_NEXT, name))
#define FULL(fd) \
  if (refuses(fd)) { errno = ENOSPC; return -1; }

ssize_t write(int fd, const void *from, size_t count) {
  FULL(fd)
  return REAL(ssize_t (*)(int, const void *, size_t), "write")(fd, from, count);
}

ssize_t writev(int fd, const struct iovec *from, int count) {
  FULL(fd)
  return REAL(ssize_t (*)(int, const struct iovec *, int), "writev")(fd, from, count);
}

ssize_t pwrite(int fd, const void *from, size_t count, off_t at) {
  FULL(fd)
  return REAL(ssize_t (*)(int, const void *, size_t, off_t), "pwrite")(fd, from, count, at);
}

ssize_t pwrite64(int fd, const void *from, size_t count, off64_t at) {
  FULL(fd)
  return REAL(ssize_t (*)(int, const void *, size_t, off64_t), "pwrite64")(fd, from, count, at);
}
