// K-means (Lloyd's algorithm) over points of eight doubles. The first K points are the first centres.
//
// The points are read into memory first. In each round each thread finds the nearest centre for every point of its part
// and sums the points by centre; the sums' means are the next centres. A centre that has no points stays where it is.

#include "baselines.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  dimensions = 8,
  maximumCentres = 1 << 16,     // Each thread holds a sum for each.
  maximumRounds = 1 << 20,
};

typedef struct { double at[dimensions]; } Point;

typedef struct {
  Point sum;
  uint64_t count;
} Cluster;

typedef struct {
  int file;
  Point *points;                // Of this part.
  size_t first, pointCount;     // The first one's place in the file, and how many there are.
  const Point *centres;
  size_t centreCount;
  Cluster *clusters;
} Part;

static void *readPart(void *argument) {
  Part *part = argument;
  char *into = (char *)part->points;
  size_t rest = part->pointCount * sizeof(Point);
  off_t offset = (off_t)(part->first * sizeof(Point));
  while (rest > 0) {
    ssize_t count = pread(part->file, into, rest, offset);
    if (count < 0) fail("read", "the points", errno);
    if (count == 0) refuse("the points", "the file became shorter while it was read");
    into += count;
    offset += count;
    rest -= (size_t)count;
  }
  return NULL;
}

static size_t nearestCentre(const Point *point, const Point *centres, size_t count) {
  size_t nearest = 0;
  double least = 0;
  for (size_t i = 0; i < count; i++) {
    double distance = 0;
    for (size_t d = 0; d < dimensions; d++) {
      double difference = point->at[d] - centres[i].at[d];
      distance += difference * difference;
    }
    if (i == 0 || distance < least) {
      nearest = i;
      least = distance;
    }
  }
  return nearest;
}

static void *assignPart(void *argument) {
  Part *part = argument;
  memset(part->clusters, 0, part->centreCount * sizeof(Cluster));
  for (size_t i = 0; i < part->pointCount; i++) {
    const Point *point = &part->points[i];
    Cluster *cluster = &part->clusters[nearestCentre(point, part->centres, part->centreCount)];
    for (size_t d = 0; d < dimensions; d++) cluster->sum.at[d] += point->at[d];
    cluster->count++;
  }
  return NULL;
}

static void moveCentres(Point *centres, size_t centreCount, const Part *parts, size_t partCount) {
  for (size_t centre = 0; centre < centreCount; centre++) {
    Cluster total = {0};
    for (size_t i = 0; i < partCount; i++) {
      const Cluster *cluster = &parts[i].clusters[centre];
      for (size_t d = 0; d < dimensions; d++) total.sum.at[d] += cluster->sum.at[d];
      total.count += cluster->count;
    }
    if (total.count == 0) continue;
    for (size_t d = 0; d < dimensions; d++) centres[centre].at[d] = total.sum.at[d] / (double)total.count;
  }
}

// Opens the file and cuts its points into parts of about the same number.
static size_t openPoints(const char *path, Part *parts, size_t partCount) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) fail("open", path, errno);
  struct stat status;
  if (fstat(file, &status) != 0) fail("stat", path, errno);
  if ((size_t)status.st_size % sizeof(Point) != 0) refuse(path, "its size is no multiple of 64 bytes");
  size_t pointCount = (size_t)status.st_size / sizeof(Point);
  Point *points = malloc(pointCount * sizeof(Point) + 1);
  if (points == NULL) fail("allocate", "the points", errno);
  size_t first = 0;
  for (size_t i = 0; i < partCount; i++) {
    size_t end = pointCount * (i + 1) / partCount;
    parts[i] = (Part){.file = file, .points = points + first, .first = first, .pointCount = end - first};
    first = end;
  }
  return pointCount;
}

void kmeans(char **arguments) {
  size_t threads = parseCount(arguments[1], "THREADS", maximumThreads);
  size_t rounds = parseCount(arguments[2], "ROUNDS", maximumRounds);
  size_t centreCount = parseCount(arguments[3], "CENTRES", maximumCentres);
  double start = now();
  Part *parts = allocate(threads, sizeof(Part));
  size_t pointCount = openPoints(arguments[0], parts, threads);
  if (pointCount < centreCount) refuse(arguments[0], "it has fewer points than there are centres");
  runOnThreads(parts, threads, sizeof(Part), readPart);
  report("loadSeconds", now() - start);

  start = now();
  Point *centres = allocate(centreCount, sizeof(Point));
  memcpy(centres, parts[0].points, centreCount * sizeof(Point));
  for (size_t i = 0; i < threads; i++) {
    parts[i].centres = centres;
    parts[i].centreCount = centreCount;
    parts[i].clusters = allocate(centreCount, sizeof(Cluster));
  }
  for (size_t round = 0; round < rounds; round++) {
    runOnThreads(parts, threads, sizeof(Part), assignPart);
    moveCentres(centres, centreCount, parts, threads);
  }
  report("seconds", now() - start);
  for (size_t i = 0; i < centreCount; i++) {
    for (size_t d = 0; d < dimensions; d++) {
      printf("%.17g%c", centres[i].at[d], d + 1 == dimensions ? '\n' : ' ');
    }
  }
}
